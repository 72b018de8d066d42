import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import type { Uploads } from '../../upload/contract';
import type { JobSummary } from '../../upload/jobTypes';
import type { AccountHandle } from '../accounts/account';
import type { Pairings } from './pairings/pairings';
import type { ScheduledReadings } from './scheduledReadings';
import { isInProgress } from './standing';

/** The jobs on disk that belong to an account, from any window. */
export async function jobsOfAccount(
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
 * Deletes what uploads stored about an account: jobs with their journals and reports, what is known
 * about the last uploads to its segments (`segmentIds`: those known in addition to the jobs'),
 * remembered choices, and scheduled readings. Resolves with the number of jobs. Rejects with
 * `Failure` 'locked', before anything is deleted, if an upload of the account is in progress.
 */
export async function forgetUploads(
  engine: Uploads,
  pairings: Pick<Pairings, 'forget'>,
  scheduled: Pick<ScheduledReadings, 'forget'>,
  account: AccountHandle,
  segmentIds: readonly string[],
): Promise<number> {
  const jobs = await jobsOfAccount(engine, account);
  if (jobs.some(isInProgress)) {
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
  const uploadedTo = jobs.map(({ target }) => target.segmentId);
  await engine.recordSegmentChanges(account.origin, [...new Set([...segmentIds, ...uploadedTo])]);
  await pairings.forget(account.key);
  await scheduled.forget(account.key);
  return jobs.length;
}
