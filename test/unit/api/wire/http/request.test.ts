import assert from 'node:assert/strict';
import { Agent, createServer, type ServerResponse } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { parseJson } from '../../../../../src/api/json';
import { HttpFailure, send, type HttpRequest } from '../../../../../src/api/wire/http';
import { assertHas } from '../../../../support/assertHas';
import { standing } from '../../../../support/clock/standingClock';
import { processorTime } from '../../../../support/processorTime';
import { LONG, share } from '../../../../support/tenth';
import { turns, waitUntil } from '../../../../support/waitUntil';
import { bytes, clientOf, closeServers, failure, listen, reply, serve } from '../../support';

const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  url,
  method: 'POST',
  headers: {},
  stall: 2_000,
  ...more,
});

async function failed(promise: Promise<unknown>): Promise<HttpFailure> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HttpFailure);
  return error;
}

/** A raw server: what a proxy or a dying machine does. */
async function serveSockets(
  handler: (socket: Socket) => void,
): Promise<{ url: string; close: () => void }> {
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

/** Writes, and resolves once so many connections have read more: that takes time to arrive. */
async function written(
  { sockets }: Agent,
  connections: number,
  write = (): void => undefined,
): Promise<void> {
  const all = (): Socket[] => Object.values(sockets).flatMap((some) => some ?? []);
  const before = new Map(all().map((socket) => [socket, socket.bytesRead]));
  const hasRead = (socket: Socket): boolean => socket.bytesRead > (before.get(socket) ?? 0);
  write();
  await waitUntil('it is read', () => all().filter(hasRead).length === connections);
  await turns(10);
}

describe('one request', () => {
  afterEach(closeServers);

  it('sends a big body whole, with its length, and the same again', async () => {
    const body = new Uint8Array(1_000_003).map((_byte, at) => 32 + (at % 90));
    const server = await serve((_seen, response) => reply(response, 200, { data: 1 }));
    for (let time = 0; time < 2; time++)
      await send(request(`${server.url}/x`, { body: body.subarray(1) }));
    for (const seen of server.seen) {
      assert.equal(seen.headers['content-length'], '1000002');
      assert.ok(seen.body === Buffer.from(body.subarray(1)).toString());
    }
    assert.equal(server.seen.length, 2);
  });

  it(
    'a body of 8 MB on a slow line gets through a short stall deadline while bytes move',
    standing(async (move) => {
      let [received, took] = [0, 0];
      const slow = createServer((incoming, response) => {
        incoming.on('data', (part: Buffer) => {
          received += part.length;
          took += 12;
          incoming.pause();
          void turns(5).then(() => (move(12), incoming.resume()));
        });
        incoming.on('end', () => reply(response, 200, { ok: true }));
      });
      const url = await listen(slow);
      const body = new Uint8Array(8 * 1024 * 1024);
      const answer = await send(request(url, { body, stall: 600 }));
      assert.deepEqual([answer.status, received], [200, body.length]);
      assert.ok(took > 1_200, `took ${took} ms: not slow enough to prove anything`);
    }),
  );

  it(
    'a reply that comes in drops is no stall; one that stops is',
    standing(async (move) => {
      const responses: ServerResponse[] = [];
      const server = await serve((_, response) => void responses.push(response.writeHead(200)));
      const connections = new Agent();
      const options = { stall: 350, agent: () => connections };
      const sending = send(request(`${server.url}/x`, options));
      await waitUntil('the request arrives', () => responses.length === 1);
      for (let drops = 0; drops < 10; drops++) {
        await written(connections, 1, () => responses[0].write('x'));
        move(300);
      }
      responses[0].end();
      assert.equal((await sending).text, 'x'.repeat(10));
      const stopping = failed(send(request(`${server.url}/x`, options)));
      await waitUntil('the next one arrives', () => responses.length === 2);
      await written(connections, 1, () => responses[1].write('{"a":'));
      move(350);
      const error = await stopping;
      assert.deepEqual([error.reason, error.maybeSent], ['stalled', true]);
    }),
  );

  it('a server that reads nothing and says nothing is a stall', async () => {
    const silent = await serveSockets((socket) => socket.pause());
    const error = await failed(
      send(request(silent.url, { body: new Uint8Array(32 * 1024 * 1024), stall: 150 })),
    );
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
        socket.once('data', () =>
          socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${head}\r\n5\r\n{"a":`),
        );
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
        setTimeout(() => controller.abort(), 50);
      });
      const controller = new AbortController();
      const error = await failed(
        send(request(server.url + path, { body: bytes('{}'), signal: controller.signal })),
      );
      assert.deepEqual([error.reason, error.maybeSent], ['cancelled', true]);
      await gone;
    }
    const aborted = await failed(
      send(request('http://127.0.0.1:1', { signal: AbortSignal.abort() })),
    );
    assert.deepEqual([aborted.reason, aborted.maybeSent], ['cancelled', false]);
  });

  it('no connection: surely not sent', async () => {
    const closed = await serveSockets(() => undefined);
    closed.close();
    const error = await failed(send(request(closed.url, { body: bytes('x') })));
    assert.deepEqual(
      [error.reason, error.maybeSent, error.code],
      ['connection', false, 'ECONNREFUSED'],
    );
  });

  it('an answer before the body was read is an answer', async () => {
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const early = await serveSockets((socket) => {
      socket.on('close', closed);
      socket.once('data', () =>
        socket.write('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 2\r\n\r\n{}'),
      );
    });
    const answer = await send(request(early.url, { body: new Uint8Array(32 * 1024 * 1024) }));
    assert.deepEqual([answer.status, answer.bodySent], [413, false]);
    // What was not taken of the body is not left waiting.
    await gone;
    early.close();
  });

  it('tells of every answer that came before the whole body was out, and of no other', async function () {
    this.timeout(20_000);
    const MB = 1024 * 1024;
    const lengths = [
      ...Array.from({ length: LONG ? 20 : 8 }, () => 1.1 * MB),
      ...Array.from({ length: LONG ? 13 : 4 }, () => 6.6 * MB),
    ].map(Math.round);
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
      if (!answer.bodySent) cut++;
      else assert.equal(await arrived[at], length, `body ${at} counts as taken`);
      if (at % 3 === 0)
        assert.equal(answer.bodySent, true, `body ${at} was answered when it was read`);
    }
    assert.ok(cut > 0, 'no body was cut short: proves nothing');
  });

  it('reads compressed replies, up to a limit', async () => {
    const server = await serve((_seen, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync('y'.repeat(100_000)));
    });
    assert.equal((await send(request(`${server.url}/x`))).text.length, 100_000);
    assert.equal(
      (await failed(send(request(`${server.url}/x`, { maxReply: 50_000 })))).reason,
      'tooLong',
    );
  });

  it(
    'an answer in drops has ten times the stall from its head, and no longer',
    standing(async (move) => {
      const responses: ServerResponse[] = [];
      const server = await serve((_, response) => void responses.push(response.writeHead(200)));
      const connections = new Agent();
      const agent = (): Agent => connections;
      const { client } = clientOf(server, { agent, timing: { stall: 300 } });
      const telling = failure(client.searchSegments('1', {}));
      let over: HttpFailure | undefined;
      const sent = failed(send(request(`${server.url}/x`, { stall: 300, agent }))).then(
        (error) => (over = error),
      );
      await waitUntil('both requests arrive', () => responses.length === 2);
      for (let drops = 1; drops <= 15; drops++) {
        await written(connections, 2, () => responses.forEach((response) => response.write(' ')));
        assert.equal(over, undefined, `${drops} drops`);
        move(200);
      }
      const error = await sent;
      assert.deepEqual([error.reason, error.maybeSent], ['unfinished', true]);
      const told = await telling;
      assert.deepEqual([told.kind, told.outcome, server.seen.length], ['stalled', 'notDone', 2]);
      assert.match(told.message, /didn’t finish in time/);
    }),
  );

  it(
    'an answer in drops has five minutes where the stall would give it more',
    standing(async (move) => {
      const server = await serve((_seen, response) => {
        response.writeHead(200);
        response.write(' ');
      });
      const connections = new Agent();
      const options = { stall: 100 * 60_000, agent: (): Agent => connections };
      let over: HttpFailure | undefined;
      const sent = failed(send(request(`${server.url}/x`, options))).then(
        (error) => (over = error),
      );
      await written(connections, 1);
      for (const [by, reason] of [
        [4.9, undefined],
        [0.2, 'unfinished'],
      ] as const) {
        move(by * 60_000);
        await turns(2_000);
        assert.equal(over?.reason, reason, `${by} min`);
      }
      await sent;
    }),
  );

  describe('more than is read', () => {
    const filler = (length: number) => `{"data":[],"x":"${'y'.repeat(length - 18)}"}`;
    const MB = 1024 * 1024;

    it('8 MB of JSON are read, one byte more is refused by the name of the request, once', async () => {
      const server = await serve((_seen, response) =>
        reply(response, 200, filler((server.seen.length === 1 ? 0 : 1) + 8 * MB)),
      );
      const { client } = clientOf(server);
      assert.deepEqual((await client.searchSegments('1', {})).items, []);
      const error = await failure(client.searchSegments('1', {}));
      assertHas(error, {
        kind: 'malformed',
        code: 'too-large',
        status: 200,
        outcome: 'notDone',
        retryable: false,
      });
      assert.equal(server.seen.length, 2);
      assert.match(error.message, /^Reading the segments .*8 MB.*less at once/);
      const sent = await failure(client.amend('1', bytes('{}')));
      assert.deepEqual([sent.code, sent.outcome], ['too-large', 'unknown']);
      assert.match(sent.message, /chunkSize/);
    });

    it('8 MB are 500 segments of 16 KB each, and hold nobody for long', () => {
      const segment = {
        id: '738406688413290496',
        type: 'AudienceSegment',
        attributes: {
          name: 'n'.repeat(300),
          description: 'd'.repeat(15 * 1024),
          contactList: { identifierType: 'Email' },
        },
      };
      const textOf = (many: number): string =>
        JSON.stringify({ data: Array.from({ length: many }, () => segment) });
      assert.ok(textOf(500).length < 8 * MB);
      const [text, limit] = [textOf(share(500)), share(4_000)];
      assert.ok(processorTime(() => parseJson(text), limit) < limit);
    });

    it('a no of more than 8 MB stays one, and is no web page', async () => {
      const server = await serve((_seen, response) => reply(response, 400, filler(9 * MB)));
      const error = await failure(clientOf(server).client.searchSegments('1', {}));
      assert.equal(error.status, 400);
      assert.doesNotMatch(error.message, /web page/);
    });

    it('above 32 MB the rest is not even taken', async function () {
      this.timeout(20_000);
      let sent = 0;
      const server = await serve((_seen, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const more = (): void => {
          while (!response.destroyed && sent < 200 * MB && response.write(' '.repeat(MB)))
            sent += MB;
        };
        response.on('drain', () => ((sent += MB), more()));
        more();
      });
      const error = await failure(clientOf(server).client.searchSegments('1', {}));
      assert.deepEqual(
        [error.kind, error.code, error.retryable],
        ['malformed', 'too-large', false],
      );
      assert.match(error.message, /Reading the segments.*32 MB/);
      assert.ok(sent < 100 * MB, `${sent} bytes`);
    });
  });

  describe('what cannot be unpacked or taken apart', () => {
    const raw = (answer: string | Buffer) =>
      serveSockets((socket) => {
        socket.on('data', (data: Buffer) => {
          const isToken = data.includes('/oauth2/token');
          socket.end(
            isToken
              ? 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 41\r\n\r\n{"access_token":"T","expires_in":900    }'
              : answer,
          );
        });
      });

    it('a yes without a body is a yes, whatever it is said to be packed with', async () => {
      for (const encoding of ['br', 'gzip', 'deflate']) {
        const server = await serve((_seen, response) =>
          reply(response, 200, undefined, { 'content-encoding': encoding }),
        );
        await clientOf(server).client.clear('1');
        assert.equal(server.seen.length, 1);
      }
    });

    it('a packed answer is unpacked, to what is read and to what is written', async () => {
      for (const [encoding, pack] of [
        ['gzip', gzipSync],
        ['X-GZIP', gzipSync],
        ['deflate', deflateSync],
        ['br', brotliCompressSync],
        ['constructor', Buffer.from],
      ] as const) {
        const server = await serve((_seen, response) => {
          response.writeHead(200, {
            'content-encoding': encoding,
            'content-type': 'application/json',
          });
          response.end(pack('{"data":[{"id":"1"}],"meta":{"totalItems":1}}'));
        });
        const { client } = clientOf(server);
        assert.equal((await client.searchSegments('1', {})).items.length, 1, encoding);
        assert.match(String(server.seen[0]?.headers['accept-encoding']), /gzip/);
        await client.amend('1', bytes('{}'));
        await client.clear('1');
      }
    });

    it('a small answer that unpacks to more than is read is refused', async function () {
      this.timeout(60_000);
      for (const [encoding, pack] of [
        ['gzip', gzipSync],
        ['br', brotliCompressSync],
      ] as const) {
        // At its usual quality, it takes a second.
        const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
        const bomb = pack(Buffer.alloc(40 * 1024 * 1024), quick);
        const server = await serve((_seen, response) => {
          response.writeHead(200, { 'content-encoding': encoding });
          response.end(bomb);
        });
        assert.equal((await failed(send(request(`${server.url}/x`)))).reason, 'tooLong');
      }
    });

    for (const [what, code, run, outcome, answer] of [
      [
        'gzip that is none',
        /^Z_/,
        'search',
        'notDone',
        'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope',
      ],
      [
        'brotli that is none',
        /^Z_/,
        'amend',
        'unknown',
        'HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\nnope',
      ],
      [
        'a head above 16 KB',
        /^HPE_HEADER_OVERFLOW/,
        'amend',
        'unknown',
        `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(200_000)}\r\n\r\n`,
      ],
      ['no HTTP at all', /^HPE_/, 'amend', 'unknown', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
      ['no HTTP at all', /^HPE_/, 'create', 'unknown', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ] as const) {
      it(`${what}, to ${run}: an answer that cannot be read, not a network that is down`, async () => {
        const server = await raw(answer);
        const { client } = clientOf(server, { timing: { maxTries: 2 } });
        const calls = {
          search: () => client.searchSegments('1', {}),
          amend: () => client.amend('1', bytes('{}')),
          create: () =>
            client.createSegments('1', [{ name: 'a', retailerId: '1', identifierType: 'Email' }]),
        };
        const error = await failure(calls[run]());
        server.close();
        assert.deepEqual([error.kind, error.outcome], ['malformed', outcome], error.message);
        assert.match(String(error.system), code);
        assert.doesNotMatch(error.message, /Check the network/);
      });
    }

    it('https where only http is spoken is a matter of the address or a proxy, and nothing was sent', async () => {
      const server = await serve((_seen, response) => reply(response, 200, { data: {} }));
      const error = await failure(
        clientOf({ url: server.url.replace('http:', 'https:') }).client.amend('1', bytes('{}')),
      );
      assert.deepEqual(
        [error.kind, error.outcome, error.retryable],
        ['proxy', 'notDone', false],
        error.message,
      );
      assert.match(error.message, /https.*proxy/);
      assert.doesNotMatch(error.message, /Check the network/);
    });
  });

  it('a redirect without an address leads to another one, as far as is known', async () => {
    for (const status of [300, 302, 304]) {
      const error = await failure(
        clientOf(await serve((_seen, response) => reply(response, status))).client.searchSegments(
          '1',
          {},
        ),
      );
      assert.match(error.message, /redirected the request to another address \(status 30\d\)/);
    }
  });

  it('a redirect is never followed: the other machine sees nothing, its name is told', async () => {
    const other = await serve((_seen, response) => reply(response, 200, { data: {} }));
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await serve((_seen, response) =>
        reply(response, status, undefined, { location: `${other.url}/stolen?x=secret` }),
      );
      const { client, clock } = clientOf(server);
      const error = await failure(client.amend('1', bytes('{}')));
      assert.deepEqual(
        [error.kind, error.status, error.host, error.retryable],
        ['redirected', status, new URL(other.url).host, false],
      );
      // 303 answers what was done.
      assert.equal(error.outcome, status === 303 ? 'unknown' : 'notDone');
      assert.ok(error.message.includes(new URL(other.url).host));
      assert.doesNotMatch(error.message, /stolen|secret/);
      assert.equal(clock.slept.length, 0);
    }
    const login = await serve(
      () => undefined,
      (_seen, response) =>
        reply(response, 307, undefined, { location: `${other.url}/oauth2/token` }),
    );
    assert.equal((await failure(clientOf(login).client.whoAmI())).kind, 'redirected');
    assert.deepEqual([other.seen.length, other.tokenRequests.length], [0, 0]);
  });
});
