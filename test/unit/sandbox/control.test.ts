import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { segmentsIn, type AlgebraNode } from '../../../src/sandbox/world';
import { Client, type Answer, type Item } from './client';

describe('sandbox: control API', () => {
  let sandbox: Sandbox;
  let client: Client;
  beforeEach(async () => {
    sandbox = await startSandbox();
    client = await Client.of(sandbox);
  });
  afterEach(() => sandbox.close());

  const control = (method: string, route: string, body?: unknown): Promise<Answer> =>
    client.steer(method, route, body);
  /** The status of a request with exactly these headers. */
  const statusOf = (
    method: string,
    route: string,
    headers: Record<string, string> = {},
    body = '',
  ): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const call = request(`${sandbox.url}/_sandbox/${route}`, { method, headers }, (reply) =>
        resolve(reply.resume().statusCode),
      );
      call.on('error', reject).end(body);
    });
  const ROUTES = [
    ...['counts', 'segments', 'lists/1', 'switches', 'faults', 'credentials', 'nothing'].map(
      (route) => ['GET', route],
    ),
    ...['counts', 'faults'].map((route) => ['DELETE', route]),
    ...[
      'segments',
      'switches',
      'faults',
      'compute',
      'settle',
      'seed',
      'credentials',
      'expire',
      'reset',
      'handover',
    ].map((route) => ['POST', route]),
  ] as const;

  it('rejects every request without the key', async () => {
    const id = await client.newSegment('List');
    await client.amend(id, 'add', ['a@example.com']);
    for (const [method, route] of [...ROUTES, ['GET', `lists/${id}`] as const]) {
      for (const key of [undefined, 'wrong', sandbox.clientSecret, `${sandbox.key}x`]) {
        assert.equal(
          await statusOf(method, route, key === undefined ? {} : { 'x-sandbox-key': key }),
          403,
          `${method} ${route}`,
        );
      }
    }
    assert.equal(
      await statusOf(
        'POST',
        'handover',
        { 'content-type': 'application/json' },
        '{"url":"http://127.0.0.1:9"}',
      ),
      403,
    );
    assert.deepEqual(await sandbox.control.list(id), ['a@example.com']);
    assert.equal((await client.request('GET', '/me')).status, 200);
  });

  it('has a new key at each start, which API requests don’t need', async () => {
    const other = await startSandbox();
    assert.ok(
      sandbox.key.length >= 40 && other.key !== sandbox.key && sandbox.key !== sandbox.clientSecret,
    );
    await other.close();
    await assert.rejects(startSandbox({ key: 'short' }), TypeError);
  });

  it('rejects web pages, even with the key', async () => {
    const key = { 'x-sandbox-key': sandbox.key };
    assert.equal(await statusOf('GET', 'switches', key), 200);
    assert.equal(await statusOf('GET', 'switches', { ...key, origin: 'http://evil.example' }), 403);
    assert.equal(
      await statusOf('GET', 'switches', { ...key, 'sec-fetch-site': 'cross-site' }),
      403,
    );
    assert.equal(await statusOf('GET', 'switches', { ...key, host: 'evil.example' }), 403);
    assert.equal(await statusOf('POST', 'reset', { ...key, origin: 'null' }), 403);
    assert.equal(
      await statusOf(
        'POST',
        'switches',
        { ...key, 'content-type': 'text/plain' },
        '{"dialect":"contract"}',
      ),
      400,
    );
    assert.equal(sandbox.control.switches().dialect, 'guide');
  });

  it('reads and sets switches', async () => {
    const set = await control('POST', 'switches', { dialect: 'contract', applyDelayMs: 5 });
    assert.equal(set.json.dialect, 'contract');
    assert.equal((await control('GET', 'switches')).json.applyDelayMs, 5);
    for (const wrong of [
      { dialect: 'klingon' },
      { nothing: 1 },
      { applyDelayMs: '5' },
      { applyDelayMs: -1 },
      { retiredVersions: [1] },
    ]) {
      assert.equal((await control('POST', 'switches', wrong)).status, 400);
    }
    assert.equal(sandbox.control.switches().applyDelayMs, 5);
  });

  it('counts requests without storing identifiers', async () => {
    await control('DELETE', 'counts');
    const id = await client.newSegment('List');
    await client.amend(id, 'add', ['secret.person@example.com', 'bad one']);
    await client.amend('5', 'add', ['secret.person@example.com']);
    const counts = await control('GET', 'counts');
    assert.ok(!counts.text.includes('secret.person') && !counts.text.includes('bad one'));
    assert.deepEqual(counts.json.operations, {
      create: { calls: 1, statuses: { '200': 1 } },
      addRemove: { calls: 2, statuses: { '200': 1, '404': 1 } },
    });
    const log = counts.json.log as {
      operation: string;
      segmentId: string;
      status: number;
      identifiers: number;
      bytes: number;
    }[];
    assert.deepEqual(
      log.map(({ operation, status, identifiers }) => [operation, status, identifiers]),
      [
        ['create', 200, 0],
        ['addRemove', 200, 2],
        ['addRemove', 404, 0],
      ],
    );
    assert.equal(log[1]?.segmentId, id);
  });

  it('returns lists as lines and as a fingerprint', async () => {
    const { id } = await sandbox.control.putSegment({
      name: 'Three',
      identifiers: ['b@example.com', 'ä@example.com', 'a@example.com'],
    });
    const lines = await control('GET', `lists/${id}`);
    assert.equal(lines.text, 'b@example.com\nä@example.com\na@example.com\n');
    const print = (await control('GET', `lists/${id}?as=fingerprint`)).json;
    assert.equal(print.count, 3);
    assert.equal(
      print.sha256,
      createHash('sha256').update('a@example.com\nb@example.com\nä@example.com\n').digest('hex'),
    );
    const sum = lines.text
      .trimEnd()
      .split('\n')
      .reduce(
        (total, line) => total + createHash('sha256').update(line).digest().readBigUInt64BE(0),
        0n,
      );
    assert.equal(print.sum, (sum % 2n ** 64n).toString(16).padStart(16, '0'));
    assert.equal((await control('GET', 'lists/5')).status, 404);
  });

  it('streams a long list completely', async () => {
    const identifiers = Array.from({ length: 60_000 }, (_, index) => `shopper${index}@example.com`);
    const { id } = await sandbox.control.putSegment({ identifiers });
    assert.equal((await control('GET', `lists/${id}`)).text, `${identifiers.join('\n')}\n`);
  });

  it('adds any segment, and ten thousand at once', async () => {
    const put = await control('POST', 'segments', {
      name: 'Raw',
      raw: { channels: [null, 7], type: 'New', createdAt: null },
      identifierType: 'CustomerId',
    });
    const found = (await client.search({ audienceSegmentIds: [String(put.json.id)] })).json
      .data?.[0]?.attributes;
    assert.deepEqual([found?.channels, found?.type, found?.createdAt], [[null, 7], 'New', null]);
    const seeded = await control('POST', 'seed', { segments: 10_000, prefix: 'Load' });
    assert.equal((seeded.json.ids as string[]).length, 10_000);
    const last = await client.search({}, '?limit=500&offset=9900');
    assert.equal(last.json.meta?.totalItems, 10_033);
    assert.equal(last.json.data?.at(-1)?.attributes?.name, 'Load 10000');
    assert.equal((await control('POST', 'seed', { segments: -1 })).status, 400);
  });

  it('adds, changes and removes audiences, also with values that no API should send', async () => {
    const url = `/accounts/${sandbox.accountId}/audiences/search`;
    const search = async (): Promise<Item[]> =>
      (await client.request('POST', url, { data: { attributes: {} } })).json.data ?? [];
    assert.equal((await search()).length, 3);
    const one = (
      await control('POST', 'audiences', {
        name: 'One',
        algebra: { not: { audienceSegmentId: '5' } },
      })
    ).json.ids as string[];
    assert.equal(one.length, 1);
    const two = await control('POST', 'audiences', [
      { id: one[0], name: 'Renamed' },
      { id: '77', raw: { name: 7, algebra: [null] } },
    ]);
    assert.deepEqual(two.json.ids, [one[0], '77']);
    const found = (await search()).slice(3);
    assert.deepEqual(
      found.map(({ id, attributes }) => [id, attributes?.name, attributes?.algebra]),
      [
        [one[0], 'Renamed', { not: { audienceSegmentId: '5' } }],
        ['77', 7, [null]],
      ],
    );
    assert.equal(found[1]?.attributes?.retailerId, '1200');
    for (const wrong of [{ id: 'x' }, { accountId: '5' }, { algebra: [] }, { algebra: 'all' }])
      assert.equal((await control('POST', 'audiences', wrong)).status, 400);
    const all = JSON.parse((await control('GET', 'audiences')).text) as { id: string }[];
    assert.equal(all.length, 6, 'with the one of another account');
    await control('DELETE', 'audiences');
    assert.deepEqual(await search(), []);
    await control('POST', 'reset');
    assert.equal((await search()).length, 3);
  });

  it('seeds a thousand audiences of forty nodes of real segments of their retailer', async () => {
    await control('DELETE', 'audiences');
    const seeded = await control('POST', 'seed', { audiences: 1000, nodes: 40, prefix: 'Load' });
    assert.deepEqual(seeded.json.ids, []);
    const all = sandbox.control.audiences();
    assert.deepEqual(
      all.map(({ id }) => id),
      seeded.json.audienceIds,
    );
    const segments = new Map(
      (await sandbox.control.segments()).map((segment) => [segment.id, segment]),
    );
    const nodesOf = (node: AlgebraNode): number => {
      assert.equal(Object.keys(node).length, 1);
      const below = [...(node.and ?? []), ...(node.or ?? []), ...(node.not ? [node.not] : [])];
      return below.reduce((sum, child) => sum + nodesOf(child), 1);
    };
    for (const { name, retailerId, algebra } of all) {
      assert.match(String(name), /^Load \d+$/);
      assert.equal(nodesOf(algebra ?? {}), 40);
      for (const id of segmentsIn(algebra)) assert.equal(segments.get(id)?.retailerId, retailerId);
    }
    assert.ok(new Set(all.map(({ retailerId }) => retailerId)).size > 10);
    for (const [nodes, shape] of [
      [1, ['audienceSegmentId']],
      [2, ['not']],
      [3, ['and']],
    ] as const) {
      const { audienceIds } = sandbox.control.seed({ audiences: 1, nodes, retailerId: '1200' });
      const last = all.find(({ id }) => id === audienceIds[0]);
      assert.deepEqual(Object.keys(last?.algebra ?? {}), shape);
      assert.equal(nodesOf(last?.algebra ?? {}), nodes);
    }
    for (const wrong of [{ audiences: -1 }, { nodes: 0 }, { audiences: 1, retailerId: '5' }])
      assert.equal((await control('POST', 'seed', wrong)).status, 400);
  });

  it('injects faults, computes, settles, expires tokens and creates credentials', async () => {
    const id = await client.newSegment('List');
    const { json } = await control('POST', 'faults', [
      { operation: 'me', fault: '503' },
      { fault: 'latency', ms: 1, times: 5 },
    ]);
    assert.equal((json.ids as number[]).length, 2);
    assert.equal((await client.request('GET', '/me')).status, 503);
    await control('DELETE', 'faults');
    await control('POST', 'switches', { applyDelayMs: 60_000, computation: 'manual' });
    await client.amend(id, 'add', ['a@example.com']);
    assert.equal((await control('GET', 'counts')).json.pending, 1);
    await control('POST', 'settle');
    await control('POST', 'compute');
    assert.equal((await client.statistics(id)).json.data?.attributes?.numberOfIdentifiers, 1);
    await control('POST', 'expire');
    assert.equal((await client.request('GET', '/me')).status, 401);
    const app = (await control('POST', 'credentials', { permissions: ['AudiencesRead'] })).json;
    const other = await Client.of(sandbox, {
      clientId: String(app.clientId),
      clientSecret: String(app.clientSecret),
    });
    assert.equal((await other.search()).status, 200);
    assert.equal((await control('POST', 'credentials', { permissions: ['Root'] })).status, 400);
    assert.equal((await control('GET', 'nothing')).status, 404);
  });

  it('starts over on reset, with the same credentials', async () => {
    const before = await sandbox.control.segments();
    await client.newSegment('List');
    await client.clear(await client.idOf('CRM Users 2025'));
    sandbox.control.setSwitches({ dialect: 'contract' });
    await control('POST', 'reset');
    assert.deepEqual(await sandbox.control.segments(), before);
    assert.equal(sandbox.control.switches().dialect, 'guide');
    assert.deepEqual(sandbox.control.counts().log, []);
    assert.equal((await client.request('GET', '/me')).status, 200);
  });
});
