import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import { fileLabel, fileNames } from '../../common/fileName';
import { dateTime } from '../../common/format';
import { columnName } from '../../csv/header';
import type { Uploads } from '../../upload/contract';
import { columnsRead } from '../../upload/fieldsRead';
import type { JobSummary } from '../../upload/jobTypes';
import type { Plan } from '../../upload/uploadTypes';
import type { AccountHandle } from '../accounts/account';
import { type Choices } from './choices/choices';
import { choicesOfJob } from './choices/jobChoices';
import { touchedList } from './outcome';
import { requireJob } from './requireJob';
import { isInProgress, isSameList, isSentCompletely } from './standing';

// Undo of an Add is a Remove of the same files, read the same way. What an Add sent can't be told
// apart from what the segment had before, so both are removed. Valid rows that the Add didn't get to
// send may have been in the segment before: an Add that wasn't sent completely can't be undone.

/** The upload that a draft undoes. Times in milliseconds since 1970. */
export interface UndoneUpload {
  readonly jobId: string;
  /** When it began. */
  readonly sentAt: number;
  /** Identifiers that Criteo accepted, or may have. */
  readonly accepted: number;
}

/** What the engine says about an upload to undo. */
export type UndoEngine = Pick<Uploads, 'job' | 'jobs' | 'refresh' | 'planOf' | 'isUnchanged'>;

/** A file's current size and time (milliseconds since 1970); undefined if it no longer exists. */
type StampOf = (uri: string) => Promise<{ size: number; modifiedAt?: number } | undefined>;

/** Times closer than this (in milliseconds) are equal: not all file systems keep fractions. */
const SAME_TIME = 1000;

export function undoneUpload({ jobId, report, ...job }: JobSummary): UndoneUpload {
  const { accepted = 0, unknown = 0 } = report ?? {};
  return {
    jobId,
    sentAt: beginOf(job),
    accepted: accepted + unknown,
  };
}

function beginOf({ startedAt, plannedAt }: Pick<JobSummary, 'startedAt' | 'plannedAt'>): number {
  return Date.parse(startedAt ?? plannedAt);
}

/** The finished removal that undid an upload. */
export function findUndo(
  { jobId }: Pick<JobSummary, 'jobId'>,
  jobs: readonly JobSummary[],
): JobSummary | undefined {
  return jobs.find(
    (job) =>
      job.undoes === jobId &&
      isSentCompletely(job) &&
      job.report !== undefined &&
      touchedList(job.report),
  );
}

/**
 * Whether an upload can be undone as far as the list of uploads says: an Add that was sent
 * completely, and the last upload to its segment. Reads nothing.
 */
export function looksUndoable(job: JobSummary, jobs: readonly JobSummary[]): boolean {
  return obstacleInRecords(job, jobs) === undefined;
}

/**
 * Whether to offer to undo an upload: `looksUndoable`, nothing else changed the segment from here
 * since, and each file still has its size. False if that can't be found out. `jobs`: all of the
 * engine's.
 */
export async function isUndoable(
  engine: Pick<UndoEngine, 'planOf'>,
  job: JobSummary,
  jobs: readonly JobSummary[],
  stampOf: StampOf,
): Promise<boolean> {
  // No file is touched for a job that can't be undone anyway.
  if (!looksUndoable(job, jobs)) return false;
  return (await obstacleOnDisk(engine, job, stampOf).catch(() => '')) === undefined;
}

/**
 * Why an upload can't be undone, as a sentence; undefined if it can be, as far as that is known
 * without reading its files. Rejects as `planOf`.
 */
export async function undoObstacle(
  engine: Pick<UndoEngine, 'jobs' | 'planOf'>,
  job: JobSummary,
  stampOf: StampOf,
): Promise<string | undefined> {
  return obstacleInRecords(job, engine.jobs()) ?? obstacleOnDisk(engine, job, stampOf);
}

async function obstacleOnDisk(
  engine: Pick<UndoEngine, 'planOf'>,
  { jobId }: JobSummary,
  stampOf: StampOf,
): Promise<string | undefined> {
  const { previous, files } = await engine.planOf(jobId);
  // Also knows of a clear, a deletion, and uploads whose records were deleted.
  const isLast = previous?.jobId === jobId && !previous.changedSince && previous.complete !== false;
  return isLast ? obstacleInFiles(files, stampOf) : changedSegmentText();
}

/**
 * The job to undo and its plan. Reads all bytes of its files. Rejects with `Failure`
 * 'not-undoable', which says why, with 'unknown-job', and as `Uploads.planOf` and `Uploads.isUnchanged`.
 */
export async function requireUndoable(
  engine: UndoEngine,
  jobId: string,
  stampOf: StampOf,
  command: string,
): Promise<{ job: JobSummary; plan: Plan }> {
  const job = await requireJob(engine, jobId, command);
  const plan = await engine.planOf(jobId);
  const obstacle =
    (await undoObstacle(engine, job, stampOf)) ??
    ((await engine.isUnchanged(jobId))
      ? undefined
      : changedFileText(await changedFiles(plan.files, stampOf)));
  if (obstacle !== undefined)
    throw new Failure('not-undoable', t('{0} Nothing was removed.', obstacle), command);
  return { job, plan };
}

/**
 * A Remove of an upload's files, read exactly as they were for it. Rows that were invalid then don't
 * stop it. `given`: `confirm` and `minKept`, as for a Remove.
 */
export function choicesOfUndo(
  plan: Plan,
  account: AccountHandle,
  given: Pick<Choices, 'confirm' | 'minKept'> = {},
): Choices {
  return {
    ...choicesOfJob(plan, account),
    files: plan.files.map((file) => ({
      uri: file.uri,
      columns: columnsRead(file).map((column) => columnName(file.columns, column)),
      dialect: {
        header: file.dialect.header,
        delimiter: file.dialect.delimiter,
        encoding: file.dialect.encoding,
      },
    })),
    operation: 'remove',
    // Nobody is held back from being removed.
    suppress: undefined,
    requireSuppression: undefined,
    // As they were sent.
    formats: 'given',
    maxInvalid: plan.options.maxRefused,
    ...given,
  };
}

/** What a Remove undoes, as a sentence. `undone`: undefined if its record was deleted. */
export function undoesText(undone: Pick<UndoneUpload, 'sentAt'> | undefined): string {
  return undone
    ? t('Undoes the upload of {0}.', dateTime(undone.sentAt))
    : t('Undoes an earlier upload.');
}

function obstacleInRecords(job: JobSummary, jobs: readonly JobSummary[]): string | undefined {
  const { operation, report } = job;
  const names = fileNames(job.files).forNotification();
  if (operation !== 'add') return t('Only an Add can be undone.');
  if (isInProgress(job)) return t('The upload of {0} is in progress. Wait for it to end.', names);
  const undo = findUndo(job, jobs);
  if (undo) return t('The upload of {0} was undone on {1}.', names, dateTime(beginOf(undo)));
  if (report === undefined || report.accepted + report.unknown === 0)
    return t('Nothing of {0} was added, so there is nothing to undo.', names);
  if (!isSentCompletely(job))
    return t(
      'Not all of {0} was sent, and the rest may have been in the segment before. Only an upload that was sent completely can be undone.',
      names,
    );
  return isLastInRecords(job, jobs) ? undefined : changedSegmentText();
}

/** An upload that was resumed counts by its end. */
function isLastInRecords(job: JobSummary, jobs: readonly JobSummary[]): boolean {
  return !jobs.some(
    (other) =>
      other.jobId !== job.jobId &&
      isSameList(other, job) &&
      other.report !== undefined &&
      touchedList(other.report) &&
      Date.parse(other.report.finishedAt) > beginOf(job),
  );
}

function changedSegmentText(): string {
  return t(
    'The segment was changed from here since that upload. Only the last upload to a segment can be undone.',
  );
}

async function obstacleInFiles(
  files: Plan['files'],
  stampOf: StampOf,
): Promise<string | undefined> {
  for (const file of files) {
    const name = fileLabel(file.uri).forNotification();
    // Without its content from then, it can't be compared.
    if (file.path === undefined)
      return t(
        '“{0}” isn’t on this computer’s disk, so it isn’t known whether it is unchanged.',
        name,
      );
    const stamp = await stampOf(file.uri);
    if (stamp === undefined) return t('“{0}” no longer exists.', name);
    if (stamp.size !== file.size) return changedFileText([file]);
  }
  return undefined;
}

/** Those with another time, otherwise all: which one has other bytes isn't known. */
async function changedFiles(
  files: Plan['files'],
  stampOf: StampOf,
): Promise<readonly { uri: string }[]> {
  const changed: { uri: string }[] = [];
  for (const file of files) {
    const { modifiedAt = 0 } = (await stampOf(file.uri)) ?? {};
    if (Math.abs(modifiedAt - (file.modifiedAt ?? 0)) >= SAME_TIME) changed.push(file);
  }
  return changed.length > 0 ? changed : files;
}

function changedFileText(files: readonly { uri: string }[]): string {
  return t('“{0}” has changed since it was uploaded.', fileNames(files).forNotification());
}
