import assert from 'node:assert/strict';
import type { Audience, Segment } from '../../../../../src/api/apiTypes';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import {
  applyDeletion,
  audiencesAfter,
  deletionOutcome,
  deletionResultText,
  planDeletion,
} from '../../../../../src/app/segments/changes/deletion';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import { OutsideText } from '../../../../../src/common/outsideText';
import { all, audience, leaf, not, UNCLEAR } from '../../audiences/audiences';
import { account, bulk, segment } from '../segments';

describe('the deletion of segments', () => {
  const segments = ['1', '2', '3'].map((id) => ({ id, name: OutsideText.name(`S${id}`) }));
  const inUse = {
    code: 'segment-must-not-be-used-in-audience',
    source: 'api' as const,
    message: 'Segment must not be used',
    traceId: 'abc',
  };

  it('is one sentence if all were deleted', () => {
    const words = deletionResultText({ segments }, { deleted: ['1', '2', '3'], problems: [] });
    assert.equal(words, '3 segments deleted.');
  });

  it('has the first failure with a hint, and one line per segment', () => {
    const deletion = {
      deleted: ['1'],
      problems: [
        { id: '2', ...inUse },
        { id: '3', ...inUse },
      ],
    };
    assert.match(
      deletionResultText({ segments }, deletion),
      /^1 of 3 segments deleted\. S2: Segment must not be used\. … and 1 more\. A segment can’t be deleted while/,
    );
    const { lines, hint } = deletionOutcome({ segments }, deletion);
    assert.deepEqual(lines, [
      'S1 (1): deleted',
      'S2 (2): not deleted | Segment must not be used | code=segment-must-not-be-used-in-audience | trace ID abc',
      'S3 (3): not deleted | Segment must not be used | code=segment-must-not-be-used-in-audience | trace ID abc',
    ]);
    assert.match(hint ?? '', /First detach it from all audiences/);
  });

  it('names the audiences that hold what was rejected', () => {
    const deletion = {
      deleted: ['1'],
      problems: [
        { id: '2', ...inUse },
        { id: '3', code: 'segment-not-found', source: 'api' as const, message: 'Gone' },
      ],
    };
    const known = [
      audience('8', leaf('3'), { name: 'Other' }),
      audience('9', leaf('2'), { name: 'Shoppers' }),
    ];
    const { lines, hint } = deletionOutcome({ segments }, deletion, known);
    assert.deepEqual(lines.slice(1), [
      'S2 (2): not deleted | Segment must not be used | used by “Shoppers” | code=segment-must-not-be-used-in-audience | trace ID abc',
      'S3 (3): not deleted | Gone | code=segment-not-found',
    ]);
    assert.match(hint ?? '', /^Used by “Shoppers”\. A segment can’t be deleted while/);
    assert.match(
      deletionResultText({ segments }, deletion, known),
      /S2: Segment must not be used\. … and 1 more\. Used by “Shoppers”\. A segment can’t be deleted/,
    );
  });

  it('says that another account may hold what no audience of this one does', () => {
    const another = 'An audience of another account may use a segment that is shared.';
    const both = {
      deleted: [],
      problems: [
        { id: '2', ...inUse },
        { id: '3', ...inUse },
      ],
    };
    const hint = (known?: readonly Audience[]) =>
      deletionOutcome({ segments }, both, known).hint?.replace(
        /A segment can’t .*user interface\./,
        '…',
      );
    assert.equal(hint([]), `… ${another}`);
    assert.equal(
      hint([audience('9', leaf('2'), { name: 'Shoppers' })]),
      `Used by “Shoppers”. … ${another}`,
    );
    both.problems.pop();
    assert.equal(hint([]), `… No audience of this account uses it. ${another}`);
    assert.equal(
      hint([audience('9', UNCLEAR, { name: 'Untold' })]),
      `… No audience of this account is known to use it. ${another} Criteo doesn’t say which segments these audiences use: “Untold”.`,
    );
    assert.equal(hint(undefined), '…', 'nothing is claimed that isn’t known');
  });

  it('reads the audiences again after a rejection because of one, and only then', async () => {
    const calls: string[] = [];
    const list = {
      refresh: async () => void calls.push('refresh'),
      all: async () => {
        calls.push('all');
        return [];
      },
    };
    const rejected = { deleted: [], problems: [{ id: '2', ...inUse }] };
    assert.equal(
      await audiencesAfter({ deleted: ['1'], problems: [] }, list, account({})),
      undefined,
    );
    assert.deepEqual(calls, []);
    assert.deepEqual(await audiencesAfter(rejected, list, account({})), []);
    assert.deepEqual(calls, ['refresh', 'all']);
    const refresh = () => Promise.reject(new Error('403'));
    assert.equal(await audiencesAfter(rejected, { ...list, refresh }, account({})), undefined);
  });

  describe('as a plan', () => {
    let calls: string[];
    /** The segments of the account as the API has them. */
    let world: Segment[];
    const mine = (id: string, parts: Parameters<typeof segment>[1] = {}): Segment =>
      segment(id, { name: `S${id}`, accountId: '77', ...parts });

    beforeEach(() => {
      calls = [];
      world = ['1', '2', '3'].map((id) => mine(id));
    });

    /** What is on record of segment 1, and what Criteo says of the others. */
    let entries: HistoryEntry[];
    let figures: Map<string, number>;
    beforeEach(() => {
      entries = [{ at: 2000, kind: 'reading', numberOfIdentifiers: 2400 }];
      figures = new Map();
      kept = new Map();
    });
    let kept: Map<string, HistoryEntry[]>;

    const user = audience('90', all(leaf('2'), not(leaf('3'))), { name: 'Shoppers' });
    const bench = {
      accounts: { retailerName: () => OutsideText.name('Fresh') },
      list: {
        find: (_: unknown, wanted: string) => world.find(({ id }) => id === wanted),
        search: (_: unknown, { segmentIds }: { segmentIds?: readonly string[] }) => {
          calls.push(`search ${segmentIds?.join()}`);
          return Promise.resolve(world.filter(({ id }) => segmentIds?.includes(id)));
        },
        remove: (_: unknown, ids: readonly string[]) => void calls.push(`remove ${ids.join()}`),
      },
      recent: {
        forget: (_: unknown, ids?: readonly string[]) =>
          Promise.resolve(void calls.push(`forget ${ids?.join()}`)),
      },
      lists: {
        forget: (_: unknown, ids: readonly string[]) =>
          Promise.resolve(void calls.push(`lists ${ids.join()}`)),
      },
      log: { warn: () => undefined },
      sentTo: (): undefined => undefined,
      history: {
        of: (_: unknown, id: string) =>
          Promise.resolve(id === '1' ? entries : (kept.get(id) ?? [])),
        add: (_: unknown, id: string, entry: HistoryEntry) =>
          Promise.resolve(void kept.set(id, [...(kept.get(id) ?? []), entry])),
      },
      audiences: {
        all: () => {
          calls.push('audiences');
          return Promise.resolve([user]);
        },
      },
    };
    const owner = (parts: Partial<AccountHandle> = {}): AccountHandle =>
      account(
        {
          deleteSegments: (_, ids) => {
            calls.push(`delete ${ids.join()}`);
            return Promise.resolve(bulk({ done: ids.map((item, index) => ({ index, item })) }));
          },
          statistics: (_, segmentId) => {
            calls.push(`statistics ${segmentId}`);
            return Promise.resolve({ segmentId, numberOfIdentifiers: figures.get(segmentId) });
          },
        },
        parts,
      );
    const rows = (of: AccountHandle, ...ids: string[]) =>
      ids.map((id) => ({ account: of, id, segment: mine(id) }));
    const done = (ids: string) => [
      `delete ${ids}`,
      `remove ${ids}`,
      `forget ${ids}`,
      `lists ${ids}`,
    ];

    it('names one or several as they were read, and who uses them', async () => {
      const several = await planDeletion(
        bench,
        rows(owner({ sandbox: true }), '1', '2'),
        undefined,
      );
      assert.deepEqual(calls, ['audiences']);
      assert.deepEqual(
        several.segments.map(({ id, name }) => [id, name.forTree()]),
        [
          ['1', 'Grocer · Fresh · S1'],
          ['2', 'Grocer · Fresh · S2'],
        ],
      );
      assert.deepEqual(
        [several.confirmation.kind, several.question],
        ['yes', 'Delete 2 segments (2,400 identifiers, 1 of unknown size)?'],
      );
      assert.deepEqual(several.lines, [
        'Grocer · Fresh · S2',
        'Used by “Shoppers”: In this segment, but not in S3.',
        'Grocer · Fresh · S1',
        '',
        'Audiences of other accounts that use a shared segment aren’t visible from here.',
        '',
        'This can’t be undone.',
        '',
        'Local sandbox: nothing is sent to Criteo.',
      ]);
    });

    it('says how many identifiers go with them, of a single one as read now if it never was', async () => {
      const ask = async (...ids: string[]): Promise<unknown[]> => {
        calls = [];
        const { question, lines } = await planDeletion(bench, rows(owner(), ...ids), undefined);
        const size = lines
          .find((line) => line.startsWith('Size'))
          ?.replace(/\(read .*?\)/, '(read)');
        return [question, size, calls.filter((call) => call.startsWith('statistics'))];
      };
      assert.deepEqual(await ask('1'), [
        'Delete S1 (2,400 identifiers)?',
        'Size: 2,400 (read)',
        [],
      ]);
      entries.push({ at: 3000, kind: 'upload', operation: 'add', accepted: 100 });
      assert.deepEqual(await ask('1'), [
        'Delete S1 (2,400 to 2,500 identifiers)?',
        'Size: 2,400 (read) · +100 sent since',
        [],
      ]);
      assert.deepEqual(await ask('2'), [
        'Delete S2 (size unknown)?',
        'Size: not read',
        ['statistics 2'],
      ]);
      assert.deepEqual(await ask('2', '3'), ['Delete 2 segments (size unknown)?', undefined, []]);
      figures.set('2', 7);
      assert.deepEqual(await ask('2'), [
        'Delete S2 (7 identifiers)?',
        'Size: 7 (read)',
        ['statistics 2'],
      ]);
    });

    it('looks up what is known by its id alone, and keeps an id that the API does not know', async () => {
      const of = owner();
      const chosen = ['1', '9'].map((id) => ({ account: of, id }));
      const plan = await planDeletion(bench, chosen, undefined);
      assert.deepEqual(calls, ['search 1,9', 'audiences']);
      assert.deepEqual(
        plan.segments.map(({ name }) => name.forTree()),
        ['Grocer · Fresh · S1', '9'],
      );
      calls = [];
      await applyDeletion(bench, plan, 'yes');
      assert.deepEqual(calls, ['search 1,9', ...done('1,9')]);
      // What stands behind the id by now, nobody saw.
      world.push(mine('9'));
      await assert.rejects(applyDeletion(bench, plan, 'yes'), {
        code: 'changed',
        message: /^“9” was renamed to “S9”\./,
      });
    });

    it('is for the segments of one account', async () => {
      const chosen = [...rows(owner(), '1'), ...rows(owner({ key: 'other' }), '2')];
      for (const confirm of [undefined, false] as const)
        await assert.rejects(planDeletion(bench, chosen, confirm), {
          code: 'bad-argument',
          message: /several accounts\. Delete them one account at a time\./,
        });
      assert.deepEqual(calls, []);
    });

    it('is confirmed by a yes, or by the id of a protected account', async () => {
      for (const [of, confirmed] of [
        [owner(), 'yes'],
        [owner({ isProtected: true }), { accountId: '77' }],
      ] as const) {
        const plan = await planDeletion(bench, rows(of, '1', '2'), undefined);
        calls = [];
        await assert.rejects(applyDeletion(bench, plan, undefined), { code: 'not-confirmed' });
        if (confirmed !== 'yes')
          await assert.rejects(applyDeletion(bench, plan, 'yes'), { code: 'protected' });
        assert.deepEqual(calls, []);
        const { deleted, problems } = await applyDeletion(bench, plan, confirmed);
        assert.deepEqual([deleted, problems], [['1', '2'], []]);
        assert.deepEqual(calls, ['search 1,2', ...done('1,2')]);
      }
      await assert.rejects(planDeletion(bench, rows(owner({ isProtected: true }), '1'), false), {
        code: 'protected',
      });
    });

    it('sends no other request if a program confirmed it', async () => {
      world = [];
      for (const [of, confirm] of [
        [owner(), false],
        [owner({ isProtected: true }), '77'],
      ] as const) {
        calls = [];
        const chosen = ['1', '2'].map((id) => ({ account: of, id }));
        const plan = await planDeletion(bench, chosen, confirm);
        assert.deepEqual([plan.confirmation.kind, plan.lines], ['nothing', []]);
        await applyDeletion(bench, plan, undefined);
        assert.deepEqual(calls, done('1,2'));
      }
    });

    const others: [what: string, now: Segment[], words: string][] = [
      [
        'called otherwise',
        [mine('1'), mine('2', { name: 'New' }), mine('3')],
        '“Grocer · Fresh · S2” was renamed to “New”.',
      ],
      [
        'another account’s',
        [mine('1'), mine('2', { accountId: '78' }), mine('3')],
        'The API no longer shows that “Grocer · Fresh · S2” belongs to account Grocer.',
      ],
    ];
    for (const [what, now, words] of others)
      it(`is rejected if one of the segments is ${what} before it is confirmed`, async () => {
        const plan = await planDeletion(bench, rows(owner(), '1', '2', '3'), undefined);
        calls = [];
        world = now;
        await assert.rejects(applyDeletion(bench, plan, 'yes'), {
          code: 'changed',
          operation: 'deleteSegments',
          message: `${words} Nothing was deleted. Look at the segments again, then start over.`,
        });
        assert.deepEqual(calls, ['search 1,2,3']);
      });

    it('is rejected with the number of other segments that changed', async () => {
      const plan = await planDeletion(bench, rows(owner(), '1', '2', '3'), undefined);
      for (const [renamed, words] of [
        [['2', '3'], / was renamed to “New”\. 1 other segment also changed\. Nothing/],
        [['1', '2', '3'], / renamed to “New”\. 2 other segments also changed\. Nothing/],
      ] as const) {
        world = ['1', '2', '3'].map((id) =>
          mine(id, renamed.some((one) => one === id) ? { name: 'New' } : {}),
        );
        await assert.rejects(applyDeletion(bench, plan, 'yes'), {
          code: 'changed',
          message: words,
        });
      }
    });

    it('goes ahead if one no longer exists: the API reports that one', async () => {
      const plan = await planDeletion(bench, rows(owner(), '1', '2', '3'), undefined);
      calls = [];
      world = [mine('1'), mine('3')];
      await applyDeletion(bench, plan, 'yes');
      assert.deepEqual(calls, ['search 1,2,3', ...done('1,2,3')]);
    });

    it('goes by what a deletion is about: that a list became read-only is no other', async () => {
      const plan = await planDeletion(bench, rows(owner(), '1'), undefined);
      calls = [];
      world = [mine('1', { contactList: { isReadOnly: true, identifierType: 'Email' } })];
      await applyDeletion(bench, plan, 'yes');
      assert.deepEqual(calls, ['search 1', ...done('1')]);
    });

    it('can be stopped while it reads again', async () => {
      const plan = await planDeletion(bench, rows(owner(), '1'), undefined);
      const { signal } = new AbortController();
      let given: AbortSignal | undefined;
      const search = (_: unknown, __: unknown, asked?: AbortSignal) => {
        given = asked;
        return Promise.resolve(world);
      };
      await applyDeletion({ ...bench, list: { ...bench.list, search } }, plan, 'yes', { signal });
      assert.equal(given, signal);
    });
  });
});
