import assert from 'node:assert/strict';
import type { Side, Sides } from '../../../../src/upload/jobTypes';
import type { Entry } from '../../../../src/upload/journal/journal';
import { Ledger } from '../../../../src/upload/journal/ledger';
import { endOf, rejectedSide, sidesOf } from '../../../../src/upload/journal/sides';
import type { PlannedChunk } from '../../../../src/upload/uploadTypes';
import { chunkOf } from '../support/plans';

const ERROR = {
  code: 'invalid',
  source: 'tool' as const,
  message: 'Criteo rejected the request.',
  status: 400,
};
const RUN: Entry = { t: 'run', at: 10, owner: 'me', epoch: 0 };
const sent = (u: string, a: number, r = 0, x = 0): Entry[] => [
  { t: 'sending', u },
  { t: 'sent', u, a, r, x, k: 1 },
];
const rejected = (u: string): Entry[] => [
  { t: 'sending', u },
  { t: 'rejected', u, error: ERROR, k: 1 },
];

const side = (people: number, more: Partial<Side> = {}): Side => ({
  ...{ people, done: people, rejected: 0, unknown: 0, unsent: 0 },
  ...more,
});

describe('the sides of an upload', () => {
  const of = (operation: 'add' | 'remove' | 'update', chunks: PlannedChunk[], ...all: Entry[][]) =>
    sidesOf(operation, new Ledger(chunks, [RUN, ...all.flat()]));

  it('have a person as done once all formats are accepted', () => {
    const chunks = [chunkOf(40, { others: { md5: 40, sha256: 40 } }), chunkOf(10)];
    const given = [sent('0.given.0-40', 40), sent('0.sha256.0-40', 40), sent('1.given.0-10', 10)];
    assert.deepEqual(of('remove', chunks, ...given, sent('0.md5.0-40', 40)), { removed: side(50) });
    assert.deepEqual(of('remove', chunks, ...given, rejected('0.md5.0-40')), {
      removed: side(50, { done: 10, rejected: 40 }),
    });
    assert.deepEqual(of('remove', chunks, ...given, sent('0.md5.0-40', 37, 3)), {
      removed: side(50, { done: 47, rejected: 3 }),
    });
    assert.deepEqual(of('remove', chunks, ...given), {
      removed: side(50, { done: 10, unsent: 40 }),
    });
  });

  it('count people, of whom a request has several identifiers, and nobody twice', () => {
    const removes = { removes: true, people: 10 } as const;
    const chunks = [
      chunkOf(20),
      chunkOf(40, removes),
      chunkOf(40, { ...removes, suppressed: true }),
    ];
    const all = of('update', chunks, sent('0.given.0-20', 20), sent('1.every.0-40', 34, 6));
    assert.deepEqual(all, {
      added: side(20),
      left: side(10, { done: 4, rejected: 6 }),
      suppressed: side(10, { done: 0, unsent: 10 }),
    });
    const { left } = of('update', chunks, sent('1.every.0-40', 0, 40));
    assert.deepEqual(left, side(10, { done: 0, rejected: 10 }));
  });

  it('have who left in the spellings of mobile IDs as well', () => {
    const chunks = [chunkOf(20), chunkOf(5, { removes: true, others: { otherCase: 3 } })];
    const { left } = of('update', chunks, sent('1.every.0-5', 5));
    assert.deepEqual(left, side(5, { done: 2, unsent: 3 }));
  });

  it('have whom an answer without a count is about as unknown', () => {
    assert.deepEqual(of('add', [chunkOf(20)], sent('0.given.0-20', 0, 0, 20)), {
      added: side(20, { done: 0, unknown: 20 }),
    });
  });

  it('end by the one that is worst, each measured by itself', () => {
    const read = { rows: 1000, blank: 0, invalid: 50 };
    const end = (sides: Sides): string => endOf({ ...read, sides }, 0.1);
    const added = side(950, { done: 900, rejected: 50 });
    assert.equal(end({ added }), 'done');
    assert.equal(end({ added: side(950, { rejected: 51 }) }), 'rejected');
    assert.equal(end({ added, left: side(10, { rejected: 1 }) }), 'done');
    const sides = { added, left: side(10, { rejected: 2 }) };
    assert.equal(end(sides), 'rejected');
    assert.equal(rejectedSide({ ...read, sides }, 0.1), 'left');
    assert.equal(end({ ...sides, suppressed: side(9, { unknown: 1 }) }), 'open');
    assert.equal(end({ added: side(0) }), 'done', 'all of the file are suppressed');
  });
});
