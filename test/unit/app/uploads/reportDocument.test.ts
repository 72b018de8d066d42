import assert from 'node:assert/strict';
import { reportDocument } from '../../../../src/app/uploads/reportDocument';
import { OutsideText } from '../../../../src/common/outsideText';
import { type Report } from '../../../../src/upload/uploadTypes';

describe('the page of a report', () => {
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
});
