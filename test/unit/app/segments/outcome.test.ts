import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/errors';
import { guardOf, isConfirmed } from '../../../../src/app/segments/access';
import { clearingLines, clearSegment } from '../../../../src/app/segments/clearing';
import {
  createJudged,
  creationDetails,
  creationQuestion,
  creationWords,
  judgeFile,
} from '../../../../src/app/segments/creation';
import {
  deletionOutcome,
  deletionQuestion,
  deletionWords,
} from '../../../../src/app/segments/deletion';
import type { HistoryEntry } from '../../../../src/app/segments/history';
import { readSegmentFile } from '../../../../src/app/segments/segmentFile';
import { OutsideText } from '../../../../src/common/outsideText';
import { account, bulk, segment } from './segments';

describe('who must confirm', () => {
  const plain = account({});
  const marked = account({}, { isProtected: true });

  it('is asked for the account’s id where it is marked, or the segment does not name it', () => {
    assert.equal(guardOf(marked), 'marked');
    assert.equal(guardOf(plain, segment('1')), 'unresolved');
    assert.equal(guardOf(plain, segment('1', { accountId: '77' })), undefined);
  });

  it('says so by contract with `confirm`', () => {
    assert.equal(isConfirmed(plain, undefined, undefined, 'clearSegment'), false);
    assert.equal(isConfirmed(plain, undefined, false, 'clearSegment'), true);
    assert.equal(isConfirmed(marked, 'marked', '77', 'clearSegment'), true);
    for (const [guard, confirm] of [
      ['marked', false],
      ['unresolved', false],
      [undefined, '78'],
    ] as const)
      assert.throws(() => isConfirmed(plain, guard, confirm, 'clearSegment'), {
        code: 'protected',
      });
  });
});

describe('the clearing of a segment', () => {
  const offline = new ApiError('Offline.', {
    kind: 'network',
    operation: 'statistics',
    outcome: 'notDone',
    retryable: true,
  });
  const noAnswer = () => Promise.reject(offline);
  const entries: HistoryEntry[] = [];
  const history = {
    add: (_: unknown, __: string, entry: HistoryEntry) => Promise.resolve(void entries.push(entry)),
    last: () => Promise.resolve({ at: 0, kind: 'reading', numberOfIdentifiers: 1200 } as const),
  };

  it('is noted in the history once it is done', async () => {
    const calls: string[] = [];
    const lists = {
      empty: async (_: unknown, id: string, clear: (options: object) => Promise<void>) => {
        calls.push(`empty ${id}`);
        await clear({});
      },
    };
    const client = { clear: (id: string) => Promise.resolve(void calls.push(`clear ${id}`)) };
    const { id } = await clearSegment(lists, history, account(client), '5');
    assert.deepEqual([id, ...calls, entries.at(-1)?.kind], ['5', 'empty 5', 'clear 5', 'clear']);
  });

  it('says the last reading where there is none now, and that users are not known', async () => {
    const client = { statistics: noAnswer, audiencesUsing: noAnswer };
    const lines = await clearingLines(
      history,
      account(client, { sandbox: true }),
      segment('5'),
      OutsideText.name('Grocer · VIP'),
    );
    assert.equal(lines[0], 'Grocer · VIP');
    assert.match(lines[1], /could not be read\. Last reading: about 1,200 identifiers, at /);
    assert.equal(lines[2], 'Which audiences use it could not be looked up.');
    assert.equal(lines.at(-1), 'Local sandbox: nothing goes to Criteo.');
  });
});

describe('the deletion of segments', () => {
  const named = ['1', '2', '3'].map((id) => ({ id, name: OutsideText.name(`S${id}`) }));
  const inUse = {
    code: 'segment-must-not-be-used-in-audience',
    message: 'Segment must not be used',
    traceId: 'abc',
  };

  it('is asked about by number', () => {
    assert.equal(deletionQuestion(1), 'Delete this segment?');
    assert.equal(deletionQuestion(3), 'Delete 3 segments?');
  });

  it('is told in one sentence where all went', () => {
    const words = deletionWords(named, { deleted: ['1', '2', '3'], problems: [] });
    assert.equal(words, '3 segments deleted.');
  });

  it('is told with the first that did not go and how to go on, and one by one', () => {
    const deletion = {
      deleted: ['1'],
      problems: [
        { id: '2', ...inUse },
        { id: '3', ...inUse },
      ],
    };
    assert.match(
      deletionWords(named, deletion),
      /^1 of 3 deleted\. S2: Segment must not be used\. … and 1 more A segment cannot be deleted while/,
    );
    const { lines, hint } = deletionOutcome(named, deletion);
    assert.deepEqual(lines, [
      'S1 (1): deleted',
      'S2 (2): not deleted | Segment must not be used | code=segment-must-not-be-used-in-audience | trace id abc',
      'S3 (3): not deleted | Segment must not be used | code=segment-must-not-be-used-in-audience | trace id abc',
    ]);
    assert.match(hint ?? '', /Detach it from all audiences/);
  });
});

describe('the creation of segments from a file', () => {
  const rows = readSegmentFile(
    Buffer.from('name,retailer,type\nNew,12,Email\nTaken,12,Email\nOld,12,Email\nBad,12,Fax\n'),
  );
  const there = [segment('9', { name: 'Old' })];
  const accounts = { retailers: () => Promise.resolve([]), retailerName: () => undefined };

  it('asks with what is left alone, creates the rest, and tells each row that was refused', async () => {
    const client = {
      createSegments: () =>
        Promise.resolve(
          bulk({
            done: [{ index: 0, item: segment('10', { name: 'New' }) }],
            failed: [
              {
                index: 1,
                problem: { code: 'name-must-be-unique', title: OutsideText.text('Not unique') },
              },
            ],
          }),
        ),
    };
    const owner = account(client);
    const judged = await judgeFile(accounts, owner, rows, there);
    assert.deepEqual(creationQuestion(owner, judged), {
      question: 'Create 2 segments in Grocer?',
      lines: [
        '1 row is there already: it is left alone.',
        '1 row cannot be created: see Problems.',
      ],
    });
    const list = { put: () => undefined, search: () => Promise.resolve([]) };
    const { creation, refused } = await createJudged(list, owner, judged);
    assert.deepEqual(
      creation.problems.map(({ line, code }) => [line, code]),
      refused.map(({ place, code }) => [place.line + 1, code]),
    );
    assert.deepEqual([creation.created.length, creation.existing], [1, 1]);
    assert.deepEqual(creation.problems[0], {
      line: 3,
      code: 'name-must-be-unique',
      message: 'Not unique',
      traceId: undefined,
    });
    assert.equal(
      creationWords(creation),
      '1 segment created. 1 was there already. 2 rows were refused: see Problems. Line 3: Not unique',
    );
    assert.match(
      creationDetails(creation),
      /^Line 3: Not unique \| code=name-must-be-unique\nLine 5: /,
    );
  });
});
