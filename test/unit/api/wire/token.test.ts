import assert from 'node:assert/strict';
import { waitUntil } from '../../../support/waitUntil';
import {
  bytes,
  clientOf,
  closeServers,
  envelope,
  failure,
  reply,
  segmentItem,
  serve,
  type Handler,
} from '../support';

const me: Handler = (_seen, response) =>
  reply(response, 200, { data: { attributes: { applicationId: 12, name: 'My app' } } });
const bearer =
  (token: string, ok: Handler): Handler =>
  (seen, response, request) =>
    seen.headers.authorization === `Bearer ${token}`
      ? ok(seen, response, request)
      : reply(response, 401, envelope('authorization-token-expired'));

describe('the access token', () => {
  afterEach(closeServers);

  it('is asked for with properly encoded credentials', async () => {
    const server = await serve(me);
    const { client } = clientOf(server);
    assert.equal(client.cachedToken(), undefined);
    assert.equal((await client.checkCredentials()).name?.raw(), 'My app');
    const [request] = server.tokenRequests;
    assert.equal(request?.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(
      request.body,
      'grant_type=client_credentials&client_id=client-1&client_secret=s3cr3t%2Bwith%2Fodd%3Dsigns%26more',
    );
    assert.equal(client.cachedToken(), 'T1');
    assert.equal(server.seen[0]?.headers.authorization, 'Bearer T1');
  });

  it('is asked for once by many callers', async () => {
    const server = await serve(me);
    const { client } = clientOf(server);
    await Promise.all(Array.from({ length: 20 }, () => client.whoAmI()));
    assert.equal(server.tokenRequests.length, 1);
    assert.equal(server.seen.length, 20);
  });

  it('is renewed a little before it ends, by expires_in', async () => {
    const server = await serve(me);
    const { client, clock } = clientOf(server);
    await client.whoAmI();
    clock.time += 839_000;
    await client.whoAmI();
    assert.equal(server.tokenRequests.length, 1);
    clock.time += 2_000;
    await client.whoAmI();
    assert.equal(server.tokenRequests.length, 2);
  });

  it('is renewed by the clock on the wall or by the one that only goes forward, whichever says so first', async () => {
    const server = await serve(me);
    const { client, clock } = clientOf(server);
    await client.whoAmI();
    clock.set(-3_600_000);
    clock.time += 839_000;
    await client.whoAmI();
    assert.equal(server.tokenRequests.length, 1);
    clock.time += 2_000;
    await client.whoAmI();
    assert.equal(server.tokenRequests.length, 2);
    // The machine slept: only the clock on the wall went on.
    clock.set(900_000);
    await client.whoAmI();
    assert.equal(server.tokenRequests.length, 3);
  });

  it('is renewed once after a 401, also for a create, and shared by those who were refused together', async () => {
    const server = await serve(
      bearer('T2', (_seen, response) => reply(response, 200, { data: [segmentItem('1')] })),
    );
    const { client, log } = clientOf(server);
    await Promise.all([
      client.createSegments('1', [{ name: 'a', retailerId: '1', identifierType: 'Email' }]),
      client.amend('1', bytes('{}')),
      client.clear('1'),
    ]);
    assert.equal(server.tokenRequests.length, 2);
    assert.equal(server.seen.length, 6);
    assert.ok(log.every((entry) => entry.try === 1));
  });

  it('refused again right after the renewal is a matter of credentials', async () => {
    const server = await serve(bearer('never', me));
    const error = await failure(clientOf(server).client.amend('1', bytes('{}')));
    assert.deepEqual(
      [error.kind, error.status, error.code, error.outcome],
      ['credentials', 401, 'authorization-token-expired', 'notDone'],
    );
    assert.equal(server.seen.length, 2);
    assert.equal(server.tokenRequests.length, 2);
  });

  it('a wrong secret is told from the OAuth shape, once, without the secret', async () => {
    const server = await serve(me, (_seen, response) =>
      reply(response, 401, {
        error: 'invalid_client',
        error_description: 'secret "s3cr3t+with/odd=signs&more" is wrong',
      }),
    );
    const error = await failure(clientOf(server).client.checkCredentials());
    assert.deepEqual(
      [error.kind, error.code, error.operation, error.retryable],
      ['credentials', 'invalid_client', 'token', false],
    );
    assert.match(error.message, /client ID and secret/);
    assert.doesNotMatch(`${error.message} ${error.detail?.raw()}`, /s3cr3t/);
    assert.equal(server.tokenRequests.length, 1);
  });

  it('the token request is repeated after trouble', async () => {
    let tries = 0;
    const server = await serve(me, (_seen, response) =>
      ++tries < 3
        ? reply(response, 503, '')
        : reply(response, 200, { access_token: 'late', token_type: 'Bearer', expires_in: 900 }),
    );
    await clientOf(server).client.whoAmI();
    assert.equal(tries, 3);
  });

  for (const [name, value] of [
    ['no token', { token_type: 'Bearer' }],
    ['a token that cannot stand in a header', { access_token: 'a\nb' }],
  ] as const) {
    it(`${name} in the reply is malformed`, async () => {
      const error = await failure(
        clientOf(await serve(me, (_seen, response) => reply(response, 200, value))).client.whoAmI(),
      );
      assert.deepEqual([error.kind, error.operation], ['malformed', 'token']);
    });
  }

  it('one of two who wait may leave; when both leave the request is aborted', async () => {
    let closed = 0;
    const hang: Handler = (_seen, response) => void response.on('close', () => closed++);
    const server = await serve(me, (seen, response, request) =>
      server.tokenRequests.length === 1
        ? void setTimeout(() => reply(response, 200, { access_token: 'A', expires_in: 900 }), 40)
        : hang(seen, response, request),
    );
    const { client } = clientOf(server);
    const leaving = new AbortController();
    const left = failure(client.whoAmI({ signal: leaving.signal }));
    const staying = client.whoAmI();
    setTimeout(() => leaving.abort(), 10);
    assert.equal((await left).kind, 'cancelled');
    await staying;

    const other = clientOf(server).client;
    const both = new AbortController();
    const asked = server.tokenRequests.length;
    const waiting = [
      failure(other.whoAmI({ signal: both.signal })),
      failure(other.whoAmI({ signal: both.signal })),
    ];
    await waitUntil('a token is asked for', () => server.tokenRequests.length > asked);
    both.abort();
    assert.deepEqual(
      (await Promise.all(waiting)).map(({ kind }) => kind),
      ['cancelled', 'cancelled'],
    );
    await waitUntil('the request is aborted', () => closed > 0);
  });
});
