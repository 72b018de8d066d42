import assert from 'node:assert/strict';
import {
  firstRunText,
  refreshCheckOf,
  refreshLines,
} from '../../../../../src/app/uploads/refresh/refreshReview';
import { plan } from '../plan/plans';
import { COUNTS, FIRST_RUN, refreshPlan } from './refreshes';

describe('what a refresh will do', () => {
  it('is new, leaving and unchanged first, then who stays and why', () => {
    assert.deepEqual(refreshLines(refreshPlan()), [
      'Compared with last.csv: 40 new, 85 leaving, 900 unchanged.',
      '5 people who left are also in loyalty.csv, and stay.',
      '4 previous rows have a hash that can’t be compared: these people stay.',
      '2 previous rows are invalid and can’t be removed.',
    ]);
    const one = { ...COUNTS, shared: 1, notComparable: 1, invalid: 1 };
    assert.deepEqual(refreshLines(refreshPlan({ counts: one })).slice(1), [
      '1 person who left is also in loyalty.csv, and stays.',
      '1 previous row has a hash that can’t be compared: this person stays.',
      '1 previous row is invalid and can’t be removed.',
    ]);
    const none = { ...COUNTS, shared: 0, notComparable: 0, invalid: 0 };
    assert.equal(refreshLines(refreshPlan({ counts: none })).length, 1);
  });

  it('is that nobody is removed, on a first run', () => {
    assert.deepEqual(refreshLines(refreshPlan(FIRST_RUN)), [firstRunText()]);
    assert.equal(firstRunText(), 'First run: no one is removed.');
  });

  it('is nothing for another operation', () => {
    assert.deepEqual(refreshLines(plan()), []);
    assert.equal(refreshCheckOf(plan()), undefined);
  });

  it('has its figures for programs', () => {
    assert.deepEqual(refreshCheckOf(refreshPlan({ isKnown: false })), {
      firstRun: false,
      new: 40,
      unchanged: 900,
      identifiers: 170,
      formats: ['plain', 'sha256'],
      previousKnown: false,
      previous: COUNTS,
    });
    const first = refreshCheckOf(refreshPlan(FIRST_RUN));
    assert.deepEqual([first?.firstRun, first?.new, first?.previous.rows], [true, 940, 0]);
  });
});
