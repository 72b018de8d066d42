import assert from 'node:assert/strict';
import {
  allowedText,
  factsOfPlan,
  reportedLists,
  suppressionCheckOf,
  suppressionLines,
} from '../../../../../src/app/uploads/suppression/suppressionTexts';
import { configureFormat } from '../../../../../src/common/format';
import type { SuppressionReport } from '../../../../../src/upload/jobTypes';
import { NOW } from '../plan/plans';
import { suppressedPlan, suppressedReport, suppression } from './suppressions';

const [list, other] = suppression().lists;
const lines = (...of: Parameters<typeof suppressedPlan>): string[] =>
  suppressionLines(suppressedPlan(...of), NOW);

describe('suppression lists in words', () => {
  before(() => configureFormat('en', 'UTC'));

  it('say of each how many people it has, when it was written, and how many of the file', () => {
    assert.deepEqual(lines(), [
      'opt-outs.csv: 18,204 people, written 6 h ago, limit 26 h, 31 suppressed',
      'kept-out.csv: 12 people, written Feb 28, 6 suppressed',
      '37 people in crm-export.csv aren’t sent, and are removed from the segment if they are in it.',
      'Compared: email, work_email, phone.',
    ]);
    assert.deepEqual(lines({}, { suppression: undefined }), []);
  });

  it('say who is in the previous file, who is only left out, and that no one is', () => {
    const effect = (...of: Parameters<typeof suppressedPlan>): string | undefined =>
      lines(...of)[2];
    assert.equal(
      effect({ inFiles: 1, inPrevious: 2, removed: 3 }),
      '1 person in crm-export.csv isn’t sent, and is removed from the segment if they are in it. 2 people in the previous file are removed for that reason.',
    );
    assert.equal(
      effect({ removed: 0 }, {}, { operation: 'replace' }),
      '37 people in crm-export.csv aren’t sent.',
    );
    assert.equal(
      effect({ inFiles: 0, removed: 0 }),
      'No one in crm-export.csv is on a suppression list.',
    );
  });

  it('never say more than is known where a list wasn’t read or has no one', () => {
    const gone = { ...other, failure: 'missing' as const, modifiedAt: undefined, people: 0 };
    const none = { ...other, people: 0 };
    const said = (lists: (typeof list)[]): string[] =>
      lines({ lists, inFiles: 0, removed: 0 }).slice(lists.length);
    assert.deepEqual(said([gone]), []);
    assert.deepEqual(said([list, gone]), [
      'No one in crm-export.csv is on opt-outs.csv.',
      'Compared with opt-outs.csv: email, work_email, phone.',
    ]);
    assert.deepEqual(said([none]), ['No one in crm-export.csv is on a suppression list.']);
    assert.equal(said([list])[1], 'Compared: email, work_email, phone.');
    assert.deepEqual(said([]), []);
  });

  it('say who may stay in other hash formats, of a plan and of a report', () => {
    const stay = { inOtherFormats: 3, otherFormats: ['plain'] } as const;
    const some = { ...stay, otherFormats: [...stay.otherFormats] };
    const said =
      '3 suppressed people may stay in the segment in another hash format (plain), which can’t be made from their rows.';
    assert.ok(lines(some).includes(said));
    assert.ok(
      reportedLists(suppressedReport({}, some).suppression as SuppressionReport).includes(said),
    );
    assert.match(lines({ ...some, inOtherFormats: 1 }).join(), /1 suppressed person may .* row\./);
  });

  it('say whom they can’t recognize, what is missing, and what was permitted', () => {
    const gone = { ...other, failure: 'missing' as const, modifiedAt: undefined, people: 0 };
    assert.deepEqual(
      lines({
        lists: [{ ...list, invalid: 12, notComparable: 1 }, gone],
        compared: ['', ''],
        lacking: [{ path: '/lists/old.csv' }],
        allowed: ['suppression-missing'],
      }).toSpliced(2, 1),
      [
        'opt-outs.csv: 18,204 people, written 6 h ago, limit 26 h, 31 suppressed',
        'kept-out.csv: not found',
        '12 rows of opt-outs.csv can’t be read: no one is recognized by them.',
        '1 person in opt-outs.csv can’t be compared with the file.',
        'Without old.csv, which earlier uploads to this segment used.',
        'Allowed for this run: a suppression list that is missing (suppression-missing).',
      ],
    );
    assert.match(lines({ lists: [{ ...list, maxAge: 3_600_000 }] })[0], /limit 1 h,/);
    assert.deepEqual(allowedText({ allowed: ['suppression-stale'] }, true), [
      'Allowed for this upload: a suppression list that is older than its limit.',
    ]);
    // Without any list, there is only what is missing.
    assert.deepEqual(
      lines({ lists: [], inFiles: 0, compared: [], lacking: [{ path: '/lists/old.csv' }] }),
      ['Without old.csv, which earlier uploads to this segment used.'],
    );
  });

  it('of a report have the time at which they were written', () => {
    const { suppression: report } = suppressedReport({}, { lacking: [{ path: '/lists/old.csv' }] });
    assert.deepEqual(reportedLists(report as SuppressionReport), [
      'opt-outs.csv: 18,204 people, written Mar 4, 2026, 03:00, 31 suppressed',
      'kept-out.csv: 12 people, written Feb 28, 2026, 05:00, 6 suppressed',
      'Compared: email, work_email, phone.',
      'Without old.csv, which earlier uploads to this segment used.',
    ]);
  });

  it('are for programs what a report has of them, and what is to be removed', () => {
    const check = suppressionCheckOf(suppression());
    assert.deepEqual(check.lists[0], {
      path: '/lists/opt-outs.csv',
      people: 18_204,
      invalid: 0,
      notComparable: 0,
      compared: ['email'],
      suppressed: 31,
      writtenAt: '2026-03-04T03:00:00.000Z',
    });
    assert.deepEqual(
      [check.removed, check.identifiers, check.formats],
      [37, 74, ['plain', 'sha256']],
    );
    assert.equal('files' in check, false);
    assert.equal(factsOfPlan(suppression()).removed, 37);
  });
});
