import assert from 'node:assert/strict';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import {
  assertNotOutdated,
  checkedLongAgoText,
  findLaterUpload,
  notConfirmedError,
  requireJob,
  requireSignedIn,
} from '../../../../src/app/uploads/requireJob';
import { Failure } from '../../../../src/common/failure';
import type { JobSummary } from '../../../../src/upload/jobTypes';

const job = (jobId: string, startedAt?: string, segmentId = '7'): JobSummary =>
  ({
    jobId,
    startedAt,
    plannedAt: '2026-03-04T09:00:00Z',
    target: { origin: 'o', clientId: 'c', segmentId },
  }) as JobSummary;
const failsWith = (code: string) => (error: unknown) =>
  error instanceof Failure && error.code === code;

describe('a job that is required', () => {
  it('is looked up on disk before it is reported as unknown', async () => {
    const found: JobSummary[] = [];
    const engine = {
      job: (id: string) => found.find(({ jobId }) => jobId === id),
      refresh: () => Promise.resolve(void found.push(job('a'))),
    };
    assert.equal((await requireJob(engine, 'a', 'x')).jobId, 'a');
    await assert.rejects(requireJob(engine, 'b', 'x'), failsWith('unknown-job'));
  });

  it('has a later upload only if one to the same segment started after it', () => {
    const first = job('a', '2026-03-04T10:00:00Z');
    const later = job('b', '2026-03-04T11:00:00Z');
    const others = [first, job('c', '2026-03-04T11:00:00Z', '8'), job('d')];
    assert.equal(findLaterUpload({ jobs: () => others }, first), undefined);
    assert.equal(findLaterUpload({ jobs: () => [...others, later] }, first), later);
  });

  it('is started over once a later one has superseded it', () => {
    const error = { code: 'superseded', message: 'Start over.' };
    assert.throws(
      () => assertNotOutdated({ ...job('a'), error }, 'x'),
      (thrown) => failsWith('superseded')(thrown) && (thrown as Failure).message === error.message,
    );
    assertNotOutdated(job('a'), 'x');
    assertNotOutdated({ ...job('a'), error: { code: 'network', message: '' } }, 'x');
  });

  it('says when and of which file it was checked, and which argument confirms that', () => {
    const one = { ...job('a'), files: [{ uri: 'file:///crm.csv', size: 1 }] } as JobSummary;
    assert.match(checkedLongAgoText(one), /^crm\.csv was checked .* 24 hours ago, on .*2026/);
    const { code, message } = notConfirmedError(one, 'x');
    assert.equal(code, 'not-confirmed');
    assert.ok(message.startsWith(checkedLongAgoText(one)) && message.includes('“confirmOld”'));
  });

  it('continues with the account as currently signed in', () => {
    const before = { key: 'k', origin: 'o', clientId: 'c' } as AccountHandle;
    const now = { ...before } as AccountHandle;
    assert.equal(requireSignedIn({ signedIn: () => true, byKey: () => now }, before), now);
    assert.equal(requireSignedIn({ signedIn: () => true, byKey: () => undefined }, before), before);
    assert.throws(
      () => requireSignedIn({ signedIn: () => false, byKey: () => now }, before),
      failsWith('signed-out'),
    );
  });
});
