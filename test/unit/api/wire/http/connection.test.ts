import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http, { Agent, type ClientRequest } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { Worker } from 'node:worker_threads';
import type { RetailMediaClient } from '../../../../../src/api/client';
import type { ClientOptions } from '../../../../../src/api/options';
import { HttpFailure, send, type HttpRequest } from '../../../../../src/api/wire/http';
import { selfSigned } from '../../certificate';
import { bytes, clientOf, closeServers, failure, reply, serve, type Handler } from '../../support';

const STALL = 250;
/** Only there can a port be made that answers no SYN. */
const onLinux = process.platform === 'linux' ? it : it.skip;
const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  url,
  method: 'POST',
  headers: {},
  stall: STALL,
  body: bytes('{}'),
  ...more,
});
const hosted = selfSigned('api.retail-media.example');

/**
 * What `send` ends with: reason, whether it may have been sent, the system's code; or the status.
 */
async function ending(sent: Promise<{ status: number }>): Promise<unknown[]> {
  try {
    return [(await sent).status];
  } catch (error) {
    assert.ok(error instanceof HttpFailure, String(error));
    return [error.reason, error.maybeSent, error.code];
  }
}

const closing: (() => void)[] = [];

/** A server of sockets; gives its port. */
async function listening(server: net.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const sockets = (handler: (socket: Socket) => void) => listening(net.createServer(handler));

/** An https server whose certificate the process's own agent trusts; `/silent` gets no answer. */
async function secure(): Promise<number> {
  const server = https.createServer(hosted, (incoming, response) => {
    incoming.resume();
    if (incoming.url !== '/silent') incoming.on('end', () => reply(response, 200, { data: {} }));
  });
  server.on('tlsClientError', () => undefined);
  const { ca } = https.globalAgent.options;
  https.globalAgent.options.ca = hosted.cert;
  closing.push(() => {
    https.globalAgent.options.ca = ca;
    https.globalAgent.destroy();
    server.closeAllConnections();
  });
  return listening(server);
}

/**
 * A port that takes connections, and of which nobody takes any: once its backlog is full, no SYN is
 * answered, as on a network that swallows packets.
 */
async function deaf(): Promise<number> {
  const listen =
    "require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { process.stdout.write(String(this.address().port)); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); })";
  const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
  const held: Socket[] = [];
  closing.push(() => {
    child.kill('SIGKILL');
    for (const socket of held) socket.destroy();
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  for (;;) {
    const socket = net.connect(Number(port), '127.0.0.1').on('error', () => undefined);
    held.push(socket);
    const connected = await Promise.race([
      once(socket, 'connect').then(() => true),
      // Where this process was busy meanwhile, it hears of the connection first.
      new Promise<boolean>((resolve) => setTimeout(() => setImmediate(resolve, false), 200)),
    ]);
    if (!connected) return Number(port);
    assert.ok(held.length < 100, 'the backlog never gets full');
  }
}

/**
 * A proxy agent as the editor's: it looks for its way first, and hands over a socket that stands,
 * with or without its handshake done.
 */
function proxied(proxy: number, handshake: 'begun' | 'done'): () => void {
  const connect = http.request;
  class ProxyAgent extends Agent {
    override createConnection(
      options: http.ClientRequestArgs,
      taken?: (error: Error | null, socket: Duplex) => void,
    ): undefined {
      const callback = taken as ((error: Error | null, socket?: Duplex) => void) | undefined;
      setImmediate(() => {
        const tunnel = connect({
          port: proxy,
          host: '127.0.0.1',
          method: 'CONNECT',
          path: `${options.host}:${options.port}`,
          agent: new Agent(),
        });
        tunnel.on('error', (error) => callback?.(error));
        tunnel.on('connect', (answer, socket: Socket) => {
          if (answer.statusCode !== 200)
            return void callback?.(Object.assign(new Error('no'), { code: 'EPROXY' }));
          if (options.protocol !== 'https:') return void callback?.(null, socket);
          const inner = tls.connect({
            socket,
            servername: net.isIP(options.host ?? '') ? '' : (options.host ?? ''),
            ca: hosted.cert,
          });
          if (handshake === 'begun') return void callback?.(null, inner);
          inner
            .once('error', (error) => callback?.(error))
            .once('secureConnect', () => callback?.(null, inner));
        });
        tunnel.end();
      });
      return undefined;
    }
  }
  const undo: (() => void)[] = [];
  for (const module of [http, https]) {
    const original = module.request;
    const agent = Object.assign(new ProxyAgent({ keepAlive: true }), {
      defaultPort: module === https ? 443 : 80,
      protocol: module === https ? 'https:' : 'http:',
    });
    // In place, as the editor does.
    const patched = (url: string, options: http.RequestOptions): ClientRequest =>
      original(url, { ...options, agent });
    Object.assign(module, { request: patched });
    undo.push(() => {
      assert.equal(module.request, patched);
      Object.assign(module, { request: original });
      agent.destroy();
    });
  }
  return () => undo.forEach((restore) => restore());
}

/** A CONNECT proxy that leads everything to `port`. */
async function proxyTo(port: number): Promise<number> {
  const proxy = http.createServer();
  proxy.on('connect', (_request, socket: Socket) => {
    const onward = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward])
      end.on('error', () => undefined).on('close', () => void (socket.destroy(), onward.destroy()));
  });
  return listening(proxy);
}

const NO_CONNECTION = ['connection', false, 'ETIMEDOUT'];
const STALLED = ['stalled', true, undefined];

describe('whether a connection ever stood', () => {
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) close();
    await closeServers();
  });

  onLinux('a port where no SYN is answered: nothing was sent, and it is no stall', async () => {
    const port = await deaf();
    assert.deepEqual(
      await ending(
        send(request(`http://127.0.0.1:${port}/x`, { body: new Uint8Array(4 * 1024 * 1024) })),
      ),
      NO_CONNECTION,
    );
    assert.deepEqual(await ending(send(request(`https://127.0.0.1:${port}/x`))), NO_CONNECTION);
  });

  it('a name that is never looked up to its end: the same', async () => {
    const { createConnection } = Agent.prototype as unknown as { createConnection: unknown };
    Object.assign(Agent.prototype, {
      createConnection: () =>
        new net.Socket({}).connect({ port: 1, host: 'x.example', lookup: () => undefined }),
    });
    closing.push(() => Object.assign(Agent.prototype, { createConnection }));
    assert.deepEqual(await ending(send(request('http://x.example/'))), NO_CONNECTION);
  });

  it('a bare connection that stood, and then nothing: a stall, also when it was kept alive', async () => {
    const server = await serve((seen, response) =>
      seen.path === '/silent' ? undefined : reply(response, 200, {}),
    );
    assert.deepEqual(await ending(send(request(`${server.url}/silent`))), STALLED);
    let reused = false;
    const { addRequest } = Agent.prototype as unknown as {
      addRequest: (made: ClientRequest, ...rest: unknown[]) => void;
    };
    Object.assign(Agent.prototype, {
      addRequest(this: Agent, made: ClientRequest, ...rest: unknown[]) {
        made.once('socket', () => (reused = made.reusedSocket));
        addRequest.call(this, made, ...rest);
      },
    });
    closing.push(() => Object.assign(Agent.prototype, { addRequest }));
    assert.deepEqual(await ending(send(request(`${server.url}/x`))), [200]);
    assert.deepEqual(await ending(send(request(`${server.url}/silent`))), STALLED);
    assert.equal(reused, true);
  });

  it('https, bare and kept alive', async () => {
    const port = await secure();
    for (const path of ['x', 'silent']) {
      assert.deepEqual(
        await ending(send(request(`https://127.0.0.1:${port}/${path}`, { stall: 400 }))),
        path === 'x' ? [200] : STALLED,
      );
    }
    assert.deepEqual(
      await ending(send(request(`https://127.0.0.1:${port}/silent`, { stall: 400 }))),
      STALLED,
    );
  });

  for (const [name, handler, ending_] of [
    ['never answered', () => undefined, /ETIMEDOUT/],
    ['cut', (socket: Socket) => socket.once('data', () => socket.destroy()), /ECONNRESET/],
    [
      'reset',
      (socket: Socket) => socket.once('data', () => socket.resetAndDestroy()),
      /ECONNRESET/,
    ],
    [
      'answered by no TLS',
      (socket: Socket) =>
        socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
      /EPROTO|ERR_SSL/,
    ],
    [
      'ended half-way',
      (socket: Socket) =>
        socket.once('data', () => socket.end(Buffer.from([0x16, 0x03, 0x03, 0x00, 0x7a, 0x02]))),
      /ECONNRESET/,
    ],
  ] as const) {
    it(`a TLS handshake that is ${name} has sent nothing`, async () => {
      const port = await sockets(handler);
      for (const through of ['bare', 'begun', 'done'] as const) {
        const restore = through === 'bare' ? undefined : proxied(await proxyTo(port), through);
        const [reason, maybeSent, code] = await ending(send(request(`https://127.0.0.1:${port}/`)));
        restore?.();
        assert.deepEqual([reason, maybeSent], ['connection', false], through);
        assert.match(String(code), ending_, `${through} ${String(code)}`);
      }
    });
  }

  it('a certificate that is not trusted has been sent nothing', async () => {
    const port = await listening(https.createServer(hosted).on('tlsClientError', () => undefined));
    assert.deepEqual(await ending(send(request(`https://127.0.0.1:${port}/`))), [
      'connection',
      false,
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ]);
  });

  for (const handshake of ['begun', 'done'] as const) {
    it(`through a CONNECT proxy, its handshake ${handshake} when it is handed over`, async () => {
      const port = await secure();
      closing.push(proxied(await proxyTo(port), handshake));
      const url = `https://api.retail-media.example:${port}`;
      // The second is kept alive.
      assert.deepEqual(await ending(send(request(`${url}/x`, { stall: 400 }))), [200]);
      assert.deepEqual(await ending(send(request(`${url}/silent`, { stall: 400 }))), STALLED);
      assert.deepEqual(await ending(send(request(`${url}/silent`, { stall: 400 }))), STALLED);
    });
  }

  it('through a CONNECT proxy without TLS', async () => {
    const server = await serve((seen, response) =>
      seen.path === '/silent' ? undefined : reply(response, 200, {}),
    );
    closing.push(proxied(await proxyTo(Number(new URL(server.url).port)), 'done'));
    assert.deepEqual(
      await ending(send(request('http://api.retail-media.example/silent'))),
      STALLED,
    );
    assert.deepEqual(await ending(send(request('http://api.retail-media.example/x'))), [200]);
    assert.deepEqual(
      await ending(send(request('http://api.retail-media.example/silent'))),
      STALLED,
    );
  });

  it('a proxy that never answers CONNECT, or refuses it: nothing was sent', async () => {
    for (const [answer, expected] of [
      ['', NO_CONNECTION],
      ['HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n', ['connection', false, 'EPROXY']],
    ] as const) {
      const restore = proxied(await sockets((socket) => socket.write(answer)), 'done');
      const end = await ending(send(request('https://api.retail-media.example/')));
      restore();
      assert.deepEqual(end, expected);
    }
  });

  onLinux('many at once are told apart', async () => {
    const port = await deaf();
    const server = await serve((seen, response) =>
      seen.path === '/silent' ? undefined : reply(response, 200, {}),
    );
    const urls = [
      `http://127.0.0.1:${port}/`,
      `${server.url}/silent`,
      `${server.url}/x`,
      'http://127.0.0.1:1/',
    ];
    const expected = [NO_CONNECTION, STALLED, [200], ['connection', false, 'ECONNREFUSED']];
    const all = Array.from({ length: 40 }, (_none, at) =>
      ending(send(request(urls[at % 4] as string, { stall: 500 }))),
    );
    assert.deepEqual(
      await Promise.all(all),
      Array.from({ length: 40 }, (_none, at) => expected[at % 4]),
    );
  });

  onLinux('cancelled before the connection stood: nothing was sent', async () => {
    const port = await deaf();
    assert.deepEqual(
      await ending(
        send(
          request(`http://127.0.0.1:${port}/`, { stall: 5_000, signal: AbortSignal.timeout(50) }),
        ),
      ),
      ['cancelled', false, undefined],
    );
  });

  for (const size of [2, 100_000]) {
    it(`https, on a busy loop: a body of ${size} bytes is known to be out when its answer is read`, async () => {
      // In a thread of its own, so that it answers while this one is busy.
      const server =
        "const { parentPort, workerData } = require('node:worker_threads'); require('node:https').createServer(workerData, (q, r) => q.resume().on('end', () => r.end('{}'))).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); })";
      const worker = new Worker(server, { eval: true, workerData: hosted });
      closing.push(() => void worker.terminate());
      const [port] = (await once(worker, 'message')) as [number];
      https.globalAgent.options.ca = hosted.cert;
      closing.push(() => {
        delete https.globalAgent.options.ca;
        https.globalAgent.destroy();
      });
      const busy = (): void => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      };
      for (let round = 0; round < 10; round++) {
        await new Promise(setImmediate);
        const sent = send(
          request(`https://127.0.0.1:${port}/`, { body: new Uint8Array(size), stall: 5_000 }),
        );
        process.nextTick(() => process.nextTick(() => queueMicrotask(busy)));
        setImmediate(busy);
        assert.equal((await sent).bodySent, true, `round ${round}`);
      }
    });
  }

  it('leaves the process’s own functions as they were', async () => {
    const before = [http.request, https.request];
    await ending(send(request('http://127.0.0.1:1/')));
    await ending(send(request('not a url')));
    await ending(send(request('http://127.0.0.1:1/', { headers: { x: '\n' } })));
    assert.deepEqual([http.request, https.request], before);
  });

  describe('that was kept', () => {
    /**
     * In a thread of its own: answers each request, and closes the connection so many milliseconds
     * later. Tells how many of each path arrived.
     */
    async function forgetful(keep: number): Promise<{
      url: string;
      arrived: () => Promise<Record<string, number>>;
      /** Connections that it has not closed yet. */
      open: Int32Array;
    }> {
      const code = `const { parentPort, workerData: open } = require('node:worker_threads');
        const arrived = {};
        const server = require('node:http').createServer((request, response) => request.resume().on('end', () => {
          const path = request.url.split('/').pop().split('?')[0];
          arrived[path] = (arrived[path] ?? 0) + 1;
          const text = path === 'token' ? '{"access_token":"T","expires_in":900}' : '{"data":[{"id":"1"}]}';
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
          // The request for a token is followed at once by another one over the same connection.
          response.end(text, () => path === 'token' || setTimeout(() => request.socket.destroy(), ${keep}));
        }));
        server.keepAliveTimeout = 0;
        server.on('connection', (socket) => {
          Atomics.add(open, 0, 1);
          socket.on('close', () => {
            Atomics.sub(open, 0, 1);
            Atomics.notify(open, 0);
          });
        });
        server.listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
        parentPort.on('message', () => parentPort.postMessage(arrived));`;
      const open = new Int32Array(new SharedArrayBuffer(4));
      const worker = new Worker(code, { eval: true, workerData: open });
      closing.push(() => void worker.terminate());
      const [port] = (await once(worker, 'message')) as [number];
      return {
        open,
        url: `http://127.0.0.1:${port}`,
        arrived: async () => {
          worker.postMessage('tell');
          return ((await once(worker, 'message')) as [Record<string, number>])[0];
        },
      };
    }
    /**
     * This process does something else until the server has closed: it has not heard of it when it
     * sends the next.
     */
    const busy = (open: Int32Array): void => {
      for (let left; (left = Atomics.load(open, 0)) > 0;)
        assert.notEqual(
          Atomics.wait(open, 0, left, 5_000),
          'timed-out',
          'the server closes nothing',
        );
    };
    const wanted = [{ name: 'a', retailerId: '1', identifierType: 'Email' }];

    for (const [name, path, run] of [
      [
        'an add-remove',
        'add-remove',
        (client: RetailMediaClient, onTry: () => void) => client.amend('1', bytes('{}'), { onTry }),
      ],
      [
        'a create',
        'create',
        (client: RetailMediaClient, onTry: () => void) =>
          client.createSegments('1', wanted, { onTry }),
      ],
      [
        'a clear that must not be repeated',
        'clear',
        (client: RetailMediaClient, onTry: () => void) =>
          client.clear('1', { repeat: false, onTry }),
      ],
      ['a search', 'search', (client: RetailMediaClient) => client.searchSegments('1', {})],
    ] as const) {
      it(`and was closed meanwhile: ${name} goes over another one at once, and is counted once`, async () => {
        const server = await forgetful(5);
        const { client, clock, log } = clientOf(server);
        let tries = 0;
        for (let round = 0; round < 10; round++) {
          await client.searchSegments('1', {});
          busy(server.open);
          await run(client, () => tries++);
          busy(server.open);
        }
        const searches = path === 'search' ? 20 : 10;
        assert.deepEqual(await server.arrived(), {
          token: 1,
          search: searches,
          ...(path !== 'search' && { [path]: 10 }),
        });
        assert.deepEqual(
          [tries, clock.slept, log.filter(({ code }) => code).length],
          [path === 'search' ? 0 : 10, [], 0],
        );
      });
    }

    it('a create never goes over one, so that a reset says that it may have been read', async () => {
      const ports: (number | undefined)[] = [];
      const server = await serve((seen, response, incoming) => {
        ports.push(incoming.socket.remotePort);
        if (seen.path.endsWith('/create')) response.socket?.destroy();
        else reply(response, 200, { data: [] });
      });
      const { client } = clientOf(server);
      await client.searchSegments('1', {});
      assert.equal((await failure(client.createSegments('1', wanted))).outcome, 'unknown');
      assert.equal(ports.length, 2);
      assert.notEqual(ports[0], ports[1]);
    });

    it('and stands: it is used', async () => {
      const ports = new Set<number | undefined>();
      const server = await serve((_seen, response, incoming) => {
        ports.add(incoming.socket.remotePort);
        reply(response, 200, { data: [] });
      });
      const { client } = clientOf(server);
      for (let round = 0; round < 5; round++) await client.amend('1', bytes('{}'));
      assert.equal(ports.size, 1);
    });

    it('and is cut when the request was read: it may have been done', async () => {
      const server = await serve((_seen, response) =>
        server.seen.length === 1
          ? reply(response, 200, { data: {} })
          : void response.socket?.destroy(),
      );
      await send(request(`${server.url}/x`));
      assert.deepEqual(await ending(send(request(`${server.url}/x`))), [
        'connection',
        true,
        'ECONNRESET',
      ]);
    });
  });

  describe('as a call', () => {
    const calls = (server: { url: string }, more: Partial<ClientOptions> = {}) => {
      let tries = 0;
      const { client, log } = clientOf(server, { timing: { stall: STALL, maxTries: 3 }, ...more });
      return {
        run: (maxStalls?: number) =>
          failure(client.amend('1', bytes('{}'), { maxStalls, onTry: () => tries++ })),
        tries: () => tries,
        log,
      };
    };
    /** Tokens are to be had; everything else goes where no connection comes to be. */
    async function swallowing(token?: Handler): Promise<{ url: string }> {
      const port = await deaf();
      const server = await serve(() => undefined, token);
      const { request: original } = http;
      const swallow = (url: string, options: http.RequestOptions): ClientRequest =>
        url.endsWith('/oauth2/token')
          ? original(url, options)
          : original(url.replace(new URL(server.url).port, String(port)), options);
      Object.assign(http, { request: swallow });
      closing.push(() => Object.assign(http, { request: original }));
      return server;
    }

    onLinux(
      'where no connection stood it is the network’s: not done, not counted, to be tried again',
      async () => {
        const { run, tries, log } = calls(await swallowing());
        const error = await run();
        assert.deepEqual(
          [error.kind, error.system, error.outcome, error.retryable, error.reached, tries()],
          ['network', 'ETIMEDOUT', 'notDone', true, false, 0],
        );
        assert.match(error.message, /couldn’t connect/);
        assert.doesNotMatch(error.message, /may or may not/);
        assert.equal(log.filter(({ operation }) => operation === 'addRemove').length, 3);
      },
    );

    onLinux('its waiting is bounded as a stall’s is', async () => {
      const { run, tries, log } = calls(await swallowing());
      const error = await run(2);
      assert.deepEqual(
        [error.kind, tries(), log.filter(({ operation }) => operation === 'addRemove').length],
        ['network', 0, 2],
      );
    });

    onLinux(
      'a token request that stalls is never a body that is too large, connected or not',
      async () => {
        for (const server of [
          { url: `http://127.0.0.1:${await deaf()}` },
          await serve(
            () => undefined,
            () => undefined,
          ),
        ]) {
          const { run, tries } = calls(server, { timing: { stall: STALL, maxTries: 2 } });
          const error = await run();
          assert.deepEqual(
            [error.kind, error.operation, error.outcome, error.retryable, tries()],
            ['network', 'token', 'notDone', true, 0],
          );
        }
      },
    );

    onLinux('a create is tried again where no connection stood', async () => {
      const { client, log } = clientOf(await swallowing(), {
        timing: { stall: STALL, maxTries: 2 },
      });
      const create = () =>
        failure(
          client.createSegments('1', [{ name: 'a', retailerId: '1', identifierType: 'Email' }]),
        );
      assert.equal((await create()).outcome, 'notDone');
      assert.equal(log.filter(({ operation }) => operation === 'create').length, 2);
    });
  });
});
