import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import { argumentText } from '../../common/messageText';
import type { Uploads } from '../../upload/contract';
import type { JobSummary } from '../../upload/jobTypes';
import type { AccountHandle, Accounts } from '../accounts/account';
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
function sessionEndedError(): Failure {
  return new Failure(
    'signed-out',
    t(
      'Nothing was sent: the account was signed out. Sign in again, then start over, or resume the upload if it’s listed in Uploads.',
    ),
    'upload',
  );
}
