import assert from 'node:assert/strict';
import { RateLimiter, type RateLimitWait } from '../../../src/api/rateLimiter';
import { clientOf, closeServers, envelope, failure, FakeClock, reply, serve } from './support';

const headers = (values: Record<string, string | number>) => ({
  get: (name: string) => (name in values ? String(values[name]) : null),
});
const limits = (clock: FakeClock, remaining: number, inMs: number, limit = 250) =>
  headers({
    'x-ratelimit-limit': limit,
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': Math.ceil((clock.time + inMs) / 1000),
  });

/** Lets `count` calls through one after the other; gives when each went, from now. */
async function times(pacing: RateLimiter, clock: FakeClock, count: number): Promise<number[]> {
  const start = clock.time;
  const at: number[] = [];
  for (let call = 0; call < count; call++) {
    (await pacing.acquire())();
    at.push(clock.time - start);
  }
  return at;
}

describe('pacing', () => {
  afterEach(closeServers);

  it('without headers, at most 250 calls in any 60 seconds', async () => {
    const clock = new FakeClock();
    const pacing = new RateLimiter(clock);
    const at = await times(pacing, clock, 600);
    for (let call = 250; call < at.length; call++)
      assert.ok((at[call] ?? 0) - (at[call - 250] ?? 0) >= 60_000);
    assert.ok((at[599] ?? 0) < 130_000);
  });

  it('by the headers: as many as remain, then waits for the reset, then a full minute again', async () => {
    const clock = new FakeClock();
    const pacing = new RateLimiter(clock);
    const told: RateLimitWait[] = [];
    pacing.onWait((wait) => told.push(wait));
    pacing.observe(limits(clock, 3, 14_000, 5));
    const start = clock.time;
    assert.deepEqual(
      await times(pacing, clock, 9),
      [0, 0, 0, 14_000, 14_000, 14_000, 14_000, 14_000, 74_000],
    );
    assert.deepEqual(told, [
      { until: start + 14_000, reason: 'quota' },
      { until: start + 74_000, reason: 'quota' },
    ]);
  });

  it('tells the limit that the headers last gave, and none before', () => {
    const clock = new FakeClock();
    const pacing = new RateLimiter(clock);
    assert.equal(pacing.quota, undefined);
    pacing.observe(limits(clock, 3, 14_000, 100));
    pacing.observe(headers({}));
    assert.equal(pacing.quota, 100);
    pacing.observe(limits(clock, 3, 14_000, 500));
    assert.equal(pacing.quota, 500);
  });

  it('calls in flight count: a late, larger figure of the same window is not believed', async () => {
    const clock = new FakeClock();
    const pacing = new RateLimiter(clock);
    pacing.observe(limits(clock, 2, 10_000));
    const leave = [await pacing.acquire(), await pacing.acquire()];
    leave[0]?.();
    pacing.observe(limits(clock, 2, 10_000));
    assert.deepEqual(await times(pacing, clock, 1), [10_000]);
  });

  it('a 429 pauses everyone; a shorter one does not shorten it; what is waited for can be asked', async () => {
    const clock = new FakeClock();
    const pacing = new RateLimiter(clock);
    const start = clock.time;
    pacing.pause(20_000);
    pacing.pause(5_000);
    assert.equal(pacing.waiting, undefined);
    const waits: RateLimitWait[] = [];
    const stop = pacing.onWait((wait) => waits.push(wait));
    await Promise.all([times(pacing, clock, 1), times(pacing, clock, 1)]);
    assert.equal(clock.time - start >= 20_000, true);
    assert.deepEqual(waits, [{ until: start + 20_000, reason: 'refused' }]);
    stop();
    pacing.pause(1_000);
    await times(pacing, clock, 1);
    assert.equal(waits.length, 1);
  });

  it('a reset is read by the server’s clock, as Unix seconds or as seconds from now; nonsense is no reset', () => {
    const clock = new FakeClock();
    const pacing = new RateLimiter(clock);
    const server = Date.UTC(2020, 0, 1);
    assert.equal(
      pacing.msUntilReset(
        headers({ 'x-ratelimit-reset': server / 1000 + 30, date: new Date(server).toUTCString() }),
      ),
      30_000,
    );
    assert.equal(pacing.msUntilReset(headers({ 'x-ratelimit-reset': 12 })), 12_000);
    for (const value of ['soon', '', -5, 99_999_999_999]) {
      assert.equal(
        pacing.msUntilReset(headers({ 'x-ratelimit-reset': value })),
        undefined,
        String(value),
      );
    }
  });

  it('clients of one application share it: one’s 429 holds the other until the reset', async () => {
    const clock = new FakeClock();
    const pacing = new RateLimiter(clock);
    let refuse = true;
    const server = await serve((_seen, response) => {
      if (!refuse) return reply(response, 200, { data: [] });
      refuse = false;
      return reply(response, 429, envelope('quota-exceeded'), {
        'x-ratelimit-limit': '250',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '14',
      });
    });
    const waits: RateLimitWait[] = [];
    pacing.onWait((wait) => waits.push(wait));
    const start = clock.time;
    const first = clientOf(server, { clock, rateLimiter: pacing }).client;
    const second = clientOf(server, { clock, rateLimiter: pacing }).client;
    await first.searchSegments('1', {});
    assert.equal(clock.time - start, 14_000);
    await second.searchSegments('1', {});
    assert.equal(clock.time - start, 14_000);
    assert.equal(server.seen.length, 3);
    assert.deepEqual(waits, [{ until: start + 14_000, reason: 'refused' }]);
  });

  it('the client follows the headers of good answers, too', async () => {
    const server = await serve((_seen, response) =>
      reply(
        response,
        200,
        { data: [] },
        { 'x-ratelimit-limit': '250', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' },
      ),
    );
    const { client, clock } = clientOf(server);
    await client.searchSegments('1', {});
    assert.deepEqual(clock.slept, []);
    await client.searchSegments('1', {});
    assert.deepEqual(clock.slept, [9_000]);
  });

  it('what a first answer says remains is shared with those still in flight', async () => {
    const clock = new FakeClock();
    const pacing = new RateLimiter(clock);
    const leave = await Promise.all([pacing.acquire(), pacing.acquire(), pacing.acquire()]);
    leave[0]?.();
    pacing.observe(limits(clock, 3, 10_000));
    assert.deepEqual(await times(pacing, clock, 2), [0, 10_000]);
  });

  it('clients of one application share theirs by themselves, others have their own', () => {
    const of = (url: string, clientId: string) =>
      clientOf({ url }, { clientId, clock: undefined }).client.rateLimiter;
    assert.equal(of('http://127.0.0.1:9', 'a'), of('http://127.0.0.1:9/', 'a'));
    assert.notEqual(of('http://127.0.0.1:9', 'a'), of('http://127.0.0.1:9', 'b'));
    assert.notEqual(of('http://127.0.0.1:9', 'a'), of('http://127.0.0.1:8', 'a'));
  });

  describe('with a share of the limit', () => {
    it('never begins more calls than that in any 60 seconds, however many the headers allow', async () => {
      const clock = new FakeClock();
      const pacing = new RateLimiter(clock, 3);
      assert.deepEqual(await times(pacing, clock, 2), [0, 0]);
      pacing.observe(limits(clock, 248, 30_000));
      clock.time += 10_000;
      assert.deepEqual(await times(pacing, clock, 3), [0, 50_000, 50_000]);
      // The server's next minute has begun: its own count doesn't start anew.
      pacing.observe(limits(clock, 250, 30_000));
      assert.deepEqual(await times(pacing, clock, 4), [10_000, 60_000, 60_000, 70_000]);
    });

    it('waits for the later of both: the headers’ reset, or the end of its own minute', async () => {
      const clock = new FakeClock();
      const pacing = new RateLimiter(clock, 3);
      await times(pacing, clock, 3);
      pacing.observe(limits(clock, 0, 70_000));
      assert.deepEqual(await times(pacing, clock, 4), [70_000, 70_000, 70_000, 130_000]);
      pacing.observe(limits(clock, 0, 5_000));
      assert.deepEqual(await times(pacing, clock, 1), [5_000]);
    });

    it('heeds fewer remaining ones and pauses as without it', async () => {
      const clock = new FakeClock();
      const pacing = new RateLimiter(clock, 100);
      pacing.observe(limits(clock, 2, 14_000, 5));
      assert.deepEqual(await times(pacing, clock, 3), [0, 0, 14_000]);
      pacing.pause(20_000);
      assert.deepEqual(await times(pacing, clock, 1), [20_000]);
    });

    it('tells it as the quota at once, or the headers’ limit if that is lower', () => {
      const clock = new FakeClock();
      const pacing = new RateLimiter(clock, 100);
      assert.equal(pacing.quota, 100);
      pacing.observe(limits(clock, 3, 14_000, 250));
      assert.equal(pacing.quota, 100);
      pacing.observe(limits(clock, 3, 14_000, 60));
      assert.equal(pacing.quota, 60);
    });

    it('may be larger than what is assumed without headers', async () => {
      const clock = new FakeClock();
      const at = await times(new RateLimiter(clock, 400), clock, 401);
      assert.deepEqual([at[399], at[400]], [0, 60_000]);
    });

    it('must be a whole number of calls, at least one', () => {
      for (const share of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
        assert.throws(() => new RateLimiter(new FakeClock(), share), RangeError);
    });
  });

  it('a 429 burst without headers outlasts a minute, then is told as the limit', async () => {
    const clock = new FakeClock();
    const server = await serve((_seen, response) => reply(response, 429, ''));
    const start = clock.time;
    const error = await failure(clientOf(server, { clock }).client.searchSegments('1', {}));
    assert.deepEqual([error.status, error.kind, error.retryable], [429, 'api', true]);
    assert.ok(clock.time - start > 60_000);
    assert.match(error.message, /limit of requests per minute/);
  });

  for (const [name, before, waits] of [
    [
      'a minute’s calls are used up',
      (pacing: RateLimiter, clock: FakeClock) => times(pacing, clock, 250),
      60_000,
    ],
    ['a 429 pauses everyone', (pacing: RateLimiter) => pacing.pause(5_000), 5_000],
    [
      'the window has no call left',
      (pacing: RateLimiter, clock: FakeClock) => pacing.observe(limits(clock, 0, 10_000)),
      10_000,
    ],
  ] as const) {
    it(`a clock set back by an hour while ${name} makes no wait longer`, async () => {
      const clock = new FakeClock();
      const pacing = new RateLimiter(clock);
      await before(pacing, clock);
      clock.set(-3_600_000);
      const told: RateLimitWait[] = [];
      pacing.onWait((wait) => told.push(wait));
      const start = clock.time;
      assert.deepEqual(await times(pacing, clock, 1), [waits]);
      assert.deepEqual(clock.slept, [waits]);
      assert.deepEqual(
        told.map(({ until }) => until - start),
        [waits],
      );
    });
  }

  it('a clock set while a call waits moves only what is shown', async () => {
    const clock = new FakeClock();
    const pacing = new RateLimiter(clock);
    pacing.pause(20_000);
    const seen: unknown[] = [];
    await pacing.acquire(undefined, () => {
      clock.set(-3_600_000);
      seen.push((pacing.waiting?.until ?? 0) - clock.time);
      return () => undefined;
    });
    assert.deepEqual([seen, clock.slept], [[20_000], [20_000]]);
  });

  it('tells of each call that waits, and when it waits no more', async () => {
    const clock = new FakeClock();
    const pacing = new RateLimiter(clock);
    pacing.observe(limits(clock, 0, 14_000));
    const told: (number | string)[] = [];
    await pacing.acquire(undefined, (until) => {
      told.push(until - clock.time);
      return () => told.push('over');
    });
    assert.deepEqual(told, [14_000, 'over']);
    await pacing.acquire(undefined, () => assert.fail('there is nothing to wait for'));
  });

  it('waiting can be cancelled', async () => {
    const pacing = new RateLimiter();
    pacing.pause(60_000);
    const server = await serve((_seen, response) => reply(response, 200, { data: [] }));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    const error = await failure(
      clientOf(server, { rateLimiter: pacing, clock: undefined }).client.amend(
        '1',
        new Uint8Array(),
        {
          signal: controller.signal,
        },
      ),
    );
    assert.deepEqual([error.kind, error.outcome, server.seen.length], ['cancelled', 'notDone', 0]);
  });
});
