import assert from 'node:assert/strict';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { requireJob, requireSignedIn } from '../../../../src/app/uploads/requireJob';
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
