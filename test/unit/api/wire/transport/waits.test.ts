import assert from 'node:assert/strict';
import type { RetailMediaClient } from '../../../../../src/api/client';
import type { RequestOptions } from '../../../../../src/api/options';
import { Patience } from '../../../../../src/api/wire/patience';
import {
  bytes,
  clientOf,
  closeServers,
  envelope,
  failure,
  FakeClock,
  reply,
  serve,
  type Handler,
  type Made,
  type Server,
} from '../../support';

const MINUTE = 60_000;

type Run = (client: RetailMediaClient, options?: RequestOptions) => Promise<unknown>;
const search: Run = (client, options) => client.searchSegments('1', {}, options);
const statistics: Run = (client, options) => client.statistics('1', '2', options);
const amend: Run = (client, options) => client.amend('2', bytes('{}'), options);

const ok: Handler = (_, response) =>
  reply(response, 200, {
    data: {
      attributes: { numberOfIdentifiers: 1 },
      nbValidIdentifiers: 0,
      nbInvalidIdentifiers: 0,
    },
  });
const down: Handler = (_, response) => reply(response, 503);

/** Answers with `bad` the first `times`, then well. */
function first(times: number, bad: Handler): Handler {
  let count = 0;
  return (seen, response, request) => (count++ < times ? bad : ok)(seen, response, request);
}

function patient(server: Server, longest = 15 * MINUTE): Made & { patience: Patience } {
  const clock = new FakeClock();
  const patience = new Patience(longest, undefined, clock.elapsed);
  return { ...clientOf(server, { clock, patience }), clock, patience };
}

describe('a client with patience', () => {
  afterEach(closeServers);

  for (const [name, run] of Object.entries({ search, statistics, amend }))
    it(`waits out a server that is down for longer than six tries: ${name}`, async () => {
      const server = await serve(first(40, down));
      const { client, clock, patience } = patient(server);
      await run(client).catch((error: { kind?: string }) => assert.equal(error.kind, 'malformed'));
      const waited = clock.slept.reduce((sum, ms) => sum + ms, 0);
      assert.ok(
        server.seen.length > 40 && waited > 5 * MINUTE && waited < 15 * MINUTE,
        `${waited}`,
      );
      assert.equal(patience.left, 15 * MINUTE, 'the answer ended the wait');
    });

  it('waits out a token server that is down, and counts it with what comes after', async () => {
    let tokens = 0;
    const token: Handler = (_, response) =>
      tokens++ < 40
        ? reply(response, 503)
        : reply(response, 200, { access_token: 'T1', expires_in: 900 });
    const server = await serve(down, token);
    const { client, clock } = patient(server);
    const began = clock.elapsed();
    assert.equal((await failure(search(client))).status, 503);
    assert.ok(server.seen.length > 1, 'the request itself was tried');
    const waited = clock.elapsed() - began;
    assert.ok(waited >= 15 * MINUTE - 1_000 && waited <= 15 * MINUTE, `${waited}`);
  });

  it('is not made patient again by a token that was renewed meanwhile', async () => {
    const server = await serve(down, (_, response) =>
      reply(response, 200, { access_token: 'T1', expires_in: 60 }),
    );
    const { client, clock } = patient(server);
    const began = clock.elapsed();
    await failure(search(client));
    assert.ok(server.tokenRequests.length > 3);
    assert.ok(clock.elapsed() - began <= 15 * MINUTE);
  });

  for (const [what, bad, token] of [
    ['401', (_, response) => reply(response, 401, envelope('authorization-token'))],
    ['403', (_, response) => reply(response, 403, envelope('forbidden'))],
    ['a rejected client', ok, [401, 'invalid_client']],
    ['a rejected client, whatever the status', ok, [503, 'invalid_client']],
    ['a response that can’t be read', (_, response) => reply(response, 200, '{"da')],
  ] as [string, Handler, [number, string]?][])
    it(`doesn’t wait for what stays as it is: ${what}`, async () => {
      const server = await serve(
        bad,
        token && ((_, response) => reply(response, token[0], { error: token[1] })),
      );
      const { client, clock } = patient(server);
      await failure(search(client));
      assert.ok(clock.slept.reduce((sum, ms) => sum + ms, 0) < MINUTE);
      assert.ok(server.seen.length + server.tokenRequests.length <= 8);
    });

  it('waits for as long as the API asks, and gives up at once if that is too long', async () => {
    const limited = (seconds: number): Handler =>
      first(1, (_, response) =>
        reply(response, 429, envelope('too-many'), { 'retry-after': `${seconds}` }),
      );
    const { client, clock } = patient(await serve(limited(800)));
    await statistics(client);
    assert.ok(clock.slept.some((ms) => ms >= 799_000));
    const server = await serve(limited(901));
    const other = patient(server);
    assert.equal((await failure(statistics(other.client))).status, 429);
    assert.deepEqual([server.seen.length, other.clock.slept], [1, []]);
  });

  it('waits as ever where the caller waits by itself or doesn’t need the answer, unless that says so', async () => {
    for (const options of [{ timeout: 10_000 }, { longestDelay: 20_000 }]) {
      const server = await serve(down);
      const { client, patience } = patient(server);
      await failure(statistics(client, options));
      assert.equal(server.seen.length, 6);
      assert.equal(patience.left, 15 * MINUTE);
    }
    const server = await serve(first(20, down));
    await statistics(patient(server).client, { timeout: 10_000, waits: true });
    assert.equal(server.seen.length, 21);
    const none = await serve(down);
    await failure(statistics(clientOf(none).client, { timeout: 10_000, waits: true }));
    assert.equal(none.seen.length, 6, 'without patience');
  });
});
