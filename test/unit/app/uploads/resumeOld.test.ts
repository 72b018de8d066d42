import assert from 'node:assert/strict';
import {
  assertNotOutdated,
  checkedLongAgoText,
  notConfirmedError,
} from '../../../../src/app/uploads/resumeOld';
import { Failure } from '../../../../src/common/failure';
import type { JobSummary } from '../../../../src/upload/jobTypes';

const job = (changes: Partial<JobSummary> = {}): JobSummary =>
  ({ jobId: 'a', plannedAt: '2026-03-04T09:00:00Z', ...changes }) as JobSummary;
const failsWith = (code: string) => (error: unknown) =>
  error instanceof Failure && error.code === code;

describe('resuming an upload that has waited for long', () => {
  it('is started over once a later one has superseded it', () => {
    const error = { code: 'superseded', source: 'tool' as const, message: 'Start over.' };
    assert.throws(
      () => assertNotOutdated(job({ error }), 'x'),
      (thrown) => failsWith('superseded')(thrown) && (thrown as Failure).message === error.message,
    );
    assertNotOutdated(job(), 'x');
    assertNotOutdated(job({ error: { code: 'network', source: 'tool', message: '' } }), 'x');
  });

  it('says when and of which file it was checked, and which argument confirms that', () => {
    const one = job({ files: [{ uri: 'file:///crm.csv', size: 1 }] });
    assert.match(checkedLongAgoText(one), /^crm\.csv was checked .* 24 hours ago, on .*2026/);
    const { code, message } = notConfirmedError(one, 'x');
    assert.equal(code, 'not-confirmed');
    assert.ok(message.startsWith(checkedLongAgoText(one)) && message.includes('“confirmOld”'));
  });
});
