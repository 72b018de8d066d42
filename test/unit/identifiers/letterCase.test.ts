import assert from 'node:assert/strict';
import { otherCaseCount, otherCases } from '../../../src/identifiers/letterCase';

describe('the other spellings of a mobile ID', () => {
  for (const [id, expected] of [
    ['0a1b', ['0A1B']],
    ['0A1B', ['0a1b']],
    ['0a1B', ['0a1b', '0A1B']],
    ['0123', []],
    ['a[`{@Z', ['a[`{@z', 'A[`{@Z']],
  ] as const) {
    it(`of ${id}`, () => {
      assert.deepEqual(otherCases(id), expected);
      const bytes = Buffer.from(`xX${id}yY`);
      assert.equal(otherCaseCount(bytes, 2, bytes.length - 2), expected.length);
    });
  }
});
