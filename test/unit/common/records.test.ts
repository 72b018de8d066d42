import assert from 'node:assert/strict';
import { compact, groupBy, isTextList, pick } from '../../../src/common/records';

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

describe('compact', () => {
  it('leaves out what is undefined and nothing else, and changes no order', () => {
    const from = { b: 1, a: undefined, no: false, zero: 0, none: null, empty: '' };
    assert.deepEqual(Object.entries(compact(from)), [
      ['b', 1],
      ['no', false],
      ['zero', 0],
      ['none', null],
      ['empty', ''],
    ]);
    assert.ok('a' in from, 'the object itself is as it was');
  });
});

describe('groupBy', () => {
  it('keeps the order of items, and of groups by their first ones', () => {
    const groups = groupBy(['bb', 'a', 'cc', 'd'], ({ length }) => length);
    assert.deepEqual(
      [...groups],
      [
        [2, ['bb', 'cc']],
        [1, ['a', 'd']],
      ],
    );
  });
});
