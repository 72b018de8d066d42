import assert from 'node:assert/strict';
import { forgetUploads, jobsOfAccount } from '../../../../src/app/uploads/forgetUploads';
import type { Uploads } from '../../../../src/upload/contract';
import { NO_PROGRESS, type JobSummary } from '../../../../src/upload/jobTypes';
import { account } from '../segments/segments';

const handle = account({}, { key: 'k' });
const { origin, clientId, accountId } = handle;
const job = (jobId: string, changes: Partial<JobSummary> = {}, target = {}): JobSummary =>
  ({
    jobId,
    state: 'finished',
    resumable: false,
    elsewhere: false,
    progress: NO_PROGRESS,
    target: { origin, clientId, accountId, segmentId: `segment of ${jobId}`, ...target },
    ...changes,
  }) as JobSummary;

describe('deleting what uploads stored about an account', () => {
  let jobs: JobSummary[];
  let deleted: string[];
  const engine = {
    refresh: () => Promise.resolve(void deleted.push('refresh')),
    jobs: () => jobs,
    discard: (id: string) => Promise.resolve(void deleted.push(`job ${id}`)),
    recordSegmentChanges: (_: string, ids: readonly string[]) =>
      Promise.resolve(void deleted.push(`lists ${ids.join(', ')}`)),
  } as Partial<Uploads> as Uploads;
  const forgetting = (what: string) => ({
    forget: (key: string) => Promise.resolve(void deleted.push(`${what} ${key}`)),
  });
  const forget = (segmentIds: string[] = []): Promise<number> =>
    forgetUploads(engine, forgetting('pairings'), forgetting('readings'), handle, segmentIds);
  beforeEach(() => ([jobs, deleted] = [[], []]));

  it('deletes only what belongs to it, each segment once', async () => {
    jobs = [
      job('a'),
      job('b', { state: 'failed', resumable: true }),
      job('c', {}, { accountId: 'other' }),
      job('d', {}, { clientId: 'other' }),
      job('e', {}, { origin: 'other' }),
    ];
    assert.equal(await forget(['7', 'segment of a']), 2);
    assert.deepEqual(deleted, [
      'refresh',
      'job a',
      'job b',
      'lists 7, segment of a, segment of b',
      'pairings k',
      'readings k',
    ]);
  });

  it('deletes nothing while one of its uploads is in progress, in whichever window', async () => {
    for (const busy of [job('b', { state: 'running' }), job('b', { elsewhere: true })]) {
      deleted = [];
      jobs = [job('a'), busy];
      await assert.rejects(forget(), { code: 'locked', operation: 'forgetAccountData' });
      assert.deepEqual(deleted, ['refresh']);
    }
  });

  it('finds the jobs on disk, not only those in memory', async () => {
    const reading = { ...engine, refresh: () => Promise.resolve(void (jobs = [job('a')])) };
    assert.deepEqual(
      (await jobsOfAccount(reading as Uploads, handle)).map(({ jobId }) => jobId),
      ['a'],
    );
  });
});
