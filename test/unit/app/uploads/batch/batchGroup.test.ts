import assert from 'node:assert/strict';
import { updatedTogether } from '../../../../../src/app/uploads/batch/batchGroup';
import { lineOf } from '../../../../../src/app/uploads/batch/batchLine';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import { ACCOUNT } from './batches';

describe('the files that update a segment together', () => {
  it('are all of that segment and operation, whatever the settings of their folders say', () => {
    const line = (id: string, changes: Partial<Choices> = {}) =>
      lineOf({
        id,
        choices: {
          files: [{ uri: `file:///work/${id}/crm-${id}.csv` }],
          into: { account: ACCOUNT, segmentId: '5' },
          operation: 'update',
          ...changes,
        },
      });
    const lines = [
      line('1'),
      line('2'),
      line('3', { into: { account: ACCOUNT, segmentId: '6' } }),
      line('4', { operation: 'add' }),
      line('5', { hash: 'md5' }),
      line('6', { maxInvalid: 0.5 }),
    ];
    const ids = (of: number) => updatedTogether(lines, lines[of]).map(({ id }) => id);
    assert.deepEqual(ids(0), ['1', '2', '6']);
    assert.deepEqual(ids(3), ['4']);
    assert.deepEqual(ids(4), ['5']);
  });
});
