import type { ToolCode } from '../../common/codes/toolCodes';
import type { Uploads } from '../../upload/contract';
import type { JobSummary } from '../../upload/jobTypes';

/** Whether to show a job: a plan that was never started isn't an upload. */
export function isShown(job: JobSummary): boolean {
  return job.state !== 'planned' || isWaiting(job);
}

/** Whether a job waits here for its turn among others that were sent with it. */
export function isWaiting({ state, batch }: Pick<JobSummary, 'state' | 'batch'>): boolean {
  return state === 'planned' && batch !== undefined;
}

/** Whether a job is in progress here. A job paused by a sign-out isn't: it waits to be resumed. */
export function isUnderWay(job: JobSummary): boolean {
  const { state, elsewhere, resumable } = job;
  if (isWaiting(job)) return true;
  return (
    !elsewhere && !resumable && (state === 'running' || state === 'queued' || state === 'paused')
  );
}

/** Whether a job has ended, whatever its result: it can be started over. */
export function hasEnded(job: JobSummary): boolean {
  return !isUnderWay(job) && !job.elsewhere && job.report !== undefined;
}

/** Whether the record of a job can be deleted: nothing is sending it. */
export function canDelete(job: JobSummary): boolean {
  return !isUnderWay(job) && !job.elsewhere;
}

/** Whether Cancel does something to a job. */
export function canCancel(job: JobSummary): boolean {
  return isUnderWay(job) && job.progress.stopping === undefined;
}

/** Whether Resume does something to a job. */
export function canResume(job: JobSummary): boolean {
  return job.resumable && !isUnderWay(job) && !job.elsewhere;
}

/** Errors of a job whose list has changed so much that it can only be started over. */
const OUTDATED: ReadonlySet<string | undefined> = new Set<ToolCode>(['superseded', 'list-emptied']);

/** Whether a later upload or clear of its list has made a job outdated: it can only be started over. */
export function isOutdated({ error }: Pick<JobSummary, 'error'>): boolean {
  return OUTDATED.has(error?.code);
}

/** Whether everything of a job was sent, and no request was rejected as a whole. */
export function isSentCompletely(job: Pick<JobSummary, 'state' | 'resumable' | 'error'>): boolean {
  return job.state === 'finished' && !job.resumable && !isOutdated(job);
}

/**
 * Whether something of a job is left to send: it is in progress, waits, or was cut off. Not one that
 * finished, even if requests were rejected as a whole and could be sent again.
 */
export function isUnfinished(job: JobSummary): boolean {
  if (job.state === 'finished') return false;
  return isUnderWay(job) || job.elsewhere || job.resumable;
}

/** What else decides about the menu of a row. */
export interface RowAbilities {
  /** See `isUndoable`. */
  canUndo?: boolean;
  /** Whether any of its files still exists, as far as known. */
  hasFile?: boolean;
  /** Whether the account that reaches its segment is signed in. */
  hasSegment?: boolean;
}

/**
 * The `viewItem` value for the menus in package.json, of a row of one job or of several that were
 * sent together: `job` or `jobs`, then each possible action.
 */
export function contextOf(
  jobs: readonly JobSummary[],
  { canUndo = false, hasFile = false, hasSegment = false }: RowAbilities = {},
): string {
  const [job] = jobs;
  const isSingle = jobs.length === 1;
  return [
    isSingle ? 'job' : 'jobs',
    jobs.some(canCancel) && 'cancellable',
    jobs.some(canResume) && 'resumable',
    jobs.every(hasEnded) && 'ended',
    isSingle && canUndo && canDelete(job) && 'undoable',
    hasFile && 'file',
    hasSegment && 'segment',
    isSingle && canDelete(job) && (job.report?.refused ?? 0) > 0 && 'refused',
    jobs.every(canDelete) && 'deletable',
  ]
    .filter(Boolean)
    .join('.');
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
