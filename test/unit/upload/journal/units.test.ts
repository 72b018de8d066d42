import assert from 'node:assert/strict';
import {
  halves,
  parseUnit,
  unitKey,
  unitSize,
  unitsOf,
  type Unit,
} from '../../../../src/upload/journal/units';
import { chunkOf } from '../support/plans';

describe('units', () => {
  it('are as many as the requests of a plan: one a chunk and format', () => {
    const chunks = [chunkOf(100, { others: { md5: 90, sha256: 0 } }), chunkOf(0), chunkOf(7)];
    assert.deepEqual(unitsOf(chunks), [
      { chunk: 0, slot: 'given', from: 0, to: 100 },
      { chunk: 0, slot: 'md5', from: 0, to: 90 },
      { chunk: 2, slot: 'given', from: 0, to: 7 },
    ]);
  });

  it('have a name in the journal that gives the unit back', () => {
    const unit: Unit = { chunk: 12, slot: 'sha256ofMd5', from: 50, to: 75 };
    assert.equal(unitKey(unit), '12.sha256ofMd5.50-75');
    assert.deepEqual(parseUnit(unitKey(unit)), unit);
    for (const key of ['', '12.given.50', 'x.given.0-1', '1.given.0-1 ', '1..0-1'])
      assert.equal(parseUnit(key), undefined, key);
  });

  it('are halved without a gap, down to one identifier', () => {
    const unit: Unit = { chunk: 1, slot: 'given', from: 10, to: 15 };
    const [first, second] = halves(unit) ?? assert.fail();
    assert.deepEqual(
      [first, second],
      [
        { ...unit, to: 13 },
        { ...unit, from: 13 },
      ],
    );
    assert.equal(unitSize(first) + unitSize(second), unitSize(unit));
    assert.equal(halves({ ...unit, to: 11 }), undefined);
  });
});
