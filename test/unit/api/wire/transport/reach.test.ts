import assert from 'node:assert/strict';
import {
  clientOf,
  closeServers,
  envelope,
  failure,
  reply,
  serve,
  type Handler,
} from '../../support';

const always =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_seen, response) =>
    reply(response, status, body, headers);

describe('whether the API is reached', () => {
  afterEach(closeServers);

  it('is learned without credentials, whatever the API says', async () => {
    for (const status of [200, 401, 404, 410]) {
      const server = await serve(always(status, envelope('authorization-token-missing')));
      await clientOf(server).client.reach();
      assert.equal(server.tokenRequests.length, 0);
      const [{ method, path, headers, body }] = server.seen;
      assert.deepEqual([method, path, body], ['GET', '/2026-07/retail-media/me', '']);
      assert.equal(headers.authorization, undefined);
    }
  });

  it('is tried again after a server error, and not forever', async () => {
    let tries = 0;
    const server = await serve((_seen, response) =>
      reply(response, ++tries < 3 ? 503 : 401, envelope('x')),
    );
    const { client, clock } = clientOf(server);
    await client.reach();
    assert.equal(clock.slept.length, 2);
    const down = await serve(always(503, envelope('internal-error')));
    assert.equal((await failure(clientOf(down).client.reach())).status, 503);
  });

  it('isn’t so if something else answers, or nothing', async () => {
    const page = await serve(always(200, '<html></html>', { 'content-type': 'text/html' }));
    assert.equal((await failure(clientOf(page).client.reach())).kind, 'proxy');
    const moved = await serve(always(302, undefined, { location: '/sign-in' }));
    assert.equal((await failure(clientOf(moved).client.reach())).kind, 'redirected');
    const gone = { url: 'http://127.0.0.1:9' };
    assert.equal((await failure(clientOf(gone).client.reach())).kind, 'network');
    const stopped = clientOf(page).client.reach({ signal: AbortSignal.abort() });
    assert.equal((await failure(stopped)).kind, 'cancelled');
  });
});

describe('what replies say besides', () => {
  afterEach(closeServers);

  it('is how far the clock of this machine is off', async () => {
    const date = new Date(Date.UTC(2026, 6, 1, 9, 0, 0)).toUTCString();
    const server = await serve(always(200, { data: { attributes: {} } }, { date }), (_, response) =>
      reply(response, 200, { access_token: 'T', expires_in: 900 }, { date: 'never' }),
    );
    const { client } = clientOf(server);
    assert.equal(client.clockAhead, undefined);
    await client.signIn();
    assert.equal(client.clockAhead, undefined);
    await client.whoAmI();
    assert.equal(client.clockAhead, 3_600_000);
  });

  it('is the lifetime of a token, if the API says it', async () => {
    const lifetime = async (body: object): Promise<number | undefined> => {
      const token: Handler = (_seen, response) =>
        reply(response, 200, { access_token: 'T', ...body });
      return clientOf(await serve(always(200, {}), token)).client.signIn();
    };
    assert.equal(await lifetime({ expires_in: 900 }), 900);
    assert.equal(await lifetime({}), undefined);
  });
});

describe('an edit of no segments', () => {
  afterEach(closeServers);

  it('is one request, which can change nothing', async () => {
    const server = await serve(always(200, { data: [] }));
    await clientOf(server).client.editNothing('42');
    const [{ method, path, body }, ...others] = server.seen;
    assert.deepEqual(
      [method, path, body],
      ['PATCH', '/2026-07/retail-media/accounts/42/audience-segments', '{"data":[]}'],
    );
    assert.deepEqual(others, []);
  });

  it('is rejected if the application may edit none', async () => {
    const server = await serve((seen, response) =>
      seen.method === 'PATCH'
        ? reply(response, 403, envelope('forbidden'))
        : reply(response, 200, { data: { attributes: { name: 'Nightly' } } }),
    );
    const { kind, message } = await failure(clientOf(server).client.editNothing('42'));
    assert.equal(kind, 'permission');
    assert.match(message, /Nightly.*Audiences Manage/);
  });
});
