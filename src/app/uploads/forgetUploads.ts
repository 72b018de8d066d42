import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import type { Uploads } from '../../upload/contract';
import type { JobSummary } from '../../upload/uploadTypes';
import type { AccountHandle } from '../accounts/account';
import { isUnderWay } from './jobState';
import type { Pairings } from './pairings';
import type { ScheduledReadings } from './scheduledReadings';

/** The jobs on disk that were made for an account, by whichever window. */
export async function jobsOf(
  engine: Uploads,
  { origin, clientId, accountId }: AccountHandle,
): Promise<JobSummary[]> {
  await engine.refresh();
  return engine
    .jobs()
    .filter(
      ({ target }) =>
        target.origin === origin && target.clientId === clientId && target.accountId === accountId,
    );
}

/**
 * Deletes what uploads left of an account: its jobs with their journals and reports, what is known
 * of the last uploads to its segments (`segmentIds` are those known besides the jobs'), remembered
 * choices, and readings still to come. Gives the number of jobs. Rejects before anything is deleted
 * where an upload of the account is under way.
 */
export async function forgetUploads(
  engine: Uploads,
  pairings: Pick<Pairings, 'forget'>,
  scheduled: Pick<ScheduledReadings, 'forget'>,
  account: AccountHandle,
  segmentIds: readonly string[],
): Promise<number> {
  const jobs = await jobsOf(engine, account);
  if (jobs.some((job) => isUnderWay(job) || job.elsewhere)) {
    throw new Failure(
      'locked',
      t(
        'An upload to account {0} is in progress. Wait until it ends, or cancel it first. Nothing was deleted.',
        account.accountId,
      ),
      'forgetAccountData',
    );
  }
  for (const { jobId } of jobs) await engine.discard(jobId);
  for (const id of new Set([...segmentIds, ...jobs.map(({ target }) => target.segmentId)]))
    await engine.recordSegmentChange(account.origin, id);
  await pairings.forget(account.key);
  await scheduled.forget(account.key);
  return jobs.length;
}
