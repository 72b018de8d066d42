import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import type { RetailMediaClient } from '../../../../src/api/client';
import { RateLimiter } from '../../../../src/api/rateLimiter';
import {
  bytes,
  clientOf,
  closeServers,
  envelope,
  failure,
  listen,
  reply,
  segmentItem,
  serve,
  TRACE,
  type Handler,
} from '../support';

type Run = (client: RetailMediaClient) => Promise<unknown>;
const newSegment = { name: 'a', retailerId: '1', identifierType: 'Email' };
const create: Run = (client) => client.createSegments('1', [newSegment]);
const repeatable: Record<string, Run> = {
  whoAmI: (client) => client.whoAmI(),
  accounts: (client) => client.accounts(),
  retailers: (client) => client.retailers('1'),
  search: (client) => client.searchSegments('1', {}),
  statistics: (client) => client.statistics('1', '2'),
  audiences: (client) => client.allAudiences('1'),
  addRemove: (client) => client.amend('2', bytes('{}')),
  update: (client) => client.updateSegments('1', [{ id: '2', name: 'n' }]),
  delete: (client) => client.deleteSegments('1', ['2']),
  clear: (client) => client.clear('2'),
};
const ok: Handler = (_seen, response) => reply(response, 200, { data: [] });

/** Answers the first requests with `bad`, the rest well. */
function first(times: number, bad: Handler, then: Handler = ok): Handler {
  let count = 0;
  return (seen, response, request) =>
    count++ < times ? bad(seen, response, request) : then(seen, response, request);
}
const cut: Handler = (_seen, response) => void response.socket?.destroy();
const status =
  (code: number, headers: Record<string, string> = {}): Handler =>
  (_seen, response) =>
    reply(response, code, envelope('internal-error'), headers);

describe('repeating calls', () => {
  afterEach(closeServers);

  for (const [name, run] of Object.entries(repeatable)) {
    it(`${name} is repeated after a cut connection and after 500, 502, 503, 504`, async () => {
      const answers = [cut, status(500), status(502), status(503), status(504)];
      const server = await serve((seen, response, request) =>
        (answers.shift() ?? ok)(seen, response, request),
      );
      const { client, clock, log } = clientOf(server);
      await run(client);
      assert.equal(server.seen.length, 6);
      assert.deepEqual(clock.slept, [250, 500, 1000, 2000, 4000]);
      assert.deepEqual(
        log.slice(1).map((entry) => [entry.try, entry.status]),
        [
          [1, undefined],
          [2, 500],
          [3, 502],
          [4, 503],
          [5, 504],
          [6, 200],
        ],
      );
    });
  }

  for (const [name, bad] of Object.entries({
    'cut connection': cut,
    500: status(500),
    502: status(502),
    503: status(503),
  })) {
    it(`create is never repeated after ${name}: the outcome is unknown`, async () => {
      const server = await serve(first(1, bad));
      const error = await failure(create(clientOf(server).client));
      assert.equal(error.outcome, 'unknown');
      assert.match(error.message, /may or may not have taken effect/);
      assert.equal(server.seen.length, 1);
    });
  }

  it('create is repeated after 429 and after a refused connection, where nothing was done', async () => {
    const server = await serve(first(2, status(429)));
    await create(clientOf(server).client);
    assert.equal(server.seen.length, 3);

    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { client, clock } = clientOf({ url: `http://127.0.0.1:${port}` });
    const error = await failure(create(client));
    assert.deepEqual(
      [error.code, error.system, error.outcome, error.retryable],
      ['network', 'ECONNREFUSED', 'notDone', true],
    );
    assert.equal(clock.slept.length, 5);
  });

  it('clear is not repeated after a lost answer where the caller says so', async () => {
    const server = await serve(first(1, cut));
    const error = await failure(clientOf(server).client.clear('2', { repeat: false }));
    assert.equal(error.outcome, 'unknown');
    assert.equal(server.seen.length, 1);
    const limited = await serve(first(1, status(429)));
    await clientOf(limited).client.clear('2', { repeat: false });
    assert.equal(limited.seen.length, 2);
  });

  for (const code of [400, 403, 404, 410, 413, 415]) {
    it(`${code} is not repeated`, async () => {
      const server = await serve(status(code));
      const error = await failure(clientOf(server).client.amend('2', bytes('{}')));
      assert.deepEqual([error.status, error.retryable, error.outcome], [code, false, 'notDone']);
      assert.equal(server.seen.filter(({ path }) => path.endsWith('add-remove')).length, 1);
    });
  }

  it('gives up after six tries with the last answer, unknown after a lost one', async () => {
    const server = await serve(status(503));
    const { client, clock } = clientOf(server);
    clock.chance = 0.999;
    const error = await failure(client.amend('2', bytes('{}')));
    assert.deepEqual([error.status, error.outcome, server.seen.length], [503, 'unknown', 6]);
    assert.ok(clock.slept.every((ms, at) => ms <= 500 * 2 ** at && ms > 499 * 2 ** at));
    const reading = await failure(client.searchSegments('1', {}));
    assert.equal(reading.outcome, 'notDone');
  });

  it('a 403 after a lost answer leaves the outcome unknown', async () => {
    const server = await serve(first(1, cut, status(403)));
    const error = await failure(clientOf(server).client.amend('2', bytes('{}')));
    assert.deepEqual([error.kind, error.outcome], ['permission', 'unknown']);
  });

  it('Retry-After is honoured, as seconds and as a date by the server’s clock', async () => {
    const date = new Date(Date.UTC(2020, 0, 1));
    const answers = [
      status(503, { 'retry-after': '7' }),
      status(503, {
        'retry-after': new Date(date.getTime() + 9_000).toUTCString(),
        date: date.toUTCString(),
      }),
    ];
    const server = await serve((seen, response, request) =>
      (answers.shift() ?? ok)(seen, response, request),
    );
    const { client, clock } = clientOf(server);
    await client.searchSegments('1', {});
    assert.deepEqual(clock.slept, [7_000, 9_000]);
  });

  it('a Retry-After beyond the budget is told, not waited for', async () => {
    const server = await serve(status(503, { 'retry-after': '3600' }));
    const { client, clock } = clientOf(server);
    const error = await failure(client.searchSegments('1', {}));
    assert.deepEqual([error.retryAfter, clock.slept.length], [3_600_000, 0]);
    assert.match(error.message, /server error \(status 503: .*\)\. Try again in 60 min\.$/);
  });

  it('a Retry-After beyond the caller’s longest delay is told, too, but a 429 is waited for', async () => {
    for (const [code, sent] of [
      [503, 1],
      [429, 2],
    ] as const) {
      const server = await serve(first(1, status(code, { 'retry-after': '30' })));
      const { client } = clientOf(server);
      await client.amend('2', bytes('{}'), { longestDelay: 29_999 }).catch(() => undefined);
      assert.equal(server.seen.length, sent);
    }
    const server = await serve(first(1, status(503, { 'retry-after': '30' })));
    await clientOf(server).client.amend('2', bytes('{}'), { longestDelay: 30_000 });
    assert.equal(server.seen.length, 2);
  });

  it('a long time is told in hours', async () => {
    const server = await serve(status(429, { 'retry-after': '80000' }));
    assert.match(
      (await failure(clientOf(server).client.searchSegments('1', {}))).message,
      /doesn’t accept requests from this application for another 23 h\. Try again after that\./,
    );
  });

  it('a 429 that says to come back in an hour holds every call of the application: none is sent, and each says for how long', async () => {
    const server = await serve(status(429, { 'retry-after': '3600' }));
    const { client, clock } = clientOf(server);
    await failure(client.amend('2', bytes('{}')));
    for (const run of [...Object.values(repeatable), create]) {
      clock.time += 1_000;
      const error = await failure(run(client));
      assert.deepEqual(
        [error.code, error.status, error.outcome, error.retryable],
        ['put-off', undefined, 'notDone', true],
      );
      assert.match(
        error.message,
        /doesn’t accept requests from this application for another 60 min/,
      );
      assert.ok((error.retryAfter ?? 0) > 3_580_000 && (error.retryAfter ?? 0) < 3_600_000);
    }
    assert.deepEqual([server.seen.length, clock.slept], [1, []]);
    // What is left of it is waited for as ever.
    clock.time += 3_400_000;
    assert.equal((await failure(client.accounts())).status, 429);
    assert.deepEqual([server.seen.length, clock.slept.length], [2, 1]);
  });

  for (const code of [500, 502, 503, 504]) {
    it(`a ${code} that says to come back tomorrow is that request’s alone: all others are sent at once`, async () => {
      const server = await serve(first(1, status(code, { 'retry-after': '86400' })));
      const { client, clock } = clientOf(server);
      assert.equal((await failure(client.searchSegments('1', {}))).retryAfter, 86_400_000);
      for (const run of [...Object.values(repeatable), create]) await run(client);
      assert.deepEqual([server.seen.length, clock.slept], [12, []]);
    });
  }

  it('a 503 that says to come back soon makes that request wait, and no other', async () => {
    const server = await serve((seen, response, request) =>
      first(server.seen.length === 1 ? 1 : 0, status(503, { 'retry-after': '7' }))(
        seen,
        response,
        request,
      ),
    );
    const { client, clock } = clientOf(server);
    await Promise.all([client.amend('2', bytes('{}')), client.accounts(), client.retailers('1')]);
    assert.deepEqual([server.seen.length, clock.slept], [4, [7_000]]);
  });

  it('a page of somebody in between that says to come back tomorrow holds no other call', async () => {
    const server = await serve(
      first(1, (_seen, response) =>
        reply(response, 503, '<html>Closed</html>', {
          'content-type': 'text/html',
          'retry-after': '86400',
        }),
      ),
    );
    const { client, clock } = clientOf(server);
    const error = await failure(client.amend('2', bytes('{}')));
    assert.deepEqual([error.kind, error.retryAfter], ['proxy', 86_400_000]);
    await client.accounts();
    assert.deepEqual([server.seen.length, clock.slept], [2, []]);
  });

  for (const [code, next, tokenRequests] of [
    [429, 'put-off', 1],
    [503, 'api', 2],
  ] as const) {
    it(`a token request that is told to come back later holds the calls that need it only with a 429 (${code})`, async () => {
      const server = await serve(ok, (_seen, response) =>
        reply(response, code, '', { 'retry-after': '3600' }),
      );
      const { client } = clientOf(server);
      assert.equal((await failure(client.accounts())).operation, 'token');
      assert.deepEqual(
        [(await failure(client.accounts())).code, server.tokenRequests.length],
        [next, tokenRequests],
      );
    });
  }

  describe('a long pause of the application', () => {
    const MINUTES = 60_000;
    /** The first request was told to come back tomorrow; the next ones get `answers`, then all is well. */
    async function held(...answers: Handler[]) {
      answers.unshift(status(429, { 'retry-after': '86400' }));
      const server = await serve((seen, response, request) =>
        (answers.shift() ?? ok)(seen, response, request),
      );
      const made = clientOf(server);
      await failure(made.client.accounts());
      const code = (run: Run = (client) => client.accounts()): Promise<string | undefined> =>
        run(made.client).then(
          () => undefined,
          (error: { code: string }) => error.code,
        );
      return { ...made, server, code };
    }

    it('is over after 5 minutes for requests that can’t wait so long', async () => {
      const { clock, server, code } = await held();
      clock.time += 5 * MINUTES - 1;
      assert.deepEqual([await code(), server.seen.length], ['put-off', 1]);
      clock.time += 1;
      assert.deepEqual([await code(), server.seen.length], [undefined, 2]);
      assert.deepEqual([await code(), server.seen.length], [undefined, 3]);
      assert.deepEqual(clock.slept, []);
    });

    it('goes on for another 5 minutes after another 429', async () => {
      const answer = status(429, { 'retry-after': '86400' });
      const { clock, server, code } = await held(answer, answer);
      const sent: number[] = [];
      for (let minute = 1; minute <= 14; minute++) {
        clock.time += MINUTES;
        const before = server.seen.length;
        for (const run of [repeatable.accounts, create, repeatable.addRemove]) await code(run);
        if (server.seen.length > before) sent.push(minute);
      }
      assert.deepEqual([sent, server.seen.length], [[5, 10], 3]);
      clock.time += MINUTES;
      assert.deepEqual([await code(), await code()], [undefined, undefined]);
    });
  });

  for (const [text, believed] of [
    ['86400', 86_400_000],
    ['604800', 86_400_000],
    ['99999999999999999999', 86_400_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
    ['-5', 0],
    ['soon', undefined],
  ] as const) {
    it(`Retry-After: ${text} is believed for a day at most`, async () => {
      const server = await serve(status(503, { 'retry-after': text }));
      assert.equal(
        (await failure(clientOf(server).client.amend('2', bytes('{}')))).retryAfter,
        believed,
      );
    });
  }

  it('a delete repeated after a lost answer and then not found is done; not found at once is a failure', async () => {
    const notFound: Handler = (_seen, response) =>
      reply(response, 200, {
        data: [],
        errors: [{ code: 'segment-not-found', instance: '@data/0' }],
      });
    const blind = await clientOf(await serve(first(1, cut, notFound))).client.deleteSegments('1', [
      '2',
    ]);
    assert.deepEqual([blind.done, blind.failed], [[{ index: 0, item: '2' }], []]);
    const plain = await clientOf(await serve(notFound)).client.deleteSegments('1', ['2']);
    assert.deepEqual([plain.done.length, plain.failed.length], [0, 1]);
    const limited = await clientOf(
      await serve(first(1, status(429), notFound)),
    ).client.deleteSegments('1', ['2']);
    assert.deepEqual([limited.done.length, limited.failed.length], [0, 1]);
  });

  it('cancelled while waiting to repeat: unknown after a lost answer, not done after a refusal', async () => {
    for (const [bad, outcome] of [
      [cut, 'unknown'],
      [status(429), 'notDone'],
    ] as const) {
      const controller = new AbortController();
      const server = await serve(bad);
      const { client } = clientOf(server, {
        clock: undefined,
        timing: { baseDelay: 60_000, maxDelay: 60_000 },
        // Once it says that it waits.
        log: () => setImmediate(() => server.seen.length > 0 && controller.abort()),
      });
      const error = await failure(client.amend('2', bytes('{}'), { signal: controller.signal }));
      assert.deepEqual([error.kind, error.outcome, server.seen.length], ['cancelled', outcome, 1]);
    }
  });

  for (const [name, bad, outcome] of [
    ['a 503', status(503), 'unknown'],
    ['a 429', status(429, { 'retry-after': '60' }), 'notDone'],
  ] as const) {
    it(`after “no more” nothing is tried again: waiting after ${name} ends at once`, async () => {
      const noMore = new AbortController();
      const server = await serve(bad);
      const { client } = clientOf(server, {
        clock: undefined,
        timing: { baseDelay: 60_000, maxDelay: 60_000 },
        log: () => setImmediate(() => server.seen.length > 0 && noMore.abort()),
      });
      const error = await failure(client.amend('2', bytes('{}'), { stopTrying: noMore.signal }));
      assert.deepEqual([error.kind, error.outcome, server.seen.length], ['cancelled', outcome, 1]);
    });
  }

  it('after “no more” the try on the wire has its answer waited for, and none begins', async () => {
    const noMore = new AbortController();
    const server = await serve((_seen, response) => {
      noMore.abort();
      setTimeout(() => reply(response, 200, { data: {} }), 20);
    });
    const { client } = clientOf(server);
    await client.amend('2', bytes('{}'), { stopTrying: noMore.signal });
    const error = await failure(client.clear('2', { stopTrying: noMore.signal }));
    assert.deepEqual([error.kind, error.outcome, server.seen.length], ['cancelled', 'notDone', 1]);
  });

  it('mayTry is asked right before each try, after all waiting: after a no none begins', async () => {
    const server = await serve(status(503));
    const { client } = clientOf(server);
    const asked: number[] = [];
    const error = await failure(
      client.amend('2', bytes('{}'), { mayTry: () => asked.push(server.seen.length) < 3 }),
    );
    assert.deepEqual(
      [error.kind, error.outcome, asked, server.seen.length],
      ['cancelled', 'unknown', [0, 1, 2], 2],
    );
    assert.deepEqual(
      [(await failure(client.clear('2', { mayTry: () => false }))).outcome, server.seen.length],
      ['notDone', 2],
    );
  });

  it('a try that never left is not counted', async () => {
    const server = await serve((_seen, response) =>
      reply(response, 200, { data: {} }, { connection: 'close' }),
    );
    let tries = 0;
    const { client } = clientOf(server);
    await client.amend('2', bytes('{}'), { onTry: () => tries++ });
    await closeServers();
    await failure(client.amend('2', bytes('{}'), { onTry: () => tries++ }));
    assert.equal(tries, 1);
  });

  it('onTry is called for each try on the wire', async () => {
    const server = await serve(first(2, cut));
    let tries = 0;
    await clientOf(server).client.amend('2', bytes('{}'), { onTry: () => tries++ });
    assert.equal(tries, 3);
  });

  /** A server that says yes to the first bodies as soon as they begin, and reads no further. */
  async function hasty(times: number): Promise<{ url: string; whole: number[] }> {
    const whole: number[] = [];
    let early = 0;
    const server = createHttpServer((incoming, response) => {
      if (incoming.url === '/oauth2/token')
        return reply(response, 200, { access_token: 'T', expires_in: 900 });
      const yes = () =>
        reply(
          response,
          200,
          { data: { attributes: { nbValidIdentifiers: 3, nbInvalidIdentifiers: 0 } } },
          { 'x-trace-id': TRACE },
        );
      incoming.on('error', () => undefined);
      if (early++ < times) return yes();
      let received = 0;
      incoming
        .on('data', (part: Buffer) => (received += part.length))
        .on('end', () => (whole.push(received), yes()));
    });
    return { url: await listen(server), whole };
  }
  const big = new Uint8Array(16 * 1024 * 1024).fill(32);

  it('a yes before the whole body was taken is no answer: it is sent again', async () => {
    const server = await hasty(2);
    const { client, log } = clientOf(server);
    let tries = 0;
    const result = await client.amend('2', big, { onTry: () => tries++ });
    assert.deepEqual([result.valid, tries, server.whole], [3, 3, [big.length]]);
    assert.deepEqual(
      log.slice(1).map(({ status: code, code: kind, traceId }) => [code, kind, traceId]),
      [
        [200, 'network', TRACE],
        [200, 'network', TRACE],
        [200, undefined, TRACE],
      ],
    );
  });

  it('a yes that always comes too early leaves the outcome unknown', async () => {
    const timing = { maxTries: 2 };
    const error = await failure(clientOf(await hasty(2), { timing }).client.amend('2', big));
    assert.deepEqual(
      [error.kind, error.outcome, error.retryable, error.status],
      ['network', 'unknown', true, undefined],
    );
    assert.match(
      error.message,
      /before it had received the whole request\. It may or may not have taken effect\. Try again/,
    );
  });

  it('a no before the whole body was taken stays one', async () => {
    for (const code of [413, 400]) {
      const server = createHttpServer((incoming, response) => {
        incoming.on('error', () => undefined);
        if (incoming.url === '/oauth2/token')
          reply(response, 200, { access_token: 'T', expires_in: 900 });
        else reply(response, code, envelope('no'));
      });
      const error = await failure(clientOf({ url: await listen(server) }).client.amend('2', big));
      assert.deepEqual([error.kind, error.status, error.outcome], ['api', code, 'notDone']);
    }
  });

  it('a timeout is for the time on the wire: waiting for the limit and the token does not count', async () => {
    const server = await serve(
      ok,
      (_seen, response) =>
        void setTimeout(() => reply(response, 200, { access_token: 'T', expires_in: 900 }), 300),
    );
    const { client } = clientOf(server, { clock: undefined, rateLimiter: new RateLimiter() });
    client.rateLimiter.pause(1_800);
    // Both take longer together, and neither alone, also on a slow machine.
    await client.statistics('1', '2', { timeout: 2_000 });
  });

  it('a token is waited for no longer than a timeout, once', async () => {
    const server = await serve(ok, () => undefined);
    const { client } = clientOf(server, { clock: undefined, rateLimiter: new RateLimiter() });
    const error = await failure(client.statistics('1', '2', { timeout: 200 }));
    assert.deepEqual(
      [error.operation, error.kind, error.system, error.outcome, server.tokenRequests.length],
      ['token', 'network', 'ETIMEDOUT', 'notDone', 1],
    );
    // Whoever waits without one goes on waiting.
    const other = new AbortController();
    const waiting = client.statistics('1', '2', { signal: other.signal });
    await failure(client.statistics('1', '2', { timeout: 200 }));
    assert.equal(server.tokenRequests.length, 2);
    other.abort();
    assert.equal((await failure(waiting)).kind, 'cancelled');
  });

  it('a try that runs out of its timeout is told as a stall, though bytes moved, and not repeated unless maxStalls says so', async () => {
    const server = await serve((_seen, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    });
    const { client } = clientOf(server);
    const error = await failure(client.statistics('1', '2', { timeout: 100 }));
    assert.deepEqual(
      [error.kind, error.outcome, error.retryable, server.seen.length],
      ['stalled', 'notDone', true, 1],
    );
    assert.equal(
      (await failure(client.amend('2', bytes('{}'), { timeout: 100, maxStalls: 2 }))).outcome,
      'unknown',
    );
    assert.equal(server.seen.length, 3);
  });

  it('a repeat put off for longer than the timeout is not waited for, unless by the limit', async () => {
    for (const [status, slept] of [
      [503, []],
      [429, [60_000]],
    ] as const) {
      const server = await serve((_seen, response) =>
        reply(
          response,
          server.seen.length === 1 ? status : 200,
          { data: {} },
          { 'retry-after': '60' },
        ),
      );
      const { client, clock } = clientOf(server);
      await client
        .statistics('1', '2', { timeout: 10_000 })
        .catch((error: unknown) => assert.equal((error as { status?: number }).status, 503));
      assert.deepEqual([server.seen.length, clock.slept], [1 + slept.length, slept]);
    }
  });

  it('within its timeout a call is repeated as ever', async () => {
    const server = await serve(first(2, status(503)));
    await clientOf(server).client.statistics('1', '2', { timeout: 5_000 });
    assert.equal(server.seen.length, 3);
  });

  it('a create whose answer was lost is found by name, retailer, type and time', async () => {
    const made = Date.UTC(2026, 6, 1, 10);
    const item = (id: string, more: Record<string, unknown> = {}) =>
      segmentItem(id, {
        name: 'a',
        retailerId: '1',
        createdAt: new Date(made).toISOString(),
        contactList: { identifierType: 'Email' },
        ...more,
      });
    const data = [
      item('1', { createdAt: '2026-06-30T10:00:00Z' }),
      item('2', { retailerId: '2' }),
      item('3', { name: 'b' }),
      item('4', { contactList: { identifierType: 'CustomerId' } }),
      item('5'),
    ];
    const server = await serve((_seen, response) =>
      reply(response, 200, { data: data.slice(), meta: { totalItems: data.length } }),
    );
    const { client } = clientOf(server);
    assert.equal((await client.findCreated('9', newSegment, made))?.id, '5');
    assert.equal(await client.findCreated('9', { ...newSegment, name: 'c' }, made), undefined);
    assert.equal(await client.findCreated('9', newSegment, made + 3_600_000), undefined);
    assert.deepEqual(JSON.parse(server.seen[0]?.body ?? ''), {
      data: {
        type: 'AudienceSegment',
        attributes: { retailerIds: ['1'], audienceSegmentTypes: ['ContactList'] },
      },
    });
  });
});
