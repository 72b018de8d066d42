import assert from 'node:assert/strict';
import type { GroupView } from '../../../../../src/app/uploads/batchPage/batchView';
import { commonWarnings } from '../../../../../src/app/uploads/batchPage/groupWarnings';
import { configureFormat } from '../../../../../src/common/format';
import { blocked, input, segmentOf } from './batches';

describe('the warnings of a group of files', () => {
  before(() => configureFormat('en', 'UTC'));

  it('are said once for one file if they hold for each of its segments', () => {
    const reasons = (isOneFile: boolean, ...groups: GroupView[]): readonly string[] =>
      commonWarnings(input(groups, { isOneFile })).map(({ text, strong }) => {
        assert.ok(strong);
        return text;
      });
    const doubtful = segmentOf('CRM', [40, 60]);
    const text = '60% of the rows (60) are invalid and left out.';
    assert.deepEqual(reasons(true, doubtful, doubtful), [text]);
    assert.deepEqual(reasons(false, doubtful, doubtful), []);
    assert.deepEqual(reasons(true, doubtful), []);
    assert.deepEqual(reasons(true, doubtful, segmentOf('VIP', [100])), []);
    const stopped = segmentOf('Locked', [40, 60], { step: blocked('Read-only.') });
    assert.deepEqual(reasons(true, doubtful, stopped, doubtful), [text]);
  });
});
