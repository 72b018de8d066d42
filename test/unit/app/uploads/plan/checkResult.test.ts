import assert from 'node:assert/strict';
import { checkResultOf } from '../../../../../src/app/uploads/plan/checkResult';
import { updateCheckOf } from '../../../../../src/app/uploads/update/updateReview';
import { planned } from '../draft/work';
import { smallUpdatePlan } from '../update/smallUpdates';
import { plan } from './plans';

describe('the result of a check', () => {
  it('has the figures and the column, and nothing else of the plan', () => {
    const result = checkResultOf(planned('j', { plan: plan({ columnWarnings: ['w'] }) }));
    assert.deepEqual(result, {
      rows: 1000,
      blank: 10,
      invalid: 20,
      duplicates: 30,
      good: 940,
      distinct: 940,
      calls: 1,
      byRule: { 'email-no-at': 15, 'email-dots': 5, duplicate: 30 },
      byForm: { plain: 940 },
      columnWarnings: ['w'],
      column: 1,
    });
  });

  it('has what an update does', () => {
    const updated = smallUpdatePlan();
    const { update } = checkResultOf(planned('j', { plan: updated }));
    assert.deepEqual(update, updateCheckOf(updated));
    assert.equal(update?.previous.removed, 85);
  });
});
