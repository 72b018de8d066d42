import { t } from '@vscode/l10n';
import { codeOf, isBlocking, type ToolCode } from '../../common/codes/toolCodes';
import { fileNamesOf } from '../../common/messageText';
import { optionName } from '../../common/optionNames';
import { UploadError } from '../uploadError';
import type { UploadOptions } from '../uploadTypes';
import type { Ledger } from './ledger';
import { epochByOthers, type ListState } from './listState';
import type { StoredJob } from './store';

/** Failures after which a job can only be started over. */
const FINAL_CODES: ReadonlySet<string | undefined> = new Set<ToolCode>([
  'list-emptied',
  'superseded',
  'people-removed',
]);

/**
 * Whether a safety check stopped a job before it changed its list: it would stop it again. Whether its
 * suppression lists have changed is looked at anew by every run.
 */
export function isStoppedByGuard({
  error,
  mayHaveChangedList,
}: Pick<Ledger, 'error' | 'mayHaveChangedList'>): boolean {
  return (
    error !== undefined &&
    isBlocking(error) &&
    error.code !== 'suppression-changed' &&
    !mayHaveChangedList
  );
}

/** Whether a job ended with a failure that resuming it can't change. */
export function isFinal(ledger: Pick<Ledger, 'error' | 'mayHaveChangedList'>): boolean {
  return FINAL_CODES.has(ledger.error?.code) || isStoppedByGuard(ledger);
}

/**
 * Why a job that has begun can't continue: something else cleared its list after it had sent to it
 * (`list-emptied`), or another replace, update, clear or removal of the list was later
 * (`superseded`). Not for a job whose journal has no epoch: its first line was torn.
 */
export function outdatedError(
  job: StoredJob,
  ledger: Ledger,
  list: ListState | undefined,
): UploadError | undefined {
  const removed = peopleRemovedError(job, list);
  if (removed) return removed;
  const { firstEpoch } = ledger;
  if (firstEpoch === undefined || epochByOthers(list, job.jobId) <= firstEpoch) return undefined;
  return (
    listClearedError(job, ledger, list) ??
    new UploadError(
      'superseded',
      t(
        'A later Replace, Update, Remove or Clear changed the segment after the upload of {0} began, so the rest isn’t sent. Start over to check and send everything again.',
        fileNamesOf(job.files),
      ),
    )
  );
}

/**
 * The error for a job that was planned before people were removed from every segment, its own among them: it
 * would bring them back if they are in its files.
 */
function peopleRemovedError(job: StoredJob, list: ListState | undefined): UploadError | undefined {
  const { options, listEpoch, files } = job;
  const isRemoval = options.operation === 'remove' || options.removal !== undefined;
  if (isRemoval || listEpoch >= (list?.peopleRemoved ?? 0)) return undefined;
  return new UploadError(
    'people-removed',
    t(
      'People were removed from every segment after {0} was checked, and this would bring back those who are in it. Nothing more was sent. Export it again, or keep these people out ({1}), then start over.',
      fileNamesOf(files),
      optionName('keepOut'),
    ),
  );
}

/**
 * The error for files to add of which one was written before people were removed from every segment, the
 * list's among them. `isKeptOut`: whether the people of such a removal are on a list that is used, by its ID.
 */
export async function olderFileError(
  files: StoredJob['files'],
  { operation, removal }: UploadOptions,
  list: ListState | undefined,
  isKeptOut: (removal: string) => Promise<boolean>,
): Promise<UploadError | undefined> {
  if (operation === 'remove' || removal !== undefined) return undefined;
  const writtenAt = Math.min(...files.map(({ modifiedAt = Infinity }) => modifiedAt));
  for (const one of list?.removals ?? [])
    if (writtenAt < one.at && !(await isKeptOut(one.removal)))
      return new UploadError(
        'people-removed',
        t(
          'People were removed from every segment after {0} was written, and this would bring back those who are in it. Nothing was sent. Export it again, or keep these people out ({1}).',
          fileNamesOf(files),
          optionName('keepOut'),
        ),
      );
  return undefined;
}

/**
 * The error for a job whose list something else cleared after the job had sent to it: the remaining
 * rows alone would be neither the old content nor the new one.
 */
export function listClearedError(
  job: StoredJob,
  ledger: Ledger,
  list: ListState | undefined,
): UploadError | undefined {
  if (list?.emptied === undefined || list.emptied.by === job.jobId || !ledger.mayHaveChangedList)
    return undefined;
  // A journal without its first line only has times.
  if (
    ledger.epoch === undefined
      ? list.emptied.at < (ledger.startedAt ?? 0)
      : list.emptied.epoch <= ledger.epoch
  )
    return undefined;
  return new UploadError(
    'list-emptied',
    t(
      'Another upload or a Clear Segment command seems to have cleared the segment since, so what the upload of {0} sent is no longer in it. Nothing more was sent. Start over to send everything.',
      fileNamesOf(job.files),
    ),
  );
}

/**
 * The error for an update whose list others have changed since it was planned, so that who left was
 * worked out for another list: by an add at any time, or by a replace, update, clear or removal
 * before it has sent anything (see `outdatedError` for later ones).
 */
export function planOutdatedError(
  job: StoredJob,
  ledger: Ledger,
  list: ListState | undefined,
): UploadError | undefined {
  const removed = peopleRemovedError(job, list);
  const { update, files } = job;
  if (removed || !update) return removed;
  const { listEpoch, listJobs } = update;
  const hasOthers = list?.contents.some(
    ({ jobId }) => jobId !== job.jobId && !listJobs.includes(jobId),
  );
  const isSame = ledger.mayHaveChangedList || epochByOthers(list, job.jobId) === listEpoch;
  if (isSame && hasOthers !== true) return undefined;
  return new UploadError(
    'superseded',
    t(
      'Another upload or Clear changed the segment after {0} was checked, so the people to remove may be different now. Nothing more was sent. Start over to check again.',
      fileNamesOf(files),
    ),
  );
}

/** The error for a job that has begun and can't continue, for one reason or the other. */
export function cannotContinueError(
  job: StoredJob,
  ledger: Ledger,
  list: ListState | undefined,
): UploadError | undefined {
  return outdatedError(job, ledger, list) ?? planOutdatedError(job, ledger, list);
}

/** The error for a job that has nothing for another run. */
export function nothingToResumeError({
  stored,
  ledger,
}: {
  stored: Pick<StoredJob, 'files'>;
  ledger: Ledger;
}): UploadError {
  const { error } = ledger;
  if (error?.code === 'superseded' || error?.code === 'people-removed')
    return new UploadError(error.code, error.message);
  if (error && isStoppedByGuard(ledger))
    return new UploadError(
      codeOf(error),
      t('{0} The upload can’t be resumed: start over.', error.message),
    );
  return new UploadError(
    'not-resumable',
    t(
      'The upload of {0} has nothing left to resume. Start over to send everything again.',
      fileNamesOf(stored.files),
    ),
  );
}
