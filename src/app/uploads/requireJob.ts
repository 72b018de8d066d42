import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import { dateTime } from '../../common/format';
import { argumentText } from '../../common/messageText';
import { optionName } from '../../common/optionNames';
import type { Uploads } from '../../upload/contract';
import type { JobSummary } from '../../upload/jobTypes';
import type { AccountHandle, Accounts } from '../accounts/account';
import { isOutdated } from './jobState';
import { accountOfJob } from './target';

/**
 * A job from memory, otherwise from disk, which may not have been read yet. Rejects with `Failure`
 * 'unknown-job'.
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
      t('There is no upload {0}, or no longer. See the list of uploads.', argumentText(jobId)),
      operation,
    );
  return job;
}

/**
 * The account of a job; only the session that started it can continue it. Rejects with `Failure`
 * 'other-session', and as `Accounts.require`.
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
      'The upload of {0} was started in another session. Sign in with its client ID, {1}, to continue.',
      fileNames(job.files).forNotification(),
      job.target.clientId,
    ),
    operation,
  );
}

/**
 * The account as currently signed in: users can sign out while a dialog is open. Throws `Failure`
 * 'signed-out'.
 */
export function requireSignedIn(
  accounts: Pick<Accounts, 'signedIn' | 'byKey'>,
  account: AccountHandle,
): AccountHandle {
  if (!accounts.signedIn(account.origin, account.clientId)) throw sessionEndedError();
  return accounts.byKey(account.key) ?? account;
}

/** The session of an upload ended before it started. */
export function sessionEndedError(): Failure {
  return new Failure(
    'signed-out',
    t(
      'Nothing was sent: the account was signed out. Sign in again, then start over, or resume the upload if it’s listed in Uploads.',
    ),
    'upload',
  );
}

/** A later upload from here to the same segment: resuming the older one would mix both. */
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

/**
 * Throws `Failure` 'superseded' or 'list-emptied' for a job that can only be started over, since its
 * list was changed by a later one.
 */
export function assertNotOutdated(job: JobSummary, operation: string): void {
  if (job.error && isOutdated(job)) throw new Failure(job.error.code, job.error.message, operation);
}

/** That a job was checked long ago, as a sentence for a question. */
export function checkedLongAgoText({ files, plannedAt }: JobSummary): string {
  return t(
    '{0} was checked more than 24 hours ago, on {1}.',
    fileNames(files).forNotification(),
    dateTime(Date.parse(plannedAt)),
  );
}

/** What speaks against resuming such a job, as a sentence. */
export function checkAgainText(): string {
  return t('The segment may have changed since then, and there may be a newer file.');
}

/** For a job that was checked long ago: nobody confirmed that it is resumed. */
export function notConfirmedError(job: JobSummary, operation: string): Failure {
  return new Failure(
    'not-confirmed',
    t(
      '{0} {1} Nothing was sent. To resume it anyway, pass “{2}”. To check again, start over.',
      checkedLongAgoText(job),
      checkAgainText(),
      optionName('confirmOld'),
    ),
    operation,
  );
}
