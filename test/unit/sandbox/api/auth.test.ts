import { strict as assert } from 'node:assert';
import { connect } from 'node:net';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/server';
import { Client, type Answer } from '../client';

const code = (answer: Answer): string => String(answer.json.errors?.[0]?.code);

describe('sandbox: permissions', () => {
  let sandbox: Sandbox;
  let client: Client;
  let now = Date.UTC(2026, 6, 1, 9);

  beforeEach(async () => {
    now = Date.UTC(2026, 6, 1, 9);
    sandbox = await startSandbox({ now: () => now });
    client = await Client.of(sandbox);
  });
  afterEach(() => sandbox.close());

  it('issues a token for client credentials in a form, with a secret that contains + and /', async () => {
    assert.match(sandbox.clientSecret, /\+.*\//);
    const { status, json } = await client.signIn(sandbox);
    assert.equal(status, 200);
    assert.equal(json.token_type, 'Bearer');
    assert.equal(json.expires_in, 900);
  });

  it('responds to an invalid token request with an OAuth error', async () => {
    const wrong = await client.signIn({ clientId: sandbox.clientId, clientSecret: 'wrong' });
    assert.equal(wrong.status, 401);
    assert.equal(wrong.json.error, 'invalid_client');
    assert.equal(wrong.json.errors, undefined);
    const raw = `grant_type=client_credentials&client_id=${sandbox.clientId}&client_secret=${sandbox.clientSecret}`;
    const unencoded = await client.send('POST', '/oauth2/token', {
      body: raw,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    assert.equal(unencoded.status, 401);
    const grant = await client.send('POST', '/oauth2/token', {
      body: new URLSearchParams({ grant_type: 'password' }),
    });
    assert.equal(grant.json.error, 'unsupported_grant_type');
    const json = await client.send('POST', '/oauth2/token', {
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(json.json.error, 'invalid_request');
  });

  it('distinguishes a missing, an invalid and an expired token', async () => {
    assert.equal((await client.request('GET', '/me')).status, 200);
    now += 899_000;
    assert.equal((await client.request('GET', '/me')).status, 200);
    now += 1000;
    const expired = await client.request('GET', '/me');
    assert.equal(expired.status, 401);
    assert.equal(code(expired), 'authorization-token-expired');
    client.token = 'made-up';
    assert.equal(code(await client.request('GET', '/me')), 'authorization-token-invalid');
    const missing = await client.send('GET', '/2026-07/retail-media/me');
    assert.equal(code(missing), 'authorization-token-missing');
  });

  it('answers who-am-I', async () => {
    const { json } = await client.request('GET', '/me');
    assert.deepEqual(Object.keys(json.data?.attributes ?? {}).sort(), [
      'applicationId',
      'description',
      'name',
      'organizationId',
    ]);
  });

  it('responds with 403 if the application lacks a permission', async () => {
    const reader = await Client.of(
      sandbox,
      sandbox.control.credentials({ permissions: ['AudiencesRead'] }),
    );
    const id = await client.idOf('CRM Users 2025');
    assert.equal((await reader.search()).status, 200);
    assert.equal((await reader.statistics(id)).status, 200);
    assert.equal((await reader.request('GET', '/me')).status, 200);
    const rejected = [
      await reader.request('GET', '/accounts'),
      await reader.request('POST', `/accounts/${sandbox.accountId}/retailers/search`, {
        data: { type: 'x', attributes: {} },
      }),
      await reader.create({
        name: 'a',
        retailerId: '1200',
        contactList: { identifierType: 'Email' },
      }),
      await reader.update({ id, type: 'AudienceSegment', attributes: { name: 'b' } }),
      await reader.remove(id),
      await reader.amend(id, 'add', ['a@example.com']),
      await reader.clear(id),
    ];
    assert.deepEqual(
      rejected.map(({ status }) => status),
      rejected.map(() => 403),
    );
    assert.equal(rejected[0]?.json.errors?.[0]?.type, 'access-control');
    assert.equal(
      await sandbox.control.list(id).then((list) => list.includes('a@example.com')),
      false,
    );
    const manager = await Client.of(
      sandbox,
      sandbox.control.credentials({ permissions: ['AudiencesManage'] }),
    );
    assert.equal((await manager.search()).status, 200);
  });

  it('responds with 403 to an account without consent, even if the path has no account', async () => {
    const mine = await client.newSegment('Mine');
    const other = await Client.of(sandbox, sandbox.control.credentials({ consents: [] }));
    assert.equal((await other.search()).status, 403);
    assert.equal((await other.amend(mine, 'add', ['a@example.com'])).status, 403);
    assert.equal((await other.clear(mine)).status, 403);
    assert.equal((await other.request('GET', '/accounts')).json.data?.length, 0);
    assert.deepEqual(await sandbox.control.list(mine), []);
  });

  it('revokes the tokens of a rotated secret and of a revoked application', async () => {
    const app = sandbox.control.credentials({});
    const other = await Client.of(sandbox, app);
    const fresh = sandbox.control.credentials({ clientId: app.clientId, rotate: true });
    assert.notEqual(fresh.clientSecret, app.clientSecret);
    assert.equal((await other.request('GET', '/me')).status, 401);
    assert.equal((await other.signIn(app)).status, 401);
    assert.equal((await other.signIn(fresh)).status, 200);
    sandbox.control.credentials({ clientId: app.clientId, revoked: true });
    assert.equal((await other.request('GET', '/me')).status, 401);
    assert.equal((await other.signIn(fresh)).status, 401);
  });

  it('limits the requests of an application and reports when the limit resets', async () => {
    sandbox.control.setSwitches({ rateLimit: 2, retryAfter: true });
    const first = await client.request('GET', '/me');
    assert.equal(first.headers.get('x-ratelimit-limit'), '2');
    assert.equal(first.headers.get('x-ratelimit-remaining'), '1');
    assert.equal(first.headers.get('x-ratelimit-reset'), String(now / 1000 + 60));
    await client.request('GET', '/me');
    const over = await client.request('GET', '/me');
    assert.equal(over.status, 429);
    assert.equal(over.json.errors?.[0]?.type, 'quota');
    assert.equal(over.headers.get('retry-after'), '60');
    const other = await Client.of(sandbox, sandbox.control.credentials({}));
    assert.equal((await other.request('GET', '/me')).status, 200);
    now += 60_000;
    sandbox.control.setSwitches({ rateLimitHeaders: false });
    const again = await client.request('GET', '/me');
    assert.equal(again.status, 200);
    assert.equal(again.headers.get('x-ratelimit-limit'), null);
  });

  it('answers unknown requests with the errors envelope', async () => {
    sandbox.control.setSwitches({ retiredVersions: ['2025-01'], maxBodyBytes: 1000 });
    const search = `/accounts/${sandbox.accountId}/audience-segments/search`;
    const headers = { authorization: `Bearer ${client.token}` };
    const answers: [number, Answer][] = [
      [404, await client.request('GET', '/nothing')],
      [404, await client.send('GET', '/2026-13/retail-media/me', { headers })],
      [404, await client.send('GET', '/', { headers })],
      [
        404,
        await client.send(
          'POST',
          `/2025-10/retail-media/accounts/${sandbox.accountId}/retailers/search`,
          { headers },
        ),
      ],
      [405, await client.request('GET', search)],
      [405, await client.request('DELETE', '/me')],
      [410, await client.send('GET', '/2025-01/retail-media/me', { headers })],
      [
        415,
        await client.request('POST', search, undefined, {
          headers: { ...headers, 'content-type': 'text/plain' },
          body: '{}',
        }),
      ],
      [400, await client.request('POST', search, '{"data": {')],
      [400, await client.request('POST', search, 'null')],
      [400, await client.request('POST', search, '[]')],
      [400, await client.request('POST', search, '{"data":{"attributes":{"retailerIds":[12]}}}')],
      [400, await client.request('POST', '/accounts/abc/audience-segments/search', {})],
      [413, await client.request('POST', search, `"${'x'.repeat(2000)}"`)],
      [404, await client.send('GET', '/experimental/retail-media/accounts', { headers })],
      [404, await client.send('GET', '/preview/retail-media/me', { headers })],
    ];
    for (const [status, answer] of answers) {
      assert.equal(answer.status, status);
      assert.ok(
        Array.isArray(answer.json.errors) && answer.json.errors.length === 1,
        answer.text.slice(0, 100),
      );
    }
    assert.equal(answers[4]?.[1].headers.get('allow'), 'POST');
  });

  it('keeps running whatever it receives', async () => {
    const { port } = sandbox;
    for (const bytes of [
      '\0\0\0\r\n\r\n',
      'GET /%zz HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET // HTTP/1.1\r\nhost: x\r\n\r\n',
      'POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nhalf',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
        socket.on('error', () => resolve());
        socket.on('close', () => resolve());
        socket.resume();
        setTimeout(() => socket.destroy(), 100).unref();
      });
    }
    assert.equal((await client.request('GET', '/me')).status, 200);
  });
});

describe('sandbox: accounts and retailers', () => {
  let sandbox: Sandbox;
  let client: Client;
  before(async () => {
    sandbox = await startSandbox();
    client = await Client.of(sandbox);
  });
  after(() => sandbox.close());

  it('pages through the accounts', async () => {
    const first = await client.request('GET', '/accounts?pageIndex=0&pageSize=2');
    assert.equal(first.json.data?.[0]?.attributes?.name, 'Sandbox Retail Group');
    assert.equal(first.json.data?.length, 2);
    const { metadata } = (await client.request('GET', '/accounts?pageIndex=1&pageSize=2')).json;
    assert.equal(metadata?.totalItemsAcrossAllPages, 3);
    assert.equal(metadata?.currentPageSize, 1);
    assert.equal(metadata?.currentPageIndex, 1);
    assert.equal(metadata?.totalPages, 2);
    assert.equal(metadata?.nextPage, null);
    assert.notEqual(metadata?.previousPage, null);
  });

  it('pages through the retailers, at most ten per page', async () => {
    const ask = (query: string): Promise<Answer> =>
      client.request('POST', `/accounts/${sandbox.accountId}/retailers/search${query}`, {
        data: { type: 'x', attributes: {} },
      });
    assert.equal((await ask('?limit=10&offset=0')).json.data?.length, 10);
    const rest = await ask('?limit=10&offset=10');
    assert.equal(rest.json.data?.length, 4);
    assert.ok(Array.isArray(rest.json.data?.[0]?.attributes?.campaignAvailabilities));
    const tooMany = await ask('?limit=11');
    assert.equal(tooMany.status, 400);
    assert.equal(code(tooMany), 'invalid-range');
  });
});
