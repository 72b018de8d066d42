import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import { argumentText } from '../../common/messageText';
import type { Uploads } from '../../upload/contract';
import type { JobSummary } from '../../upload/uploadTypes';
import type { AccountHandle, Accounts } from '../accounts/account';
import { accountOfJob } from './target';

/**
 * From memory, else from the disk: nobody may have looked at the uploads since the start. Throws
 * `unknown-job`.
 */
export async function requireJob(
  engine: Pick<Uploads, 'job' | 'refresh'>,
  jobId: string,
  operation: string,
): Promise<JobSummary> {
  if (!engine.job(jobId)) await engine.refresh();
  const job = engine.job(jobId);
  if (!job)
    throw new Failure(
      'unknown-job',
      t('Upload {0} no longer exists. See Uploads for existing ones.', argumentText(jobId)),
      operation,
    );
  return job;
}

/**
 * The account that the job was made for; another session cannot go on with it. Throws
 * `other-session`.
 */
export async function requireAccountOfJob(
  accounts: Accounts,
  job: JobSummary,
  operation: string,
): Promise<AccountHandle> {
  await accounts.require(job.target.accountId);
  const account = accountOfJob(accounts, job.target);
  if (account) return account;
  throw new Failure(
    'other-session',
    t(
      'The upload of {0} was started in another session ({1}). Sign in with that session’s client ID to continue.',
      fileNames(job.files).forNotification(),
      job.target.origin,
    ),
    operation,
  );
}

/**
 * The account as it is signed in now: between a question and its answer somebody may have signed
 * out. Throws `signed-out`.
 */
export function requireSignedIn(
  accounts: Pick<Accounts, 'signedIn' | 'byKey'>,
  account: AccountHandle,
): AccountHandle {
  if (!accounts.signedIn(account.origin, account.clientId)) throw sessionEndedError();
  return accounts.byKey(account.key) ?? account;
}

/** The session that an upload was made with is gone before it began. */
export function sessionEndedError(): Failure {
  return new Failure(
    'signed-out',
    t(
      'Nothing was sent: the account was signed out. Sign in again, then upload again, or resume the upload if it’s listed in Uploads.',
    ),
    'upload',
  );
}

/** A later upload of ours to the same segment: going on with the older one mixes both. */
export function findLaterUpload(
  engine: Pick<Uploads, 'jobs'>,
  { jobId, target, startedAt, plannedAt }: JobSummary,
): JobSummary | undefined {
  const started = startedAt ?? plannedAt;
  return engine
    .jobs()
    .find(
      (other) =>
        other.jobId !== jobId &&
        other.target.segmentId === target.segmentId &&
        other.target.origin === target.origin &&
        (other.startedAt ?? '') > started,
    );
}
