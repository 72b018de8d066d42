import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Fingerprinter, FingerprintSet } from '../../../../src/identifiers/fingerprints';
import type { IdentifierType, ValueFormat } from '../../../../src/identifiers/identifierTypes';
import {
  PreviousComparison,
  type ComparisonResult,
} from '../../../../src/upload/plan/previousComparison';
import { ValidRowsWriter } from '../../../../src/upload/rows/validRows';
import { assertHas } from '../../../support/assertHas';
import { share, TEST_SEED } from '../../../support/tenth';
import { Random } from '../support/random';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const [ANN, BOB, EVE] = ['ann@example.com', 'bob@example.com', 'eve@example.com'];

function formatOf(value: string): ValueFormat {
  if (value.length === 32 && !value.includes('@')) return 'md5';
  return value.length === 64 && !value.includes('@') ? 'sha256' : 'plain';
}

const KEY = Buffer.from('8 bytes!');

function batchOf(values: readonly string[]): ValidRowsWriter {
  const batch = new ValidRowsWriter(new Fingerprinter(KEY));
  batch.clear(values.length);
  for (const [row, value] of values.entries()) {
    const bytes = Buffer.from(value);
    batch.ensure(bytes.length);
    batch.values.set(bytes, batch.at);
    batch.add(row, row, formatOf(value), bytes.length + 3, bytes.length);
  }
  return batch;
}

/** Compares files of one column, and says which rows of the previous one are to be removed. */
function compare(
  { now, others = [], before }: Record<'now' | 'before', string[]> & { others?: string[] },
  make: ValueFormat[] = [],
  type: IdentifierType = 'Email',
): { result: ComparisonResult; leavers: string[]; missing: ValueFormat | undefined } {
  const fingerprinter = new Fingerprinter(KEY);
  const table = new FingerprintSet();
  const comparison = new PreviousComparison(
    type,
    fingerprinter,
    table,
    new Set(make),
    (given) => given,
  );
  const added = batchOf(now);
  const firstRows = new Float64Array(now.length);
  table.addAll(added.lows, added.highs, added.rows, now.length, firstRows);
  comparison.addNew(added, firstRows);
  comparison.addOthers(batchOf(others));
  const previous = batchOf(before);
  const missing = comparison.missingFormat(previous);
  const leaving = new Float64Array(before.length);
  comparison.findLeavers(previous, leaving, () => false);
  return {
    result: comparison.result(),
    leavers: before.filter((_, row) => leaving[row] < 0),
    missing,
  };
}

describe('PreviousComparison', () => {
  it('tells who is still there from who left', () => {
    const { result, leavers } = compare({ now: [ANN, BOB], before: [BOB, EVE, BOB, EVE] });
    assertHas(result, { still: 1, removed: 1, duplicates: 2, shared: 0, notComparable: 0 });
    assert.deepEqual(leavers, [EVE]);
  });

  it('keeps who is in another file of the list', () => {
    const { result, leavers } = compare({ now: [ANN], others: [sha256(BOB)], before: [BOB, EVE] });
    assertHas(result, { still: 0, removed: 1, shared: 1 });
    assert.deepEqual(leavers, [EVE]);
  });

  it('says in which format it needs the new values, and finds them once it has that', () => {
    const files = { now: [ANN, BOB], before: [sha256(ANN), sha256(md5(BOB)), sha256(EVE)] };
    assert.equal(compare(files).missing, 'sha256');
    const { result, leavers, missing } = compare(files, ['sha256']);
    assert.equal(missing, undefined);
    assertHas(result, { still: 2, removed: 1 });
    assert.deepEqual(leavers, [sha256(EVE)]);
  });

  it('needs no format that is made from the previous values', () => {
    const files = { now: [md5(ANN), sha256(BOB)], before: [ANN, BOB, EVE] };
    assert.equal(compare(files).missing, undefined);
    assert.deepEqual(compare(files).leavers, [EVE]);
  });

  it('counts a person who is there in two formats once', () => {
    assertHas(compare({ now: [ANN, EVE], before: [ANN, md5(ANN)] }, ['md5']).result, {
      still: 1,
      duplicates: 1,
    });
  });

  it('leaves whom it can’t compare', () => {
    const { result, leavers } = compare({ now: [md5(ANN)], before: [sha256(ANN), EVE] }, [
      'sha256',
    ]);
    assertHas(result, { notComparable: 1, removed: 1 });
    assert.deepEqual(leavers, [EVE]);
    const phones = compare({ now: [sha256('+331')], before: ['+331'] }, [], 'PhoneNumber');
    assertHas(phones.result, { notComparable: 1, removed: 0 });
  });

  it('never removes a value that can be made from one of the new files, whatever their formats', () => {
    const random = new Random(TEST_SEED);
    const everyone = Array.from({ length: 12 }, (_, n) => `person${n}@example.com`);
    const forms = (text: string): string[] => [text, md5(text), sha256(text), sha256(md5(text))];
    /** All that can be made from a value as it is in a file. */
    const made = (value: string): string[] =>
      formatOf(value) === 'plain'
        ? forms(value)
        : formatOf(value) === 'md5'
          ? [value, sha256(value)]
          : [value];
    let removed = 0;
    for (let turn = 0; turn < share(200); turn++) {
      const draw = (): string[] => {
        const kinds = random.pick([[0], [1], [2, 3], [0, 1], [0, 2], [0, 1, 2, 3]]);
        return everyone
          .filter(() => random.chance(0.6))
          .map((one) => forms(one)[random.pick(kinds)]);
      };
      const files = { now: draw(), others: draw().slice(0, 3), before: draw() };
      const make: ValueFormat[] = [];
      let compared = compare(files, make);
      for (; compared.missing !== undefined; compared = compare(files, make))
        make.push(compared.missing);
      const kept = new Set([...files.now, ...files.others].flatMap(made));
      for (const leaver of compared.leavers) {
        removed++;
        assert.ok(
          made(leaver).every((value) => !kept.has(value)),
          JSON.stringify({ files, leaver, seed: TEST_SEED, turn }),
        );
      }
    }
    assert.ok(removed > share(100), String(removed));
  });

  it('has the same sum for the same values in another order, and no other', () => {
    const sumOf = (before: string[]) => compare({ now: [ANN], before }).result.sum;
    assert.deepEqual(sumOf([ANN, BOB, BOB]), sumOf([BOB, ANN]));
    assert.notDeepEqual(sumOf([ANN, BOB]), sumOf([ANN, EVE]));
    assert.equal(compare({ now: [ANN], before: [ANN, BOB, BOB] }).result.distinct, 2);
  });
});
