/**
 * A stand-in for the Criteo Retail Media API on this machine, written from the API's description alone (API.md).
 *
 * In process:  `const sandbox = await startSandbox({ switches: { dialect: 'contract' } })`, then `sandbox.url` is the base
 *              of the API (`${url}/oauth2/token`, `${url}/2026-07/retail-media/…`), `sandbox.control` steers it, and
 *              `await sandbox.close()` ends it.
 * As a child:  `fork('dist/sandbox.js', ['--state', folder])`, see main.ts.
 * From outside: `/_sandbox/…` on the same port, see control.ts.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerCall } from './api.js';
import type { CallRecord, Fault, SandboxControl } from './control.js';
import { makeControl } from './controlActions.js';
import { answerControl } from './controlRoutes.js';
import { Core, type CoreOptions } from './core.js';
import { doesWork, refusalOf } from './faults.js';
import { routeOf, type Route } from './routes.js';
import { problem, Refusal, refusalReply, toJson, type Reply } from './wire.js';

export interface SandboxOptions extends CoreOptions {
  /** Default 0: a free port. Always on 127.0.0.1. */
  port?: number;
}

export interface Sandbox {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  port: number;
  clientId: string;
  clientSecret: string;
  /** The first account, "Sandbox Retail Group". */
  accountId: string;
  control: SandboxControl;
  /** Lets waiting changes take effect, writes the state, and ends every connection. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox.
 * @throws TypeError for a switch that does not exist; an Error with `code` when the port is taken or the folder cannot be written.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const core = new Core(options);
  await core.open();
  const handler = new CallHandler(core);
  const server = createServer((request, response) => void handler.handle(request, response));
  // Slow lines are a case to be tried: nothing here cuts a call that takes minutes.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const [app] = core.world.apps;
  const [account] = core.world.accounts;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    clientId: app?.clientId ?? '',
    clientSecret: app?.clientSecret ?? '',
    accountId: account?.id ?? '',
    control: handler.control,
    close: async () => {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await ended;
      await core.close();
    },
  };
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

/** Ends a connection with a reset, as a broken line does. */
function cut(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}

class CallHandler {
  readonly control: SandboxControl;
  /** Connections whose reply is held back. */
  private readonly stalled = new Set<Socket>();

  constructor(private readonly core: Core) {
    this.control = makeControl(core, () => {
      for (const socket of this.stalled) cut(socket);
    });
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    // A connection may break at any time; the call ends then, the sandbox does not.
    response.on('error', () => undefined);
    let url: URL;
    try {
      url = new URL(request.url ?? '/', 'http://sandbox');
    } catch {
      url = new URL('http://sandbox/');
    }
    if (url.pathname.startsWith('/_sandbox/')) return answerControl(this.core, this.control, url, request, response);
    const route = routeOf(request.method ?? '', url.pathname);
    const { operation, accountId, segmentId } = route;
    const record: CallRecord = { time: new Date(this.core.now()).toISOString(), operation, accountId, segmentId, status: 0, identifiers: 0, bytes: 0, ms: 0 };
    try {
      record.status = await this.call(route, url, request, response, record);
    } catch {
      // Only a broken connection comes here: there is nobody to answer.
      request.destroy();
    }
    record.ms = Math.round(performance.now() - started);
    this.core.recorder.called(record);
  }

  /** Answers one call with the faults it meets. Gives the status sent, 0 when no whole reply was. */
  private async call(route: Route, url: URL, request: IncomingMessage, response: ServerResponse, record: CallRecord): Promise<number> {
    const { latency, fault } = this.core.faults.meet(route.operation);
    if (latency > 0) await sleep(latency);
    if (!fault) return this.send(response, await this.answer(route, url, request, record));
    record.fault = fault.fault;
    if (fault.fault === 'cutBefore') {
      cut(request.socket);
      return 0;
    }
    if (fault.fault === 'expireToken') this.core.gate.expire(request.headers.authorization);
    if (fault.fault === 'revoke') this.core.gate.revoke(request.headers.authorization);
    let reply: Reply | undefined;
    if (doesWork(fault)) reply = await this.answer(route, url, request, record);
    else if (fault.read !== false) request.resume();
    return this.withFault(fault, request, response, reply);
  }

  private async withFault(fault: Fault, request: IncomingMessage, response: ServerResponse, reply: Reply | undefined): Promise<number> {
    const { socket } = request;
    const text = reply?.body === undefined ? '' : toJson(reply.body);
    const json = { 'content-type': 'application/json; charset=utf-8' };
    switch (fault.fault) {
      case 'cutAfter':
        cut(socket);
        return 0;
      case 'stall':
        this.hold(socket, fault.ms);
        return 0;
      case 'truncated': {
        response.writeHead(reply?.status ?? 200, { ...json, 'content-length': Math.max(Buffer.byteLength(text), 1) });
        const half = Buffer.from(text).subarray(0, Buffer.byteLength(text) >> 1);
        await new Promise<void>((resolve) => response.write(half.length > 0 ? half : ' '.repeat(0), () => resolve()));
        // A reset would throw away what the other side has not read yet; an early end is what a broken proxy does.
        socket.destroy();
        return 0;
      }
      case 'malformedJson':
        return this.sendText(response, fault.status ?? reply?.status ?? 200, json, fault.body ?? text.slice(0, text.length >> 1));
      case 'html':
        return this.sendText(
          response,
          fault.status ?? 200,
          { 'content-type': 'text/html; charset=utf-8' },
          fault.body ?? '<!DOCTYPE html><html><head><title>Access blocked</title></head><body><h1>Blocked by the network</h1></body></html>',
        );
      case 'redirect':
        return this.sendText(response, fault.status ?? 307, { location: fault.location ?? '/elsewhere' }, '');
      default: {
        const refusal = refusalOf(fault, (remaining, resetAt) => this.core.gate.limitHeaders(remaining, resetAt), this.core.now());
        if (refusal) return this.send(response, refusalReply(this.core.switches.dialect, refusal));
        return this.send(response, reply ?? { status: 500 });
      }
    }
  }

  private hold(socket: Socket, ms: number | undefined): void {
    this.stalled.add(socket);
    const timer = ms === undefined ? undefined : setTimeout(() => cut(socket), ms);
    socket.once('close', () => {
      clearTimeout(timer);
      this.stalled.delete(socket);
    });
  }

  /** The reply of a call, errors included; rejects only when the client went away. */
  private async answer(route: Route, url: URL, request: IncomingMessage, record: CallRecord): Promise<Reply> {
    try {
      return await answerCall(this.core, route, url, request, record);
    } catch (error) {
      if (request.destroyed && !request.complete) throw error;
      const { dialect } = this.core.switches;
      if (error instanceof Refusal) return refusalReply(dialect, error);
      const body = { errors: [problem(dialect, { type: 'availability', code: 'internal-error', title: 'Internal error' })] };
      return { status: 500, body };
    }
  }

  private send(response: ServerResponse, { status, body, headers }: Reply): Promise<number> {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
    return this.sendText(response, status, { ...json, ...headers }, body === undefined ? '' : toJson(body));
  }

  private async sendText(response: ServerResponse, status: number, headers: Record<string, string>, text: string): Promise<number> {
    const bytes = Buffer.from(text);
    response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': String(bytes.length) });
    await new Promise<void>((resolve) => {
      response.once('finish', resolve);
      response.once('close', resolve);
      response.end(bytes);
    });
    return response.writableFinished ? status : 0;
  }
}
