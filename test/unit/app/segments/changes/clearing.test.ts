import assert from 'node:assert/strict';
import { ApiError } from '../../../../../src/api/apiError';
import type { Audience, Segment } from '../../../../../src/api/apiTypes';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import type { Confirm } from '../../../../../src/app/arguments';
import { applyClearing, planClearing } from '../../../../../src/app/segments/changes/clearing';
import type { Confirmed } from '../../../../../src/app/segments/confirmation';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import { Failure } from '../../../../../src/common/failure';
import { OutsideText } from '../../../../../src/common/outsideText';
import { any, audience, leaf } from '../../audiences/audiences';
import { account, segment } from '../segments';

describe('the clearing of a segment', () => {
  const offline = new ApiError('Offline.', {
    kind: 'network',
    operation: 'statistics',
    outcome: 'notDone',
    retryable: true,
  });
  const vip = segment('5', { name: 'VIP', accountId: '77' });
  let calls: string[];
  let entries: HistoryEntry[];
  /** The segments of the account as the API has them. */
  let world: Segment[];
  let isBusy: boolean;
  let identifiers: number | undefined;
  let users: Audience[];

  beforeEach(() => {
    calls = [];
    entries = [];
    world = [vip];
    isBusy = false;
    identifiers = 5000;
    users = [];
  });

  const requireIdle = (): Promise<void> =>
    isBusy ? Promise.reject(new Failure('locked', 'Busy.')) : Promise.resolve();
  const bench = {
    accounts: { retailerName: () => OutsideText.name('Fresh') },
    list: {
      find: (_: unknown, wanted: string) => world.find(({ id }) => id === wanted),
      search: (_: unknown, { segmentIds }: { segmentIds?: readonly string[] }) => {
        calls.push(`search ${segmentIds?.join()}`);
        return Promise.resolve(world);
      },
    },
    lists: {
      requireIdle,
      clear: async (_: unknown, id: string, request: (options: object) => Promise<void>) => {
        await requireIdle();
        calls.push(`lists.clear ${id}`);
        await request({});
      },
    },
    sentTo: (): undefined => undefined,
    history: {
      of: () => Promise.resolve(entries),
      add: (_: unknown, __: string, entry: HistoryEntry) =>
        Promise.resolve(void entries.push(entry)),
    },
    audiences: {
      all: () => {
        calls.push('audiences');
        return identifiers === undefined ? Promise.reject(offline) : Promise.resolve(users);
      },
    },
  };
  const owner = (parts: Partial<AccountHandle> = {}): AccountHandle =>
    account(
      {
        clear: (id) => Promise.resolve(void calls.push(`clear ${id}`)),
        statistics: (_, segmentId) => {
          calls.push('statistics');
          return identifiers === undefined
            ? Promise.reject(offline)
            : Promise.resolve({ segmentId, numberOfIdentifiers: identifiers });
        },
      },
      parts,
    );
  const plan = (of = owner(), confirm?: Confirm, read = vip, by?: 'person') =>
    planClearing(bench, of, read, confirm, by);
  const DONE = ['search 5', 'lists.clear 5', 'clear 5'];

  it('needs the account ID from a person on every live account', async () => {
    const needed = async (of: AccountHandle) => {
      const { kind, guard } = (await plan(of, undefined, vip, 'person')).confirmation;
      return [kind, guard];
    };
    assert.deepEqual(await needed(owner()), ['accountId', 'clears']);
    assert.deepEqual(await needed(owner({ isProtected: true })), ['accountId', 'marked']);
    assert.deepEqual(await needed(owner({ sandbox: true })), ['yes', undefined]);
  });

  it('is planned with what will be gone, since when that is known, and who uses it', async () => {
    const before = Date.now();
    const { segment: read, size, lines, question, confirmation } = await plan();
    assert.equal(read, vip);
    assert.deepEqual([size?.identifiers, size?.isCurrent], [5000, true]);
    assert.ok(size && size.at >= before && size.at <= Date.now());
    assert.equal(confirmation.kind, 'yes');
    assert.equal(question, 'Clear VIP (5,000 identifiers)?');
    assert.deepEqual(lines, [
      'Grocer · Fresh · VIP',
      'No audience of this account uses it.',
      'Audiences of other accounts that use a shared segment aren’t visible from here.',
      '',
      'The segment itself is kept. Its identifiers can’t be restored from here.',
    ]);
    assert.deepEqual(
      entries.map(({ kind, numberOfIdentifiers }) => [kind, numberOfIdentifiers]),
      [['reading', 5000]],
    );
  });

  it('names the audiences that use it, with their rules', async () => {
    users = [audience('90', any(leaf('5'), leaf('7')), { name: 'Shoppers' })];
    world.push(segment('7', { name: 'News' }));
    assert.equal((await plan()).lines[1], 'Used by “Shoppers”: In this segment or News.');
  });

  it('is planned with what its size consists of where something was sent since', async () => {
    const at = Date.now() - 1;
    entries.push({ at, kind: 'upload', operation: 'add', accepted: 1700 });
    const { lines, question } = await plan();
    assert.equal(question, 'Clear VIP (5,000 to 6,700 identifiers)?');
    assert.match(lines[1], /^Size: 5,000 \(read .+\) · \+1,700 sent since$/);
  });

  it('is planned with the last reading where there is none now, in the sandbox as well', async () => {
    entries.push({ at: 12, kind: 'reading', numberOfIdentifiers: 1200 });
    identifiers = undefined;
    const { size, lines } = await plan(owner({ sandbox: true }));
    assert.deepEqual(size, { identifiers: 1200, at: 12, isCurrent: false });
    assert.match(
      lines[1],
      /Couldn’t read how many identifiers it has now\. Last reading \(.+\): about 1,200 identifiers\./,
    );
    assert.equal(lines[2], 'Couldn’t look up which audiences use it.');
    assert.equal(lines.at(-1), 'Local sandbox: nothing is sent to Criteo.');
  });

  it('is planned without a size if none was ever read', async () => {
    identifiers = undefined;
    const { size, lines, question } = await plan();
    assert.equal(size, undefined);
    assert.equal(question, 'Clear VIP (size unknown)?');
    assert.equal(lines[1], 'Couldn’t read how many identifiers it has.');
    assert.deepEqual(entries, []);
  });

  it('is not planned for what cannot be cleared, nor while an upload works on it', async () => {
    const readOnly = segment('5', { contactList: { isReadOnly: true, identifierType: 'Email' } });
    await assert.rejects(plan(owner(), false, readOnly), { code: 'segment-read-only' });
    await assert.rejects(plan(owner({ isProtected: true }), false), { code: 'protected' });
    await assert.rejects(plan(owner(), false, segment('5')), { code: 'protected' });
    await assert.rejects(plan(owner(), '78'), { code: 'protected' });
    isBusy = true;
    await assert.rejects(plan(), { code: 'locked' });
    assert.deepEqual(calls, []);
  });

  it('is confirmed by a yes, or by the ID of an account that is protected or unresolved', async () => {
    for (const [of, read, confirmed] of [
      [owner(), vip, 'yes'],
      [owner({ isProtected: true }), vip, { accountId: '77' }],
      [owner(), segment('5', { name: 'VIP' }), { accountId: '77' }],
    ] as const) {
      world = [read];
      const planned = await plan(of, undefined, read);
      assert.equal(planned.confirmation.kind, confirmed === 'yes' ? 'yes' : 'accountId');
      calls = [];
      for (const [wrong, code] of [
        [undefined, 'not-confirmed'],
        ...(confirmed === 'yes' ? [] : ([['yes', 'protected']] as const)),
      ] as [Confirmed | undefined, string][])
        await assert.rejects(applyClearing(bench, planned, wrong), { code });
      assert.deepEqual(calls, []);
      const { id, clearedAt } = await applyClearing(bench, planned, confirmed);
      assert.deepEqual([id, ...calls], ['5', ...DONE]);
      assert.equal(entries.at(-1)?.kind, 'clear');
      assert.equal(Date.parse(clearedAt), entries.at(-1)?.at);
    }
  });

  it('sends no other request if a program confirmed it', async () => {
    for (const [of, read, confirm] of [
      [owner(), vip, false],
      [owner({ isProtected: true }), vip, '77'],
      [owner(), segment('5'), '77'],
    ] as const) {
      calls = [];
      world = [];
      const planned = await plan(of, confirm, read);
      assert.deepEqual([planned.confirmation.kind, planned.lines], ['nothing', []]);
      await applyClearing(bench, planned, undefined);
      assert.deepEqual(calls, ['lists.clear 5', 'clear 5']);
    }
  });

  const contactList = { isReadOnly: false, identifierType: 'Email' };
  const others: [what: string, now: Segment | undefined, words: string][] = [
    ['gone', undefined, '“Grocer · Fresh · VIP” no longer exists.'],
    [
      'called otherwise',
      { ...vip, name: OutsideText.name('VIP [x](y)') },
      '“Grocer · Fresh · VIP” was renamed to “VIP [x] (y)”.',
    ],
    [
      'without a name',
      { ...vip, name: undefined },
      '“Grocer · Fresh · VIP” was renamed to “(no name)”.',
    ],
    [
      'another account’s',
      { ...vip, accountId: '78' },
      'The API no longer shows that “Grocer · Fresh · VIP” belongs to account Grocer.',
    ],
    [
      'nobody’s',
      { ...vip, accountId: undefined },
      'The API no longer shows that “Grocer · Fresh · VIP” belongs to account Grocer.',
    ],
    [
      'of another identifier type',
      { ...vip, contactList: { ...contactList, identifierType: 'CustomerId' } },
      '“Grocer · Fresh · VIP” now has a different type: Customer ID.',
    ],
    [
      'no contact list',
      { ...vip, type: 'Events', contactList: undefined },
      '“Grocer · Fresh · VIP” now has a different type: Events.',
    ],
    [
      'read-only',
      { ...vip, contactList: { ...contactList, isReadOnly: true } },
      '“Grocer · Fresh · VIP” is now read-only.',
    ],
  ];
  for (const [what, now, words] of others)
    it(`is rejected if the segment is ${what} before it is confirmed`, async () => {
      const planned = await plan();
      calls = [];
      world = now ? [now] : [];
      await assert.rejects(applyClearing(bench, planned, 'yes'), {
        code: 'changed',
        operation: 'clearSegment',
        message: `${words} Nothing was cleared. Look at the segment again, then start over.`,
      });
      assert.deepEqual(calls, ['search 5']);
      assert.ok(entries.every(({ kind }) => kind !== 'clear'));
    });

  it('is rejected if an upload started in between, however it was confirmed', async () => {
    for (const [confirm, confirmed] of [
      [undefined, 'yes'],
      [false, undefined],
    ] as const) {
      isBusy = false;
      const planned = await plan(owner(), confirm);
      calls = [];
      isBusy = true;
      await assert.rejects(applyClearing(bench, planned, confirmed), { code: 'locked' });
      assert.deepEqual(calls, []);
    }
  });

  it('takes a segment for the same that is known by now to be this account’s', async () => {
    const planned = await plan(owner(), undefined, { ...vip, accountId: undefined });
    calls = [];
    await applyClearing(bench, planned, { accountId: '77' });
    assert.deepEqual(calls, DONE);
  });
});
