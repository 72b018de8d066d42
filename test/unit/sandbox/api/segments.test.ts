import { strict as assert } from 'node:assert';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/server';
import { Client, type Answer } from '../client';

const segment = (name: string, more: object = {}): object => ({
  name,
  retailerId: '1200',
  contactList: { identifierType: 'Email' },
  ...more,
});
const codes = (answer: Answer, where: 'errors' | 'warnings' = 'errors'): string[] =>
  (answer.json[where] ?? []).map((item) => `${String(item.instance)} ${String(item.code)}`);
const names = (answer: Answer): string[] =>
  (answer.json.data ?? []).map((item) => String(item.attributes?.name));

describe('sandbox: segments', () => {
  let sandbox: Sandbox;
  let client: Client;
  beforeEach(async () => {
    sandbox = await startSandbox();
    client = await Client.of(sandbox);
  });
  afterEach(() => sandbox.close());
  const contract = (): unknown => sandbox.control.setSwitches({ dialect: 'contract' });

  it('creates the valid items and reports the others', async () => {
    const answer = await client.create(
      segment('New', { description: 'Made here' }),
      segment(' '),
      segment('New'),
      segment('CRM Users 2025'),
      segment('Elsewhere', { retailerId: '99' }),
      segment('Odd', { contactList: { identifierType: 'Telepathy' } }),
      segment('Nothing', { contactList: undefined }),
      { name: 'Homeless', contactList: { identifierType: 'Email' } },
      segment('New', { retailerId: '1251' }),
      segment('Lower', { contactList: { identifierType: 'customerid' } }),
    );
    assert.equal(answer.status, 200);
    assert.deepEqual(names(answer), ['New', 'New', 'Lower']);
    assert.deepEqual(codes(answer), [
      '@data/1 name-must-not-be-empty',
      '@data/2 name-must-be-unique',
      '@data/3 name-must-be-unique',
      '@data/4 invalid',
      '@data/5 invalid',
      '@data/6 required-field',
      '@data/7 required-field',
    ]);
    assert.deepEqual(answer.json.warnings, []);
    const made = answer.json.data?.[0];
    assert.equal(made?.type, 'RetailMediaAudienceSegment');
    assert.ok(BigInt(String(made?.id)) > 2n ** 53n);
    assert.equal(made?.attributes?.description, 'Made here');
    assert.deepEqual(made?.attributes?.channels, ['Offsite']);
    assert.deepEqual(made?.attributes?.contactList, {
      isReadOnly: false,
      identifierType: 'Email',
      sharingStatus: 'NotShared',
    });
    assert.deepEqual(answer.json.data?.[2]?.attributes?.channels, ['Onsite']);
    assert.equal(answer.json.data?.[2]?.attributes?.contactList?.identifierType, 'CustomerId');
  });

  it('puts failed items in warnings if configured', async () => {
    sandbox.control.setSwitches({ bulkProblems: 'warnings', dialect: 'contract' });
    const answer = await client.create(segment(''));
    assert.deepEqual(codes(answer, 'warnings'), ['@data/0 name-must-not-be-empty']);
    assert.equal(answer.json.errors, null);
  });

  it('rejects a malformed request as a whole', async () => {
    const url = `/accounts/${sandbox.accountId}/audience-segments/create`;
    for (const body of [
      {},
      { data: {} },
      { data: [] },
      { data: [1] },
      { data: [{}] },
      { data: [{ attributes: { name: 7 } }] },
      { data: [{ attributes: { ...segment('x'), retailerId: 1200 } }] },
    ]) {
      const answer = await client.request('POST', url, body);
      assert.equal(answer.status, 400);
      assert.equal(answer.json.errors?.[0]?.type, 'validation');
    }
    assert.equal((await client.search()).json.meta?.totalItems, 32);
  });

  it('knows PhoneNumber in the contract only', async () => {
    const phones = segment('Phones', { contactList: { identifierType: 'PhoneNumber' } });
    assert.deepEqual(codes(await client.create(phones)), ['@data/0 invalid']);
    contract();
    assert.deepEqual(names(await client.create(phones)), ['Phones']);
  });

  it('updates the name and description, as a string in the guide', async () => {
    const id = await client.newSegment('Before');
    const both = {
      name: 'After',
      description: 'Said',
      retailerId: '1251',
      contactList: { identifierType: 'CustomerId' },
    };
    const answer = await client.update(
      { id, type: 'AudienceSegment', attributes: both },
      { id: '5', type: 'AudienceSegment', attributes: { name: 'x' } },
    );
    const changed = answer.json.data?.[0]?.attributes;
    assert.deepEqual(
      [changed?.name, changed?.description, changed?.retailerId],
      ['After', 'Said', '1200'],
    );
    assert.equal(changed?.contactList?.identifierType, 'Email');
    assert.deepEqual(codes(answer), ['@data/1 segment-not-found']);
    const asObject = await client.update({
      id,
      type: 'AudienceSegment',
      attributes: { description: { value: 'x' } },
    });
    assert.equal(asObject.status, 400);
    const empty = await client.update({
      id,
      type: 'AudienceSegment',
      attributes: { description: '' },
    });
    assert.equal(empty.json.data?.[0]?.attributes?.description, '');
    assert.equal(empty.json.data?.[0]?.attributes?.name, 'After');
  });

  it('updates the description as an object in the contract, where null clears it', async () => {
    contract();
    const id = await client.newSegment('Before');
    const update = (description: unknown): Promise<Answer> =>
      client.update({ id, type: 'x', attributes: { description } });
    assert.equal((await update('text')).status, 400);
    assert.equal((await update({ value: 'text' })).json.data?.[0]?.attributes?.description, 'text');
    assert.equal((await update({ value: null })).json.data?.[0]?.attributes?.description, null);
  });

  it('validates names on update too, and leaves Events segments alone', async () => {
    const id = await client.newSegment('One');
    const events = await client.idOf('Viewed Coffee, 30 Days');
    const rename = (which: string, name: string): object => ({
      id: which,
      type: 'AudienceSegment',
      attributes: { name },
    });
    const answer = await client.update(
      rename(id, 'CRM Users 2025'),
      rename(id, ''),
      rename(events, 'x'),
      rename(id, 'One'),
    );
    assert.deepEqual(codes(answer), [
      '@data/0 name-must-be-unique',
      '@data/1 name-must-not-be-empty',
      '@data/2 invalid',
    ]);
    assert.deepEqual(names(answer), ['One']);
  });

  it('deletes segments, except those used in an audience or with served impressions', async () => {
    const id = await client.newSegment('Gone');
    await client.amend(id, 'add', ['a@example.com']);
    const used = await client.idOf('CRM Users 2025');
    const deepInside = await client.idOf('Lapsed Customers');
    const served = await client.idOf('Spring Campaign');
    const answer = await client.remove(used, id, served, '77', deepInside);
    assert.deepEqual(
      answer.json.data?.map((item) => item.id),
      [id],
    );
    assert.deepEqual(codes(answer), [
      '@data/0 segment-must-not-be-used-in-audience',
      '@data/2 segment-must-not-be-used-in-audience',
      '@data/3 segment-not-found',
      '@data/4 segment-must-not-be-used-in-audience',
    ]);
    assert.deepEqual(codes(await client.remove(id)), ['@data/0 segment-not-found']);
    assert.equal((await client.amend(id, 'add', ['a@example.com'])).status, 404);
  });

  it('searches with filters and pages', async () => {
    const all = await client.search();
    assert.deepEqual(all.json.meta, { totalItems: 32, limit: 500, offset: 0 });
    const page = await client.search({}, '?limit=7&offset=28');
    assert.deepEqual(page.json.meta, { totalItems: 32, limit: 7, offset: 28 });
    assert.deepEqual(names(page), names(all).slice(28));
    assert.equal(
      (await client.search({ audienceSegmentTypes: ['Events'] })).json.meta?.totalItems,
      4,
    );
    assert.equal(
      (await client.search({ retailerIds: ['1200'], audienceSegmentTypes: ['ContactList'] })).json
        .meta?.totalItems,
      4,
    );
    const id = await client.idOf('App Users');
    assert.deepEqual(names(await client.search({ audienceSegmentIds: [id, '12'] })), ['App Users']);
    assert.equal((await client.search({}, '?limit=501')).status, 400);
    assert.equal((await client.search({}, '?limit=0')).status, 400);
    assert.equal((await client.search({}, '?offset=-1')).status, 400);
  });

  it('supports the page size and the absent filter of both dialects', async () => {
    sandbox.control.seed({ segments: 600 });
    assert.equal((await client.search({}, '')).json.data?.length, 500);
    assert.equal((await client.search({ audienceSegmentIds: null })).status, 200);
    contract();
    const answer = await client.search({}, '');
    assert.equal(answer.json.data?.length, 50);
    assert.equal(answer.json.meta?.limit, 50);
    assert.equal((await client.search({ audienceSegmentIds: null })).status, 400);
  });

  it('writes a segment in the shape of the guide and of the contract', async () => {
    const pick = async (name: string) => {
      const answer = await client.search();
      return answer.json.data?.find((item) => item.attributes?.name === name)?.attributes;
    };
    const guide = await pick('Vendor List');
    assert.equal(guide?.contactList?.isReadOnly, 'true');
    assert.equal(guide?.contactList?.sharingStatus, 'SharedWithDemandAccounts');
    assert.ok(!('events' in (guide ?? {})));
    assert.ok(!('channels' in ((await pick('Test Contacts')) ?? {})));
    assert.deepEqual(Object.keys((await pick('Viewed Coffee, 30 Days'))?.events ?? {}), [
      'shopperActivity',
      'lookbackDays',
      'categoryIds',
      'brandIds',
    ]);
    contract();
    const other = await pick('Vendor List');
    assert.equal(other?.contactList?.isReadOnly, true);
    assert.equal(other?.events, null);
    assert.equal((await pick('Empty so far'))?.description, null);
    assert.equal((await pick('Test Contacts'))?.channels, null);
    assert.equal((await pick('Test Contacts'))?.contactList?.isReadOnly, null);
    assert.equal((await pick('Viewed Coffee, 30 Days'))?.events?.maxPrice, null);
    assert.equal((await pick('Lookalike Shoppers'))?.type, 'Lookalike');
  });

  it('writes times with two to seven fractional digits, and with an offset in the contract', async () => {
    const times = (answer: Answer): string[] =>
      (answer.json.data ?? []).flatMap((item) => [
        String(item.attributes?.createdAt),
        String(item.attributes?.updatedAt),
      ]);
    const guide = times(await client.search());
    assert.ok(guide.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{2,7}Z$/.test(time)));
    assert.deepEqual(new Set(guide.map((time) => time.length)).size, 6);
    contract();
    const endings = times(await client.search()).map((time) =>
      time.endsWith('Z') ? 'Z' : time.slice(-6),
    );
    assert.deepEqual([...new Set(endings)].sort(), ['+00:00', 'Z']);
  });

  it('seeds the same data for the same seed, but new credentials each time', async () => {
    const other = await startSandbox();
    try {
      const all = await sandbox.control.segments();
      assert.deepEqual(await other.control.segments(), all);
      const [first] = all;
      assert.ok(first);
      assert.deepEqual(await other.control.list(first.id), await sandbox.control.list(first.id));
      assert.notEqual(other.clientSecret, sandbox.clientSecret);
      const types = [
        'CustomerId',
        'Email',
        'IdentityLink',
        'PhoneNumber',
        'Unknown',
        'UserIdentifier',
      ];
      assert.deepEqual(
        [...new Set(all.flatMap((item) => item.identifierType ?? []))].sort(),
        types,
      );
    } finally {
      await other.close();
    }
  });

  it('seeds names as an account has them: two retailers share one, the others are different', async () => {
    const all = await sandbox.control.segments();
    const own = all.filter(({ accountId }) => accountId === sandbox.accountId);
    const shared = own.filter(({ name, id }) =>
      own.some((other) => other.name === name && other.id !== id),
    );
    assert.deepEqual(
      shared.map(({ name }) => name),
      ['Newsletter Subscribers', 'Newsletter Subscribers'],
    );
    assert.equal(new Set(shared.map(({ retailerId }) => retailerId)).size, 2);
    assert.equal(own.length, 32);
    // By name, the first screen has no markup and no emoji, which look broken there.
    const byName = own.map(({ name }) => name).sort(new Intl.Collator('en').compare);
    assert.ok(
      byName.slice(0, 25).every((name) => /^[A-Z][\w ,-]+$/.test(name)),
      byName.join(),
    );
  });
});
