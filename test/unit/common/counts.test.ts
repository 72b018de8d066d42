import assert from 'node:assert/strict';
import { requestsText, rowCountsText } from '../../../src/common/counts';
import { configureFormat, plural } from '../../../src/common/format';

describe('numbers in sentences', () => {
  afterEach(() => configureFormat('en', 'UTC'));

  it('have the wording that the language uses for them', () => {
    configureFormat('en', 'UTC');
    assert.deepEqual([0, 1, 2, 1200].map(requestsText), [
      '0 requests',
      '1 request',
      '2 requests',
      '1,200 requests',
    ]);
    assert.equal(
      rowCountsText({ rows: 1, good: 0, invalid: 0, duplicates: 1, blank: 0 }),
      '1 row: 0 to send, 0 invalid, 1 duplicate, 0 blank.',
    );
    assert.equal(
      rowCountsText({ rows: 2, fields: 4, good: 1, invalid: 1, duplicates: 0, blank: 2 }),
      '4 fields in 2 rows: 1 to send, 1 invalid, 0 duplicates, 2 blank.',
    );
    const chosen = (n: number): string => plural(n, { one: 'one', other: 'other' });
    configureFormat('fr', 'UTC');
    assert.deepEqual([0, 1, 2, 1_000_000].map(chosen), ['one', 'one', 'other', 'other']);
  });
});
