import assert from 'node:assert/strict';
import {
  halveSlice,
  isRemoval,
  parseSliceKey,
  sliceKey,
  sliceSize,
  slicesOf,
  type ChunkSlice,
} from '../../../../src/upload/journal/chunkSlices';
import { chunkOf } from '../support/plans';

describe('chunk slices', () => {
  it('are as many as the requests of a plan: one a chunk and format', () => {
    const chunks = [chunkOf(100, { others: { md5: 90, sha256: 0 } }), chunkOf(0), chunkOf(7)];
    assert.deepEqual(slicesOf(chunks), [
      { chunk: 0, format: 'given', from: 0, to: 100 },
      { chunk: 0, format: 'md5', from: 0, to: 90 },
      { chunk: 2, format: 'given', from: 0, to: 7 },
    ]);
  });

  it('of other spellings are no larger than those of what is written', () => {
    const others = { otherCase: 150 };
    const chunks = [chunkOf(100, { others }), chunkOf(100, { others, removes: true })];
    assert.deepEqual(slicesOf(chunks).map(sliceKey), [
      '0.given.0-100',
      '0.otherCase.0-100',
      '0.otherCase.100-150',
      '1.every.0-100',
      '1.everyOtherCase.0-100',
      '1.everyOtherCase.100-150',
    ]);
    assert.deepEqual(slicesOf(chunks).map(isRemoval), [false, false, false, true, true, true]);
  });

  it('have a name in the journal that gives the slice back', () => {
    const slice: ChunkSlice = { chunk: 12, format: 'sha256ofMd5', from: 50, to: 75 };
    assert.equal(sliceKey(slice), '12.sha256ofMd5.50-75');
    assert.deepEqual(parseSliceKey(sliceKey(slice)), slice);
    for (const key of ['', '12.given.50', 'x.given.0-1', '1.given.0-1 ', '1..0-1'])
      assert.equal(parseSliceKey(key), undefined, key);
  });

  it('are halved without a gap, down to one identifier', () => {
    const slice: ChunkSlice = { chunk: 1, format: 'given', from: 10, to: 15 };
    const [first, second] = halveSlice(slice) ?? assert.fail();
    assert.deepEqual(
      [first, second],
      [
        { ...slice, to: 13 },
        { ...slice, from: 13 },
      ],
    );
    assert.equal(sliceSize(first) + sliceSize(second), sliceSize(slice));
    assert.equal(halveSlice({ ...slice, to: 11 }), undefined);
  });
});
