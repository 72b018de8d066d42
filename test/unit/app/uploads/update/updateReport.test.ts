import assert from 'node:assert/strict';
import {
  comparedNotes,
  previousEquation,
  removedTexts,
  updateEquations,
  updateSums,
  withoutCountsText,
} from '../../../../../src/app/uploads/update/updateReport';
import { configureFormat } from '../../../../../src/common/format';
import { report } from '../page/jobs';
import { COUNTS, FIRST_RUN, REMOVED, smallUpdateReport } from './smallUpdates';

const firstRun = smallUpdateReport({
  previous: FIRST_RUN.counts,
  removed: { ...REMOVED, rows: 0, sent: 0, accepted: 0 },
  firstRun: true,
});

describe('the report of an update', () => {
  before(() => configureFormat('en', 'UTC'));

  it('has an equation for the previous files, and one for those who left', () => {
    assert.deepEqual(updateEquations(smallUpdateReport()), [
      'Previous rows: 1,000 = 1 blank + 2 invalid + 3 duplicate + 900 still in the file + 4 not comparable + 5 in other files + 85 no longer in the file',
      'Identifiers to remove: 170 = 170 accepted + 0 rejected + 0 unknown + 0 not sent',
    ]);
    assert.equal(
      previousEquation({ ...COUNTS, rows: 500, fields: 1_000 }),
      'Previous fields: 1,000 = 1 blank + 2 invalid + 3 duplicate + 900 still in the file + 4 not comparable + 5 in other files + 85 no longer in the file, in 500 rows',
    );
    const nobody = { ...COUNTS, still: 985, removed: 0 };
    const removed = { ...REMOVED, rows: 0, sent: 0, accepted: 0 };
    assert.equal(updateEquations(smallUpdateReport({ previous: nobody, removed })).length, 1);
    assert.deepEqual(updateEquations(firstRun), ['First run: no one leaves.']);
    assert.deepEqual(updateEquations(report()), []);
  });

  it('says what it wasn’t compared with', () => {
    assert.deepEqual(comparedNotes(smallUpdateReport()), []);
    assert.deepEqual(comparedNotes(firstRun), ['First run: no one leaves.']);
    assert.deepEqual(comparedNotes({ ...firstRun, afterClear: true }), [
      'First run since the segment was cleared: no one leaves.',
    ]);
    const left = smallUpdateReport({ leftSince: '2026-11-27T20:40:00Z' });
    assert.match(comparedNotes(left)[0], /^People who left before Nov 27, 2026, .* may still be/);
    assert.equal(updateEquations(left).length, 3);
  });

  it('says what was allowed for the run', () => {
    assert.deepEqual(comparedNotes({ allowed: ['cut-off', 'other-list'] }), [
      'Allowed for this run: a file that may be cut off (cut-off); people of another list stay (other-list).',
    ]);
    assert.deepEqual(comparedNotes({}), []);
  });

  it('says in a sentence who was removed', () => {
    assert.deepEqual(removedTexts(smallUpdateReport()), ['85 removed']);
    const removed = { ...REMOVED, accepted: 100, refused: 20, unknown: 10, sent: 130, unsent: 40 };
    assert.deepEqual(removedTexts(smallUpdateReport({ removed })), [
      '15 of 85 removals accepted',
      '20 removals rejected',
      '10 removals unknown',
    ]);
    assert.deepEqual(removedTexts(smallUpdateReport({ removed, sent: 0 })), []);
    assert.deepEqual(removedTexts(firstRun), []);
    assert.deepEqual(removedTexts(report()), []);
  });

  it('says that Criteo didn’t say what it accepted, and what that means', () => {
    const open = smallUpdateReport({ removed: { ...REMOVED, unknown: 2 } });
    assert.match(withoutCountsText(open), /so people to remove may still be in the segment\.$/);
    const add = report({ sent: 5, unsent: 0, unknown: 5 });
    assert.match(withoutCountsText(add), /so people may be missing in the segment\.$/);
  });

  it('has sums for a document, which add up', () => {
    const [previous, removed, ...others] = updateSums(smallUpdateReport());
    assert.equal(others.length, 0);
    for (const { parts, total } of [previous, removed])
      assert.equal(
        parts.reduce((sum, [, n]) => sum + n, 0),
        total,
      );
    assert.deepEqual([previous.total, removed.total], [1_000, 170]);
    assert.deepEqual(updateSums(firstRun), []);
    assert.deepEqual(updateSums(report()), []);
  });
});
