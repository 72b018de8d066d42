/**
 * A stand-in for the Criteo Retail Media API on this machine, written from the API's guide and
 * contract alone.
 *
 * In process:   `const sandbox = await startSandbox({ switches: { dialect: 'contract' } })`, then
 *               `sandbox.url` is the base of the API (`${url}/oauth2/token`,
 *               `${url}/2026-07/retail-media/…`), `sandbox.control` steers it, and
 *               `await sandbox.close()` ends it.
 * As a child:   `fork('dist/sandbox.js', ['--state', folder])`, see main.ts.
 * From outside: `/_sandbox/…` on the same port, with the key, see control.ts.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxControl } from './control';
import { mayControl } from './controlRoutes';
import { Core, type CoreOptions } from './core';
import { forward, HANDOVER, signAsOwner, takeOver, urlOfNewOwner } from './handover';
import { RequestHandler } from './requestHandler';

export interface SandboxOptions extends CoreOptions {
  /** Default 0: a free port. Always on 127.0.0.1. */
  port?: number;
  /**
   * What control requests over HTTP must send, at least 16 characters. Default: random for each
   * start.
   */
  key?: string;
}

export interface Sandbox {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  url: string;
  port: number;
  clientId: string;
  clientSecret: string;
  /** The first account, "Sandbox Retail Group". */
  accountId: string;
  control: SandboxControl;
  /** What control requests over HTTP must send as `x-sandbox-key`. */
  key: string;
  /** Makes pending changes take effect, saves the state, and ends every connection. */
  close(): Promise<void>;
}

const SHORTEST_KEY = 16;

/** How long requests in progress may take when the sandbox ends, in milliseconds. */
const LAST_CALLS = 1000;

/**
 * Starts a sandbox. One that runs with the same state hands over to it, and takes the state back with
 * the first request after this one has ended.
 * @throws TypeError for an unknown switch or a key that is too short; an Error with `code` if the
 * port is taken or the folder can't be written.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { key = randomBytes(32).toString('base64url') } = options;
  if (key.length < SHORTEST_KEY)
    throw new TypeError(`The key of the sandbox needs ${SHORTEST_KEY} characters or more.`);
  const startCore = (): { core: Core; handler: RequestHandler } => {
    const core = new Core(options);
    return { core, handler: new RequestHandler(core, key) };
  };
  let own = startCore();
  /** Who has the state, if not this one. */
  let newOwner: string | undefined;
  let isEnding = false;

  const handOver = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!mayControl(key, request)) return void response.writeHead(403).end();
    const url = await urlOfNewOwner(request);
    if (url === undefined) return void response.writeHead(400).end();
    // From here on, new requests go to the new one, which answers them once it is open.
    newOwner = url;
    await own.handler.finish(LAST_CALLS);
    await own.core.close();
    response.writeHead(204).end();
  };

  const openState = async (): Promise<void> => {
    const { state } = options;
    if (state !== undefined) await takeOver(state, url);
    await own.core.open();
    if (state !== undefined) await signAsOwner(state, { url, key });
  };
  let returning: Promise<void> | undefined;
  const takeBack = async (): Promise<void> => {
    own = startCore();
    await openState();
    newOwner = undefined;
  };
  const answerAgain = (request: IncomingMessage, response: ServerResponse): void => {
    returning ??= takeBack().finally(() => (returning = undefined));
    returning.then(
      () => own.handler.handle(request, response),
      () => response.destroy(),
    );
  };

  let opened: () => void = () => undefined;
  const open = new Promise<void>((resolve) => (opened = resolve));
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    void open.then(() => {
      // Ends with its connection, once everything is saved.
      if (isEnding) return;
      if (newOwner !== undefined)
        forward(newOwner, request, response, () => answerAgain(request, response));
      else if (request.method === 'POST' && request.url === HANDOVER)
        handOver(request, response).catch(() => response.destroy());
      else own.handler.handle(request, response);
    });
  });
  // Slow connections are a case to test: nothing here cuts a request that takes minutes.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  try {
    await openState();
    const { world } = own.core;
    const [app] = world.apps;
    opened();
    return {
      url,
      port,
      clientId: app?.clientId ?? '',
      clientSecret: app?.clientSecret ?? '',
      accountId: world.accounts[0]?.id ?? '',
      get control() {
        return own.handler.control;
      },
      key,
      close: async () => {
        isEnding = true;
        await returning?.catch(() => undefined);
        await own.handler.finish(LAST_CALLS);
        await own.core.close();
        // Only now, so that nobody takes the state before it is saved.
        server.close();
        server.closeAllConnections();
      },
    };
  } catch (error) {
    server.close();
    server.closeAllConnections();
    throw error;
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
