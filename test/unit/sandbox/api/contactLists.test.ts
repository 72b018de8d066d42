import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/server';
import { share } from '../../../support/tenth';
import { waitUntil } from '../../../support/waitUntil';
import { Client, type Answer } from '../client';

const address = (index: number): string => `shopper.number.${index}@example.com`;
const many = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => address(from + index));

describe('sandbox: contact lists', () => {
  let sandbox: Sandbox;
  let client: Client;
  let now = 0;
  beforeEach(async () => {
    now = Date.UTC(2026, 6, 1, 9);
    sandbox = await startSandbox({
      now: () => now,
      switches: { tokenSeconds: 1_000_000, rateLimit: 100_000 },
    });
    client = await Client.of(sandbox);
  });
  afterEach(() => sandbox.close());
  const contract = (): unknown => sandbox.control.setSwitches({ dialect: 'contract' });

  it('adds and removes, with the nested response of the guide', async () => {
    const id = await client.newSegment('List');
    const added = await client.amend(
      id,
      'add',
      ['a@example.com', 'b@example.com', 'a@example.com', 'not an address'],
      'email',
    );
    assert.equal(added.status, 200);
    assert.equal(added.json.data?.type, 'AddRemoveContactlistResult');
    const { contactListId, requestDate, ...counts } = added.json.data?.attributes ?? {};
    assert.deepEqual(counts, {
      operation: 'add',
      identifierType: 'email',
      nbValidIdentifiers: 3,
      nbInvalidIdentifiers: 1,
      sampleInvalidIdentifiers: ['not an address'],
    });
    assert.equal(requestDate, '2026-07-01T09:00:00.000Z');
    assert.equal(typeof contactListId, 'number');
    assert.equal(added.json.errors, undefined);
    assert.deepEqual(await sandbox.control.list(id), ['a@example.com', 'b@example.com']);

    const removed = await client.amend(id, 'remove', ['b@example.com', 'unknown@example.com']);
    assert.equal(removed.json.data?.attributes?.nbValidIdentifiers, 2);
    assert.ok(!('contactListId' in (removed.json.data?.attributes ?? {})));
    assert.deepEqual(await sandbox.control.list(id), ['a@example.com']);
    assert.deepEqual(sandbox.control.counts().segments[id], {
      add: { calls: 1, received: 4, accepted: 3, refused: 1, changed: 2, duplicates: 1 },
      remove: { calls: 1, received: 2, accepted: 2, refused: 0, changed: 1, duplicates: 1 },
      clears: 0,
    });
  });

  it('responds with the flat shape of the contract, with a contactListId too large for a JavaScript number', async () => {
    contract();
    const id = await client.newSegment('List');
    const answer = await client.amend(id, 'add', ['a@example.com'], 'EMAIL');
    const digits = /"contactListId":(\d+)[,}]/.exec(answer.text)?.[1];
    assert.ok(digits);
    assert.notEqual(String(Number(digits)), digits);
    const data = answer.json.data as unknown as Record<string, unknown>;
    assert.equal(data.nbValidIdentifiers, 1);
    assert.equal(data.identifierType, 'Email');
    assert.equal(data.attributes, undefined);
    assert.equal(answer.json.warnings, null);
  });

  it('validates each type by its own format', async () => {
    const md5 = createHash('md5').update('x').digest('hex');
    const sha = createHash('sha256').update('x').digest('hex');
    const cases: [string, string[], string[]][] = [
      [
        'Email',
        ['a.b+c@example.co.uk', 'ä@exämple.de', md5, sha, sha.toUpperCase()],
        [
          '',
          ' a@example.com',
          'a@b',
          'a b@example.com',
          `${md5}0`,
          'a@@example.com',
          'a@example.com\n',
          'a\u0000@example.com',
          '\ud800@example.com',
          `${'x'.repeat(600)}@example.com`,
        ],
      ],
      [
        'UserIdentifier',
        ['38400000-8cf0-11bd-b23e-10b96e40000d', '38400000-8CF0-11BD-B23E-10B96E40000D'],
        ['38400000-8cf0-11bd-b23e-10b96e40000', 'two words', 'a@example.com'],
      ],
      ['IdentityLink', ['XY1234abcd'], ['', 'two words']],
      ['CustomerId', ['1', 'two words', 'Ünïcode-7'], ['', ' 1', 'tab\tbed']],
    ];
    for (const [type, valid, invalid] of cases) {
      const id = await client.newSegment(`List of ${type}`, type);
      const { json } = await client.amend(id, 'add', [...valid, ...invalid], type);
      assert.equal(json.data?.attributes?.nbValidIdentifiers, valid.length, type);
      assert.equal(json.data?.attributes?.nbInvalidIdentifiers, invalid.length, type);
      assert.deepEqual(json.data?.attributes?.sampleInvalidIdentifiers, invalid.slice(0, 10), type);
      assert.deepEqual(await sandbox.control.list(id), valid);
    }
    contract();
    const phones = await client.newSegment('Phones', 'PhoneNumber');
    await client.amend(
      phones,
      'add',
      ['+12025550123', sha, '0202 5550123', '+0123'],
      'PhoneNumber',
    );
    assert.deepEqual(await sandbox.control.list(phones), ['+12025550123', sha]);
  });

  it('returns a sample of at most ten, or as many as configured', async () => {
    const id = await client.newSegment('List');
    const invalid = Array.from({ length: 30 }, (_, index) => `bad ${index}`);
    const sample = async (): Promise<unknown> =>
      (await client.amend(id, 'add', invalid)).json.data?.attributes?.sampleInvalidIdentifiers;
    assert.deepEqual(await sample(), invalid.slice(0, 10));
    sandbox.control.setSwitches({ sampleInvalid: 2 });
    assert.deepEqual(await sample(), invalid.slice(0, 2));
  });

  it('accepts 50,000 identifiers and not one more', async () => {
    const id = await client.newSegment('List');
    assert.equal(
      (await client.amend(id, 'add', many(50_000))).json.data?.attributes?.nbValidIdentifiers,
      50_000,
    );
    const over = await client.amend(id, 'remove', many(50_001));
    assert.equal(over.status, 400);
    assert.equal(over.json.errors?.[0]?.instance, '@data/attributes/identifiers');
    assert.equal((await sandbox.control.list(id)).length, 50_000);
  });

  it('rejects invalid requests', async () => {
    const id = await client.newSegment('List');
    const readOnly = await client.idOf('Vendor List');
    const events = await client.idOf('Viewed Coffee, 30 Days');
    const before = await sandbox.control.list(readOnly);
    const answers: [number, Answer][] = [
      [400, await client.amend(id, 'add', ['1'], 'CustomerId')],
      [400, await client.amend(id, 'replace', ['a@example.com'])],
      [400, await client.amend(id, 'add', [])],
      [400, await client.amend(id, 'add', 'a@example.com')],
      [400, await client.amend(id, 'add', [1, 2])],
      [400, await client.amend(readOnly, 'remove', before)],
      [400, await client.clear(readOnly)],
      [400, await client.amend(events, 'add', ['a@example.com'])],
      [400, await client.statistics(events)],
      [404, await client.amend('5', 'add', ['a@example.com'])],
      [404, await client.clear('5')],
      [404, await client.statistics('5')],
    ];
    assert.deepEqual(
      answers.map(([, { status }]) => status),
      answers.map(([status]) => status),
    );
    assert.equal(answers[9]?.[1].json.errors?.[0]?.code, 'segment-not-found');
    assert.deepEqual(await sandbox.control.list(readOnly), before);
    assert.deepEqual(await sandbox.control.list(id), []);
  });

  it('clears with 201 in the guide and 204 in the contract, both without a body', async () => {
    const id = await client.newSegment('List');
    await client.amend(id, 'add', many(100));
    const guide = await client.clear(id);
    assert.deepEqual([guide.status, guide.text], [201, '']);
    assert.deepEqual(await sandbox.control.list(id), []);
    contract();
    const other = await client.clear(id);
    assert.deepEqual([other.status, other.text], [204, '']);
    assert.equal(sandbox.control.counts().segments[id]?.clears, 2);
  });

  it('updates statistics at 00:00 and 12:00 UTC, immediately, or on command', async () => {
    const id = await client.newSegment('List');
    const count = async (): Promise<unknown> =>
      (await client.statistics(id)).json.data?.attributes?.numberOfIdentifiers;
    await client.amend(id, 'add', many(10));
    assert.equal(await count(), 0);
    now = Date.UTC(2026, 6, 1, 11, 59, 59);
    assert.equal(await count(), 0);
    now = Date.UTC(2026, 6, 1, 12, 0, 1);
    // This add comes after the computation, even though nothing was read in between.
    await client.amend(id, 'add', many(10, 10));
    assert.equal(await count(), 10);
    sandbox.control.setSwitches({ computation: 'manual' });
    now = Date.UTC(2026, 6, 3);
    assert.equal(await count(), 10);
    await sandbox.control.compute();
    assert.equal(await count(), 20);
    await client.amend(id, 'add', many(10, 20));
    sandbox.control.setSwitches({ computation: 'immediate' });
    assert.equal(await count(), 30);
    await client.clear(id);
    assert.deepEqual((await client.statistics(id)).json.data?.attributes, {
      numberOfIdentifiers: 0,
      numberOfMatches: 0,
      matchRate: null,
    });
  });

  it('has match rates that are not a quotient, and missing ones', async () => {
    const own = await client.statistics(await client.idOf('Partner Panel'));
    const { numberOfIdentifiers, numberOfMatches, matchRate } = own.json.data?.attributes ?? {};
    assert.deepEqual([numberOfIdentifiers, matchRate], [400, 0.4]);
    assert.notEqual(Number(numberOfMatches) / 400, 0.4);
    assert.equal(
      (own.json.data as unknown as { identifierType: string }).identifierType,
      'AudienceSegment',
    );
    contract();
    const none = await client.statistics(await client.idOf('Lapsed Customers'));
    assert.equal(none.json.data?.attributes?.matchRate, null);
    assert.ok('type' in (none.json.data ?? {}) && !('identifierType' in (none.json.data ?? {})));
  });

  it('applies adds, removes and clears later, in the order they arrived', async () => {
    const id = await client.newSegment('List');
    sandbox.control.setSwitches({ applyDelayMs: 60_000 });
    await client.amend(id, 'add', many(5));
    await client.clear(id);
    await client.amend(id, 'add', many(3));
    sandbox.control.setSwitches({ applyDelayMs: 0 });
    await client.amend(id, 'remove', many(1));
    assert.equal(sandbox.control.counts().pending, 4);
    assert.deepEqual(await sandbox.control.list(id), []);
    await sandbox.control.settle();
    assert.deepEqual(await sandbox.control.list(id), [address(1), address(2)]);
    assert.equal(sandbox.control.counts().pending, 0);
    sandbox.control.setSwitches({ applyDelayMs: 1000 });
    await client.clear(id);
    assert.equal((await sandbox.control.list(id)).length, 2);
    await waitUntil(
      'it is cleared by itself',
      async () => (await sandbox.control.list(id)).length === 0,
    );
  });

  it('accepts chunk after chunk', async function () {
    this.timeout(30_000);
    const chunks = Number(process.env.SANDBOX_CHUNKS ?? share(8));
    const id = await client.newSegment('Many');
    const bodies = Array.from({ length: Math.min(chunks, 8) }, (_, chunk) =>
      many(50_000, chunk * 50_000),
    );
    for (let chunk = 0; chunk < chunks; chunk++) {
      const answer = await client.amend(id, 'add', bodies[chunk % bodies.length]);
      assert.equal(answer.json.data?.attributes?.nbValidIdentifiers, 50_000);
    }
    const { count } = await sandbox.control.fingerprint(id);
    assert.equal(count, bodies.length * 50_000);
  });
});
