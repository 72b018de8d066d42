import assert from 'node:assert/strict';
import type { DraftPlan } from '../../../../../src/app/uploads/draftStep';
import { checkResultOf } from '../../../../../src/app/uploads/plan/checkResult';
import { updateCheckOf } from '../../../../../src/app/uploads/update/updateReview';
import { readSize } from '../../../../../src/upload/segmentSize';
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

  it('has the size of the segment, where something is known of it', () => {
    const at = Date.parse('2026-05-04T00:12:00Z');
    const checked = { ...planned('j', { plan: plan() }), into: undefined };
    const into = {} as NonNullable<DraftPlan['into']>;
    const reading = { at, kind: 'reading' as const, numberOfIdentifiers: 5000 };
    assert.equal(checkResultOf({ ...checked, into, sent: [] }).size, undefined);
    assert.equal(checkResultOf({ ...checked, reading: { identifiers: 5000, at } }).size, undefined);
    assert.deepEqual(checkResultOf({ ...checked, into, reading: readSize(reading) }).size, {
      read: { identifiers: 5000, at: '2026-05-04T00:12:00.000Z' },
      pending: { added: 0, removed: 0, uploads: 0 },
      ...{ atLeast: 5000, atMost: 5000 },
    });
  });

  it('has what an update does', () => {
    const updated = smallUpdatePlan();
    const { update } = checkResultOf(planned('j', { plan: updated }));
    assert.deepEqual(update, updateCheckOf(updated));
    assert.equal(update?.previous.removed, 85);
  });
});
