import assert from 'node:assert/strict';
import { VALUE_FORMATS, type ValueFormat } from '../../../../src/identifiers/identifierTypes';
import {
  FingerprintList,
  MAX_ROWS_KEPT,
  overlapsOf,
  type SharedFingerprints,
} from '../../../../src/upload/plan/sharedFingerprints';
import { Random } from '../support/random';

type Value = readonly [low: number, high: number, format: ValueFormat];

function taken(values: readonly Value[]): SharedFingerprints {
  const list = new FingerprintList();
  for (const [low, high, format] of values) list.add(low, high, VALUE_FORMATS.indexOf(format));
  const fingerprints = list.take();
  assert.ok(fingerprints);
  return fingerprints;
}

/** Counts by format, without zeros. */
function byFormat(counts: readonly number[]): Partial<Record<ValueFormat, number>> {
  assert.equal(counts.length, VALUE_FORMATS.length);
  return Object.fromEntries(
    VALUE_FORMATS.map((format, i) => [format, counts[i]] as const).filter(([, n]) => n > 0),
  );
}

describe('FingerprintList', () => {
  it('keeps what was added, in its order, however much it is, in memory that threads share', () => {
    for (const count of [0, 1, 1024, 1025, 5000]) {
      const random = new Random(count);
      const values = Array.from({ length: count }, (): Value => [
        random.int(0, 0xffffffff),
        random.int(0, 0xffffffff),
        random.pick(VALUE_FORMATS),
      ]);
      const { lows, highs, formats } = taken(values);
      assert.deepEqual([lows.length, highs.length, formats.length], [count, count, count]);
      assert.deepEqual(
        [...lows].map((low, i): Value => [low, highs[i], VALUE_FORMATS[formats[i]]]),
        values,
      );
      for (const { buffer } of [lows, highs, formats])
        assert.ok(buffer instanceof SharedArrayBuffer);
    }
  });

  it('keeps as many as the limit, and none of more', () => {
    const list = new FingerprintList();
    for (let i = 0; i < MAX_ROWS_KEPT; i++) list.add(i, i, 0);
    const { lows, highs, formats } = list.take() ?? {};
    assert.deepEqual([lows?.length, highs?.length, formats?.length], Array(3).fill(MAX_ROWS_KEPT));
    assert.deepEqual([lows?.at(-1), highs?.at(-1)], Array(2).fill(MAX_ROWS_KEPT - 1));
    list.add(MAX_ROWS_KEPT, 0, 0);
    assert.equal(list.take(), undefined);
  });
});

describe('overlapsOf', () => {
  it('counts what an earlier file has, by the format that it has in the later one', () => {
    const { known, distinct, sum } = overlapsOf([
      taken([
        [1, 0, 'plain'],
        [2, 0, 'plain'],
        [3, 0, 'md5'],
      ]),
      taken([
        [2, 0, 'md5'],
        [3, 0, 'md5'],
        // Half of it is another one's.
        [2, 1, 'md5'],
        [4, 0, 'sha256'],
      ]),
      taken([]),
      taken([
        [1, 0, 'sha256'],
        [4, 0, 'plain'],
        [2, 1, 'plain'],
      ]),
    ]);
    assert.deepEqual(known.map(byFormat), [{}, { md5: 2 }, {}, { plain: 2, sha256: 1 }]);
    assert.deepEqual([distinct, sum], [5, [12, 1]]);
  });

  it('adds up each half on its own, in 32 bits', () => {
    const { distinct, sum } = overlapsOf([
      taken([
        [0xffffffff, 0x80000000, 'plain'],
        [3, 0x80000001, 'plain'],
      ]),
      taken([[3, 0x80000001, 'plain']]),
    ]);
    assert.deepEqual([distinct, sum], [2, [2, 1]]);
  });

  it('is that of sets, for many files', () => {
    const random = new Random(7);
    const files = Array.from({ length: 5 }, () => {
      const numbers = new Set(Array.from({ length: 3000 }, () => random.int(0, 9999)));
      return [...numbers].map((n): Value => [
        Math.imul(n, 0x9e3779b1) >>> 0,
        n,
        random.pick(VALUE_FORMATS),
      ]);
    });
    const seen = new Set<number>();
    const expected = files.map((values) => {
      const counts: Partial<Record<ValueFormat, number>> = {};
      for (const [, n, format] of values)
        if (seen.has(n)) counts[format] = (counts[format] ?? 0) + 1;
      for (const [, n] of values) seen.add(n);
      return counts;
    });
    const { known, distinct } = overlapsOf(files.map(taken));
    assert.deepEqual(known.map(byFormat), expected);
    assert.equal(distinct, seen.size);
    assert.deepEqual(overlapsOf([]), { known: [], distinct: 0, sum: [0, 0] });
  });
});
