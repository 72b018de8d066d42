import assert from 'node:assert/strict';
import { reportDocument, reportJson } from '../../../../src/app/uploads/reportDocument';
import { OutsideText } from '../../../../src/common/outsideText';
import type { JobSummary, Report } from '../../../../src/upload/jobTypes';
import { job } from './page/jobs';
import { FIRST_RUN, REMOVED, smallUpdateReport } from './update/smallUpdates';

const UNSENT: Report = {
  state: 'cancelled',
  jobId: 'j',
  accountId: '1',
  segmentId: '2',
  operation: 'add',
  startedAt: '2026-03-04T09:00:00Z',
  finishedAt: '2026-03-04T09:01:00Z',
  rows: 2,
  blank: 0,
  invalid: 0,
  duplicates: 0,
  sent: 0,
  unsent: 2,
  accepted: 0,
  refused: 0,
  unknown: 0,
  calls: 0,
  warnings: [],
};

describe('the copy of a report', () => {
  it('shows both equations', () => {
    const report: Report = {
      state: 'failed',
      jobId: 'j',
      accountId: '1',
      segmentId: '2',
      operation: 'replace',
      startedAt: '2026-03-04T09:00:00Z',
      finishedAt: '2026-03-04T09:01:00Z',
      rows: 10,
      blank: 1,
      invalid: 1,
      duplicates: 1,
      sent: 5,
      unsent: 2,
      accepted: 3,
      refused: 1,
      unknown: 1,
      calls: 4,
      cleared: '2026-03-04T09:00:01Z',
      warnings: [],
      error: { code: 'network', message: 'The line broke.', traceId: 't' },
    };
    const text = reportDocument(report, undefined, { segment: OutsideText.name('S') }, []);
    for (const line of [
      '| Sent | 5 |',
      '| Valid, not sent | 2 |',
      '| **All rows** | **10** |',
      '| **Sent** | **5** |',
    ])
      assert.ok(text.includes(line), line);
    assert.match(text, /The segment was cleared at 09:00/);
    assert.match(text, /- In campaigns from about .*2026/);
    assert.equal(/Notes|Warnings/.test(text), false);
    const told = reportDocument(
      {
        ...report,
        warnings: [
          { code: 'sent-again', title: 'Again' },
          { code: 'deprecated-field', title: 'Old' },
        ],
      },
      undefined,
      { segment: OutsideText.name('S') },
      [],
    );
    const untold = reportDocument(
      { ...report, warnings: [{}, { type: 'validation', traceId: '0a', count: 3 }] },
      undefined,
      { segment: OutsideText.name('S') },
      [],
    );
    assert.match(
      untold,
      /- .*it may contain an identifier.*\n- .*it may contain an identifier.*3 times/,
    );
    assert.match(
      told,
      /## Notes\s+- sent&#45;again&#58; Again\s+## Warnings from Criteo\s+- deprecated&#45;field&#58; Old/,
    );
  });

  it('shows the equations of an update, or that it was the first', () => {
    const names = { segment: OutsideText.name('S') };
    const text = reportDocument(smallUpdateReport(), undefined, names, []);
    for (const line of [
      'Operation: Update',
      '## Previous file',
      '900 of the valid rows were in it, too.',
      '| Still in the file | 900 |',
      '| People who left | 85 |',
      '| Not comparable, so they stay | 4 |',
      '| Also in another file of this segment, so they stay | 5 |',
      '| Invalid: can’t be removed | 2 |',
      '| **All rows** | **1,000** |',
      '## Removed',
      '| **Identifiers** | **170** |',
    ])
      assert.ok(text.includes(line), line);
    const removed = { ...REMOVED, rows: 0, sent: 0, accepted: 0 };
    const first = smallUpdateReport({ previous: FIRST_RUN.counts, removed, firstRun: true });
    const told = reportDocument(first, undefined, names, []);
    assert.match(told, /^First run: no one is removed\.$/m);
    assert.doesNotMatch(told, /## (Previous file|Removed)/);
    assert.doesNotMatch(reportDocument(UNSENT, undefined, names, []), /Previous|First run/);
  });

  it('has no time in campaigns if nothing was sent', () => {
    const text = reportDocument(UNSENT, undefined, { segment: OutsideText.name('S') }, []);
    assert.doesNotMatch(text, /In campaigns/);
  });

  it('says what was left out, unless that is said of several uploads together', () => {
    const leftOut = [{ uri: 'file:///week-45.csv', reason: 'Not selected.', draft: {} }];
    const text = (changes: Partial<JobSummary>): string =>
      reportDocument(UNSENT, job({ leftOut, ...changes }), { segment: OutsideText.name('S') }, []);
    assert.match(text({}), /^## Not sent\n\n- week&#45;45&#46;csv: Not selected&#46;$/m);
    assert.doesNotMatch(text({ batch: ['j', 'k'] }), /Not sent/);
    assert.doesNotMatch(text({ leftOut: undefined }), /Not sent/);
  });

  it('is the document of the command line as JSON', () => {
    assert.deepEqual(JSON.parse(reportJson(UNSENT)), { version: 1, report: UNSENT });
  });
});
