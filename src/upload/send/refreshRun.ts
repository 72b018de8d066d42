import { t } from '@vscode/l10n';
import type { ProblemSummary } from '../../api/apiTypes';
import { fileNamesOf } from '../../common/messageText';
import type { Job } from '../journal/job';
import { keepFinished, putCopy } from '../refresh/keptFile';
import { UploadError } from '../uploadError';
import { looksChanged } from './openPlan';
import type { PlanReaders } from './planReaders';
import type { RunJournal } from './runJournal';

/**
 * Puts a copy of the file of a refresh beside the kept one, before its first request: the next job
 * then knows what may be in the list. Rejects as `putCopy`, and if the file has changed.
 */
export async function keepCopy(
  job: Job,
  readers: Pick<PlanReaders, 'verify'>,
  journal: Pick<RunJournal, 'record'>,
): Promise<void> {
  const { stored, ledger } = job;
  const { keep } = stored.refresh ?? {};
  if (keep === undefined || ledger.hasCopy) return;
  const [{ path }] = stored.files;
  if (path !== undefined) await putCopy(path, keep);
  if (await looksChanged(job)) await readers.verify();
  await journal.record([{ t: 'copied' }]);
}

/** The error for a refresh that removes no one yet. */
export function addsOpenError({ stored }: Job): UploadError {
  return new UploadError(
    'adds-open',
    t(
      'No one was removed: Criteo rejected part of what {0} adds, or its response was lost. Resume the upload to send that again and then remove who left.',
      fileNamesOf(stored.files),
    ),
  );
}

/** Makes the copy of a finished refresh the kept file; a warning if that fails. */
export async function notKept({ stored }: Job): Promise<ProblemSummary | undefined> {
  const { keep } = stored.refresh ?? {};
  if (keep === undefined) return undefined;
  try {
    await keepFinished(keep);
    return undefined;
  } catch (error) {
    if (!(error instanceof UploadError)) throw error;
    return { code: error.code, type: 'unknown', title: error.message };
  }
}
