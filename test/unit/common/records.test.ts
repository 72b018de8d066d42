import assert from 'node:assert/strict';
import { isTextList, pick } from '../../../src/common/records';

describe('pick', () => {
  it('gives the fields named, in that order, and no other', () => {
    const all: { a: number; b?: string; c: boolean } = { a: 1, c: true };
    assert.deepEqual(Object.entries(pick(all, ['c', 'b'])), [
      ['c', true],
      ['b', undefined],
    ]);
  });
});

describe('isTextList', () => {
  it('accepts a list of nothing but texts', () => {
    const values = [[], ['a'], ['a', 1], 'a', undefined];
    assert.deepEqual(values.map(isTextList), [true, true, false, false, false]);
  });
});
