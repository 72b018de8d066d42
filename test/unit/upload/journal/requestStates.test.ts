import assert from 'node:assert/strict';
import type { Entry } from '../../../../src/upload/journal/journal';
import { Ledger } from '../../../../src/upload/journal/ledger';
import { requestStates, type RequestState } from '../../../../src/upload/journal/requestStates';
import { chunkOf, fileOf } from '../support/plans';

const FILES = [fileOf(250), fileOf(60)];
/** 120 and 130 rows of the first file, 60 of the second. */
const CHUNKS = [
  chunkOf(100, { others: { sha256: 40 } }),
  chunkOf(100, { firstRow: 120 }),
  chunkOf(50, { file: 1 }),
];
const [FIRST, SECOND, THIRD] = ['0.given.0-100', '1.given.0-100', '2.given.0-50'];
const HASHED = '0.sha256.0-40';
const ERROR = {
  code: 'invalid',
  source: 'tool' as const,
  message: 'Criteo rejected the request.',
  status: 400,
};

const RUN: Entry = { t: 'run', at: 10, owner: 'me', epoch: 0 };
const sending = (...keys: string[]): Entry[] => keys.map((u) => ({ t: 'sending', u }));
const sent = (u: string, a: number, r = 0, x = 0): Entry => ({ t: 'sent', u, a, r, x, k: 1 });

function statesOf(entries: Entry[], isReplace = false): RequestState[] {
  // Applied one by one: a restart counts requests under way as lost.
  const ledger = new Ledger(CHUNKS, [], isReplace);
  for (const entry of entries) ledger.apply(entry);
  return requestStates(ledger, FILES, CHUNKS, isReplace);
}
const kindsOf = (entries: Entry[], isReplace = false): string[] =>
  statesOf(entries, isReplace).map(({ kind }) => kind);

describe('requestStates', () => {
  it('names the rows, the file and the format of each request', () => {
    const kind = 'waiting';
    const none = { refused: 0, unknown: 0 };
    const first = { file: 0, firstRow: 0, lastRow: 119, ...none };
    const second = { file: 0, firstRow: 120, lastRow: 249, ...none };
    const third = { file: 1, firstRow: 0, lastRow: 59, ...none };
    assert.deepEqual(statesOf([]), [
      { kind, content: { ...first, identifiers: 100, format: 'given' } },
      { kind, content: { ...first, identifiers: 40, format: 'sha256' } },
      { kind, content: { ...second, identifiers: 100, format: 'given' } },
      { kind, content: { ...third, identifiers: 50, format: 'given' } },
    ]);
  });

  it('tells what became of each request', () => {
    assert.deepEqual(kindsOf([RUN, ...sending(FIRST, SECOND), sent(FIRST, 100)]), [
      'accepted',
      'waiting',
      'underWay',
      'waiting',
    ]);
    const answered: Entry[] = [
      RUN,
      ...sending(FIRST, HASHED, SECOND, THIRD),
      sent(FIRST, 99, 1),
      sent(HASHED, 39, 0, 1),
      { t: 'rejected', u: SECOND, error: ERROR, k: 1 },
      { t: 'unknown', u: THIRD, k: 1 },
    ];
    assert.deepEqual(kindsOf(answered), ['partly', 'partly', 'rejected', 'unknown']);
    const ledger = new Ledger(CHUNKS, answered);
    assert.deepEqual(
      requestStates(ledger, FILES, CHUNKS, false),
      statesOf(answered),
      'the same after a restart',
    );
    assert.deepEqual(
      kindsOf([...answered, { ...RUN, at: 30 }, ...sending(SECOND)]),
      ['partly', 'partly', 'underWay', 'unknown'],
      'under way again',
    );
  });

  it('tells of how many identifiers: all of a request that was rejected or lost', () => {
    const answered: Entry[] = [
      RUN,
      ...sending(FIRST, HASHED, SECOND, THIRD),
      sent(FIRST, 97, 2, 1),
      sent(HASHED, 40),
      { t: 'rejected', u: SECOND, error: ERROR, k: 1 },
      { t: 'unknown', u: THIRD, k: 1 },
    ];
    const countsOf = (entries: Entry[]): unknown[] =>
      statesOf(entries).map(({ content }) => [
        content?.identifiers,
        content?.refused,
        content?.unknown,
      ]);
    assert.deepEqual(countsOf(answered), [
      [100, 2, 1],
      [40, 0, 0],
      [100, 100, 0],
      [50, 0, 50],
    ]);
    assert.deepEqual(
      countsOf([...answered, { ...RUN, at: 30 }, ...sending(SECOND, THIRD)]).slice(2),
      [
        [100, 0, 0],
        [50, 0, 0],
      ],
      'under way again: neither rejected nor lost until they are answered',
    );
  });

  it('is rejected where Criteo answered and accepted none of the identifiers', () => {
    assert.equal(kindsOf([RUN, ...sending(FIRST), sent(FIRST, 0, 100)])[0], 'rejected');
    assert.equal(kindsOf([RUN, ...sending(FIRST), sent(FIRST, 0, 0, 100)])[0], 'unknown');
  });

  it('is unknown after the process that sent it ended', () => {
    const ledger = new Ledger(CHUNKS, [RUN, ...sending(SECOND)]);
    const kinds = requestStates(ledger, FILES, CHUNKS, false).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['waiting', 'waiting', 'unknown', 'waiting']);
  });

  it('keeps file order where a request was split, with the rows of the whole', () => {
    const states = statesOf([
      RUN,
      ...sending(FIRST),
      { t: 'unsent', u: FIRST, k: 1 },
      { t: 'split', u: FIRST, into: ['0.given.0-50', '0.given.50-100'] },
      ...sending('0.given.50-100'),
    ]);
    const rows = { file: 0, firstRow: 0, lastRow: 119, refused: 0, unknown: 0 };
    assert.deepEqual(states.slice(0, 3), [
      { kind: 'waiting', content: { ...rows, identifiers: 50, format: 'given' } },
      { kind: 'underWay', content: { ...rows, identifiers: 50, format: 'given' } },
      { kind: 'waiting', content: { ...rows, identifiers: 40, format: 'sha256' } },
    ]);
    assert.equal(states.length, 5);
  });

  it('begins with the clear of a replace', () => {
    const clearing: Entry = { t: 'clearing', at: 20 };
    const lost: Entry = { t: 'uncleared', at: 21, k: 1, lost: true };
    const failed: Entry = { t: 'uncleared', at: 21, k: 1 };
    for (const [entries, kind] of [
      [[], 'waiting'],
      [[clearing], 'underWay'],
      [[clearing, { t: 'cleared', at: 22, k: 1 }], 'accepted'],
      [[clearing, lost], 'unknown'],
      [[clearing, failed], 'waiting'],
      [[clearing, lost, clearing], 'underWay'],
    ] as [Entry[], string][]) {
      const states = statesOf([RUN, ...entries], true);
      assert.deepEqual(states[0], { kind });
      assert.equal(states.length, 5);
    }
  });
});
