import { strict as assert } from 'node:assert';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/server';
import type { AlgebraNode } from '../../../../src/sandbox/world';
import { Client, type Answer, type Item } from '../client';

const names = (answer: Answer): unknown[] =>
  (answer.json.data ?? []).map((item) => item.attributes?.name);
const ids = (answer: Answer): unknown[] => (answer.json.data ?? []).map((item) => item.id);
const codes = (answer: Answer): string[] =>
  (answer.json.errors ?? []).map((item) => `${String(item.instance)} ${String(item.code)}`);
const leaf = (audienceSegmentId: string): AlgebraNode => ({ audienceSegmentId });

describe('sandbox: audiences', () => {
  let sandbox: Sandbox;
  let client: Client;
  beforeEach(async () => {
    sandbox = await startSandbox();
    client = await Client.of(sandbox);
  });
  afterEach(() => sandbox.close());
  const contract = (): unknown => sandbox.control.setSwitches({ dialect: 'contract' });

  const search = (attributes: unknown = {}, query = '?limit=500&offset=0'): Promise<Answer> =>
    client.request('POST', `/accounts/${sandbox.accountId}/audiences/search${query}`, {
      data: { type: 'Audience', attributes },
    });
  const itemOf = async (name: string): Promise<Item | undefined> =>
    (await search()).json.data?.find((item) => item.attributes?.name === name);
  /** An audience of the main account. */
  const put = (...audiences: Parameters<typeof sandbox.control.putAudiences>): string[] =>
    sandbox.control.putAudiences(...audiences).ids;

  it('tells a story in its seed: what is in all, in any and not in, on one retailer', async () => {
    const answer = await search();
    assert.deepEqual(names(answer), ['Win Back', 'CRM Without Buyers', 'New Customers Only']);
    assert.deepEqual(answer.json.meta, { totalItems: 3, limit: 500, offset: 0 });
    assert.deepEqual(await story(answer.json.data?.[2]), {
      name: 'New Customers Only',
      algebra: 'and(or(CRM Users 2025, Newsletter Subscribers), not(Opt-outs))',
      retailers: ['Maple & Main Grocery'],
    });
    assert.deepEqual(await story(answer.json.data?.[0]), {
      name: 'Win Back',
      algebra:
        'and(CRM Users 2025, or(Lapsed Customers, and(Viewed Coffee, 30 Days, not(Opt-outs))))',
      retailers: ['Maple & Main Grocery'],
    });
    assert.deepEqual(await story(answer.json.data?.[1]), {
      name: 'CRM Without Buyers',
      algebra: 'and(CRM Users 2025, not(or(Bought Coffee, 90 Days, Opt-outs)))',
      retailers: ['Maple & Main Grocery'],
    });
  });

  /** An audience in words, and the retailers of it and of all its segments. */
  async function story(item: Item | undefined): Promise<object> {
    const segments = await sandbox.control.segments();
    const used = new Set([item?.attributes?.retailerId]);
    const words = (node: AlgebraNode): string => {
      assert.equal(Object.keys(node).length, 1, 'one key a node');
      const { and, or, not, audienceSegmentId } = node;
      if (and) return `and(${and.map(words).join(', ')})`;
      if (or) return `or(${or.map(words).join(', ')})`;
      if (not) return `not(${words(not)})`;
      const segment = segments.find(({ id }) => id === audienceSegmentId);
      used.add(segment?.retailerId);
      return String(segment?.name);
    };
    const algebra = words((item?.attributes?.algebra ?? {}) as AlgebraNode);
    const { json } = await client.request(
      'POST',
      `/accounts/${sandbox.accountId}/retailers/search`,
      { data: { type: 'Retailer', attributes: {} } },
    );
    const retailers = [...used].map(
      (id) => json.data?.find((one) => one.id === id)?.attributes?.name,
    );
    return { name: item?.attributes?.name, algebra, retailers };
  }

  it('combines all filters with and', async () => {
    const retailer = '1251';
    const crm = await client.idOf('CRM Users 2025');
    const lapsed = await client.idOf('Lapsed Customers');
    const [own = ''] = put({ name: 'Elsewhere', retailerId: retailer, algebra: leaf(crm) });
    put({ name: 'Nowhere', retailerId: null, algebra: null });
    assert.equal((await search()).json.meta?.totalItems, 5);
    assert.deepEqual(names(await search({ retailerIds: [retailer] })), ['Elsewhere']);
    assert.deepEqual(ids(await search({ audienceIds: [own, '12'] })), [own]);
    assert.deepEqual(names(await search({ audienceSegmentIds: [lapsed] })), ['Win Back']);
    assert.equal((await search({ audienceSegmentIds: [crm] })).json.meta?.totalItems, 4);
    const both = { audienceSegmentIds: [crm], retailerIds: [retailer] };
    assert.deepEqual(names(await search(both)), ['Elsewhere']);
    assert.deepEqual(names(await search({ ...both, audienceIds: ['12'] })), []);
    assert.deepEqual(names(await search({ ...both, audienceSegmentIds: [lapsed] })), []);
    assert.equal(
      (await search({ audienceIds: [], audienceSegmentIds: [], retailerIds: [] })).json.meta
        ?.totalItems,
      5,
      'an empty list filters nothing',
    );
    assert.equal((await search({ audienceIds: [7] })).status, 400);
    assert.equal((await search({ retailerIds: retailer })).status, 400);
  });

  it('takes several segments as any or as all, so that nobody can rely on either', async () => {
    const [crm, lapsed, newsletter] = [
      await client.idOf('CRM Users 2025'),
      await client.idOf('Lapsed Customers'),
      await client.idOf('Newsletter Subscribers'),
    ];
    const several = { audienceSegmentIds: [lapsed, newsletter] };
    assert.deepEqual(names(await search(several)), ['Win Back', 'New Customers Only']);
    contract();
    assert.deepEqual(names(await search(several)), []);
    assert.deepEqual(names(await search({ audienceSegmentIds: [crm, lapsed] })), ['Win Back']);
  });

  for (const dialect of ['guide', 'contract'] as const)
    it(`pages by limit and offset, 0 to 500 and by default 50 (${dialect})`, async () => {
      sandbox.control.setSwitches({ dialect });
      sandbox.control.seed({ audiences: 597 });
      const pages = await Promise.all(
        ['?limit=500&offset=0', '?limit=500&offset=500'].map((query) => search({}, query)),
      );
      assert.deepEqual(
        pages.map(({ json }) => json.data?.length),
        [500, 100],
      );
      assert.equal(new Set(pages.flatMap(ids)).size, 600);
      assert.deepEqual(pages[1]?.json.meta, { totalItems: 600, limit: 500, offset: 500 });
      const first = await search({}, '');
      assert.deepEqual(first.json.meta, { totalItems: 600, limit: 50, offset: 0 });
      assert.equal(first.json.data?.length, 50);
      const none = await search({}, '?limit=0');
      assert.deepEqual(none.json.meta, { totalItems: 600, limit: 0, offset: 0 });
      assert.deepEqual(none.json.data, []);
      assert.deepEqual((await search({}, '?offset=600')).json.data, []);
      for (const query of ['?limit=501', '?limit=-1', '?offset=-1', '?limit=x']) {
        const answer = await search({}, query);
        assert.deepEqual(
          [answer.status, answer.json.errors?.[0]?.code],
          [400, 'invalid-range'],
          query,
        );
      }
    });

  it('leaves out what is null in one dialect, and unused keys of nodes', async () => {
    const [id = ''] = put({
      retailerId: null,
      name: null,
      description: null,
      createdAt: null,
      updatedAt: null,
      channels: null,
      algebra: null,
    });
    assert.deepEqual((await search({ audienceIds: [id] })).json.data, [
      { id, type: 'Audience', attributes: { accountId: sandbox.accountId } },
    ]);
    const item = await itemOf('CRM Without Buyers');
    assert.equal(item?.type, 'Audience');
    assert.deepEqual(item?.attributes?.channels, ['Offsite']);
    assert.equal(item?.attributes?.description, '');
    assert.match(String(item?.attributes?.createdAt), /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{2,7}Z$/);
    assert.deepEqual(Object.keys(item?.attributes?.algebra ?? {}), ['and']);
  });

  it('sends null for all that is empty in the other, also for unused keys of nodes', async () => {
    contract();
    const [id = ''] = put({
      retailerId: null,
      name: null,
      description: '',
      createdAt: null,
      updatedAt: null,
      channels: [],
      algebra: { not: leaf('738406689035866259') },
    });
    const unused = { audienceSegmentId: null, and: null, or: null, not: null };
    const answer = await search({ audienceIds: [id] });
    assert.deepEqual(answer.json.data, [
      {
        id,
        type: 'Audience',
        attributes: {
          accountId: sandbox.accountId,
          retailerId: null,
          name: null,
          description: null,
          createdAt: null,
          updatedAt: null,
          createdById: null,
          channels: null,
          algebra: { ...unused, not: { ...unused, audienceSegmentId: '738406689035866259' } },
        },
      },
    ]);
    assert.deepEqual([answer.json.errors, answer.json.warnings], [null, null]);
    assert.equal((await search({ audienceIds: null })).status, 400);
  });

  it('shows an account its own audiences only, and asks for the permission to read', async () => {
    const vip = sandbox.control.audiences().find(({ name }) => name === 'VIP');
    assert.notEqual(vip?.accountId, sandbox.accountId);
    assert.deepEqual(ids(await search({ audienceIds: [vip?.id] })), []);
    const partner = await client.request('POST', `/accounts/${vip?.accountId}/audiences/search`, {
      data: { type: 'Audience', attributes: {} },
    });
    assert.deepEqual(names(partner), ['VIP']);
    await client.signIn(sandbox.control.credentials({ permissions: ['CampaignsRead'] }));
    assert.equal((await search()).status, 403);
    await client.signIn(sandbox.control.credentials({ permissions: ['AudiencesRead'] }));
    assert.equal((await search()).status, 200);
    assert.equal(
      (await client.request('GET', `/accounts/${sandbox.accountId}/audiences/search`)).status,
      405,
    );
  });

  for (const dialect of ['guide', 'contract'] as const)
    it(`refuses to delete a segment as long as an audience uses it (${dialect})`, async () => {
      sandbox.control.setSwitches({ dialect });
      const used = await client.newSegment('Used far down');
      const [audience = ''] = put({
        name: 'Deep',
        algebra: { or: [{ and: [{ not: { or: [leaf(used)] } }] }, leaf('12')] },
      });
      assert.deepEqual(ids(await search({ audienceSegmentIds: [used] })), [audience]);
      const refused = await client.remove(used);
      assert.deepEqual(codes(refused), ['@data/0 segment-must-not-be-used-in-audience']);
      assert.deepEqual(refused.json.data, []);
      put({ id: audience, algebra: leaf('12') });
      assert.deepEqual(ids(await client.remove(used)), [used]);
    });

  it('refuses to delete a segment that an audience of another account uses', async () => {
    const used = await client.newSegment('Shared');
    const [, other] = await accounts();
    put({ accountId: other, name: 'Out of sight', algebra: leaf(used) });
    assert.deepEqual(ids(await search({ audienceSegmentIds: [used] })), []);
    assert.deepEqual(codes(await client.remove(used)), [
      '@data/0 segment-must-not-be-used-in-audience',
    ]);
  });

  async function accounts(): Promise<string[]> {
    const { json } = await client.request('GET', '/accounts');
    return (json.data ?? []).map(({ id }) => String(id));
  }
});
