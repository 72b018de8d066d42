import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { HttpFailure, send, type HttpRequest } from '../../../src/api/http';
import { bytes, clientOf, closeServers, failure, listen, reply, serve } from './support';

const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ url, method: 'POST', headers: {}, stall: 2_000, ...more });

async function failed(promise: Promise<unknown>): Promise<HttpFailure> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HttpFailure);
  return error;
}

/** A raw server: what a proxy or a dying machine does. */
async function serveSockets(handler: (socket: Socket) => void): Promise<{ url: string; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    handler(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe('one request', () => {
  afterEach(closeServers);

  it('sends a big body whole, with its length, and the same again', async () => {
    const body = new Uint8Array(1_000_003).map((_byte, at) => 32 + (at % 90));
    const server = await serve((_seen, response) => reply(response, 200, { data: 1 }));
    for (let time = 0; time < 2; time++) await send(request(`${server.url}/x`, { body: body.subarray(1) }));
    for (const seen of server.seen) {
      assert.equal(seen.headers['content-length'], '1000002');
      assert.ok(seen.body === Buffer.from(body.subarray(1)).toString());
    }
    assert.equal(server.seen.length, 2);
  });

  it('a body of 8 MB on a slow line gets through a short stall deadline while bytes move', async function () {
    this.timeout(10_000);
    let received = 0;
    const slow = createServer((incoming, response) => {
      incoming.on('data', (part: Buffer) => {
        received += part.length;
        incoming.pause();
        setTimeout(() => incoming.resume(), 12);
      });
      incoming.on('end', () => reply(response, 200, { ok: true }));
    });
    const url = await listen(slow);
    const started = performance.now();
    const answer = await send(request(url, { body: new Uint8Array(8 * 1024 * 1024), stall: 600 }));
    const took = performance.now() - started;
    assert.deepEqual([answer.status, received], [200, 8 * 1024 * 1024]);
    assert.ok(took > 1_200, `took ${took} ms: not slow enough to prove anything`);
  });

  it('a reply that comes in drops is no stall; one that stops is', async () => {
    const server = await serve((seen, response) => {
      response.writeHead(200);
      if (seen.path === '/stops') return void response.write('{"a":');
      let drops = 0;
      const timer = setInterval(() => (++drops < 8 ? response.write('x') : (clearInterval(timer), response.end())), 50);
    });
    assert.equal((await send(request(`${server.url}/drops`, { stall: 200 }))).text, 'xxxxxxx');
    const started = performance.now();
    const error = await failed(send(request(`${server.url}/stops`, { stall: 200 })));
    assert.deepEqual([error.reason, error.maybeSent], ['stalled', true]);
    assert.ok(performance.now() - started < 1_000);
  });

  it('a server that reads nothing and says nothing is a stall', async () => {
    const silent = await serveSockets((socket) => socket.pause());
    const error = await failed(send(request(silent.url, { body: new Uint8Array(32 * 1024 * 1024), stall: 150 })));
    silent.close();
    assert.equal(error.reason, 'stalled');
  });

  it('a connection cut before the request is read, or in the middle of the reply', async () => {
    const before = await serveSockets((socket) => socket.destroy());
    const first = await failed(send(request(before.url, { body: bytes('x') })));
    before.close();
    assert.deepEqual([first.reason, first.maybeSent], ['connection', true]);
    for (const head of ['Content-Length: 100\r\n', 'Transfer-Encoding: chunked\r\n']) {
      const middle = await serveSockets((socket) => {
        socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${head}\r\n5\r\n{"a":`));
      });
      const second = await failed(send(request(middle.url)));
      middle.close();
      assert.deepEqual([second.reason, second.maybeSent], ['connection', true], head);
    }
  });

  it('cancelling closes the socket, while sending and while reading', async () => {
    for (const path of ['/silent', '/half']) {
      let closed: () => void = () => undefined;
      const gone = new Promise<void>((resolve) => (closed = resolve));
      const server = await serve((seen, response) => {
        response.on('close', closed);
        if (seen.path === '/half') response.write('{');
      });
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      const error = await failed(send(request(server.url + path, { body: bytes('{}'), signal: controller.signal })));
      assert.deepEqual([error.reason, error.maybeSent], ['cancelled', true]);
      await gone;
    }
    const aborted = await failed(send(request('http://127.0.0.1:1', { signal: AbortSignal.abort() })));
    assert.deepEqual([aborted.reason, aborted.maybeSent], ['cancelled', false]);
  });

  it('no connection: surely not sent', async () => {
    const closed = await serveSockets(() => undefined);
    closed.close();
    const error = await failed(send(request(closed.url, { body: bytes('x') })));
    assert.deepEqual([error.reason, error.maybeSent, error.code], ['connection', false, 'ECONNREFUSED']);
  });

  it('an answer before the body was read is an answer', async () => {
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const early = await serveSockets((socket) => {
      socket.on('close', closed);
      socket.once('data', () => socket.write('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 2\r\n\r\n{}'));
    });
    const answer = await send(request(early.url, { body: new Uint8Array(32 * 1024 * 1024) }));
    assert.deepEqual([answer.status, answer.bodyTaken], [413, false]);
    // What was not taken of the body is not left waiting.
    await gone;
    early.close();
  });

  it('tells of every answer that came before the whole body was out, and of no other', async function () {
    this.timeout(20_000);
    const MB = 1024 * 1024;
    const lengths = [...Array.from({ length: 20 }, () => 1.1 * MB), ...Array.from({ length: 13 }, () => 6.6 * MB)].map(Math.round);
    const arrived: Promise<number>[] = [];
    // Reads slowly, and says yes at once: to every third only when it has all.
    const hasty = createServer((incoming, response) => {
      let received = 0;
      const yes = () => void (response.headersSent || reply(response, 200, { data: {} }));
      if (arrived.length % 3 > 0) yes();
      incoming.on('data', (part: Buffer) => {
        received += part.length;
        incoming.pause();
        setTimeout(() => incoming.resume(), 1);
      });
      arrived.push(new Promise((resolve) => incoming.on('end', () => resolve(received))));
      incoming.on('end', yes).on('error', () => undefined);
    });
    const url = await listen(hasty);
    let cut = 0;
    for (const [at, length] of lengths.entries()) {
      const answer = await send(request(url, { body: new Uint8Array(length), stall: 5_000 }));
      assert.equal(answer.status, 200);
      if (!answer.bodyTaken) cut++;
      else assert.equal(await arrived[at], length, `body ${at} counts as taken`);
      if (at % 3 === 0) assert.equal(answer.bodyTaken, true, `body ${at} was answered when it was read`);
    }
    assert.ok(cut > 0, 'no body was cut short: proves nothing');
  });

  it('reads compressed replies, up to a limit', async () => {
    const server = await serve((_seen, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync('y'.repeat(100_000)));
    });
    assert.equal((await send(request(`${server.url}/x`))).text.length, 100_000);
    assert.equal((await failed(send(request(`${server.url}/x`, { maxReply: 50_000 })))).reason, 'tooLong');
  });

  it('a redirect is never followed: the other machine sees nothing, its name is told', async () => {
    const other = await serve((_seen, response) => reply(response, 200, { data: {} }));
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await serve((_seen, response) => reply(response, status, undefined, { location: `${other.url}/stolen?x=secret` }));
      const { client, clock } = clientOf(server);
      const error = await failure(client.amend('1', bytes('{}')));
      assert.deepEqual([error.kind, error.status, error.host, error.retryable], ['redirected', status, new URL(other.url).host, false]);
      assert.ok(error.message.includes(new URL(other.url).host));
      assert.doesNotMatch(error.message, /stolen|secret/);
      assert.equal(clock.slept.length, 0);
    }
    const login = await serve(() => undefined, (_seen, response) => reply(response, 307, undefined, { location: `${other.url}/oauth2/token` }));
    assert.equal((await failure(clientOf(login).client.whoAmI())).kind, 'redirected');
    assert.deepEqual([other.seen.length, other.tokenRequests.length], [0, 0]);
  });
});
