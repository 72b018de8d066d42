import assert from 'node:assert/strict';
import {
  firstRunText,
  updateCheckOf,
  updateLines,
} from '../../../../../src/app/uploads/update/updateReview';
import { plan } from '../plan/plans';
import { COUNTS, FIRST_RUN, smallUpdatePlan } from './smallUpdates';

describe('what an update will do', () => {
  it('is new, leaving and unchanged first, then who stays and why', () => {
    assert.deepEqual(updateLines(smallUpdatePlan()), [
      'Compared with last.csv: 40 new, 85 leaving, 900 unchanged.',
      '5 people who left are also in loyalty.csv, and stay.',
      '4 previous rows have a hash that can’t be compared: these people stay.',
      '2 previous rows are invalid and can’t be removed.',
    ]);
    const one = { ...COUNTS, shared: 1, notComparable: 1, invalid: 1 };
    assert.deepEqual(updateLines(smallUpdatePlan({ counts: one })).slice(1), [
      '1 person who left is also in loyalty.csv, and stays.',
      '1 previous row has a hash that can’t be compared: this person stays.',
      '1 previous row is invalid and can’t be removed.',
    ]);
    const none = { ...COUNTS, shared: 0, notComparable: 0, invalid: 0 };
    assert.equal(updateLines(smallUpdatePlan({ counts: none })).length, 1);
  });

  it('is that nobody is removed, on a first run', () => {
    assert.deepEqual(updateLines(smallUpdatePlan(FIRST_RUN)), [firstRunText()]);
    assert.equal(firstRunText(), 'First run: no one leaves.');
  });

  it('is nothing for another operation', () => {
    assert.deepEqual(updateLines(plan()), []);
    assert.equal(updateCheckOf(plan()), undefined);
  });

  it('has its figures for programs', () => {
    assert.deepEqual(updateCheckOf(smallUpdatePlan({ isKnown: false })), {
      firstRun: false,
      new: 40,
      unchanged: 900,
      identifiers: 170,
      formats: ['plain', 'sha256'],
      previousKnown: false,
      previous: COUNTS,
    });
    const first = updateCheckOf(smallUpdatePlan(FIRST_RUN));
    assert.deepEqual([first?.firstRun, first?.new, first?.previous.rows], [true, 940, 0]);
  });
});
