import assert from 'node:assert/strict';
import { plainItem } from '../../../../src/app/lists/plainItem';
import { segment } from '../segments/segments';

describe('an item of a list as plain JSON', () => {
  it('has its names as they came and its times in ISO 8601, but not the response', () => {
    const { name, description, createdAt, updatedAt, ...rest } = plainItem(
      segment('7', {
        name: 'VIP [x](y)',
        description: 'All *of* them',
        createdAt: Date.UTC(2026, 1, 3),
        // The API may send a time that can't be.
        updatedAt: 1e300,
      }),
    );
    assert.deepEqual(
      [name, description, createdAt, updatedAt],
      ['VIP [x](y)', 'All *of* them', '2026-02-03T00:00:00.000Z', undefined],
    );
    assert.deepEqual([rest.id, rest.type, 'json' in rest], ['7', 'ContactList', false]);
  });
});
