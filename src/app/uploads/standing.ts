import { isBlocking, type ToolCode } from '../../common/codes/toolCodes';
import type { Uploads } from '../../upload/contract';
import type { JobSummary, Progress, Totals, WaitReason } from '../../upload/jobTypes';
import { isEveryoneDone } from '../../upload/journal/sides';

/**
 * What an upload does, or how it ended. `waiting`: for its turn, or for another upload to its
 * segment. `incomplete`: it was interrupted, or it cleared the segment and didn’t fill it. `partly`:
 * it finished, and not all was accepted. `unreadable`: its record can’t be read. `planned`: it was
 * checked and never begun, so it isn’t shown.
 */
export type Standing = keyof typeof RANKS;

/**
 * From what needs attention first, which is what several uploads amount to; and which of them are
 * on top of a list.
 */
const RANKS = {
  running: 0,
  paused: 0,
  incomplete: 1,
  failed: 1,
  waiting: 2,
  // Ended by the user: no more urgent than one that finished.
  cancelled: 3,
  unreadable: 3,
  partly: 3,
  done: 3,
  planned: 3,
};
const STANDINGS = Object.keys(RANKS) as Standing[];

/**
 * `sending`: it continues, here or elsewhere, waits, or is paused by a sign-out. The others: see
 * `Standing`.
 */
export type Phase = 'planned' | 'sending' | 'ended' | 'unreadable';

/** How an upload stands, or several that were sent together. Everything shown of them goes by it. */
export function standingOf(jobs: readonly JobSummary[]): Standing {
  const all = jobs.map(standingOfOne);
  const first = STANDINGS.find((one) => all.includes(one)) ?? 'done';
  const hasDone = all.some((one) => one === 'done' || one === 'partly');
  // Between two of them, none is running.
  return first === 'waiting' && hasDone ? 'running' : first;
}

function standingOfOne(job: JobSummary): Standing {
  const { state, progress, report } = job;
  switch (state) {
    case 'planned':
      return isWaiting(job) ? 'waiting' : 'planned';
    case 'queued':
      return 'waiting';
    case 'running':
    case 'paused': {
      if (progress.wait === 'queue') return 'waiting';
      const isPaused = state === 'paused' && progress.stopping === undefined;
      return isPaused || pauseOf(progress) ? 'paused' : 'running';
    }
  }
  if (report === undefined) return 'unreadable';
  if (state === 'interrupted') return 'incomplete';
  if (state === 'finished') return isEveryoneDone(report.sides) ? 'done' : 'partly';
  return job.resumable && gapOf(job, report.unknown) !== undefined ? 'incomplete' : state;
}

/** Which of several lists of uploads is on top: the lowest. */
export function rankOf(jobs: readonly JobSummary[]): number {
  const standing = standingOf(jobs);
  // A failure that can’t be resumed needs no one any more.
  return standing === 'failed' && !jobs.some(isUnfinished) ? RANKS.done : RANKS[standing];
}

export function phaseOf(job: JobSummary): Phase {
  const standing = standingOfOne(job);
  switch (standing) {
    case 'planned':
    case 'unreadable':
      return standing;
    case 'waiting':
    case 'running':
    case 'paused':
      return 'sending';
    default:
      return 'ended';
  }
}

/** What became of what was sent, and how many of its requests were answered, in all jobs. */
export function figuresOf<J extends { report?: Totals; progress?: Progress }>(
  jobs: readonly J[],
): Totals & { answered: number; lostRequests: number; total: number } {
  const sum = (get: (job: J) => number | undefined): number =>
    jobs.reduce((all, job) => all + (get(job) ?? 0), 0);
  return {
    sent: sum(({ report }) => report?.sent),
    accepted: sum(({ report }) => report?.accepted),
    refused: sum(({ report }) => report?.refused),
    unknown: sum(({ report }) => report?.unknown),
    answered: sum(({ progress }) => progress?.callsDone),
    lostRequests: sum(({ progress }) => progress?.callsUnknown),
    total: sum(({ progress }) => progress?.callsTotal),
  };
}

/** Why an upload is paused, unless it is being stopped, or only waits for another one. */
export function pauseOf({ stopping, wait }: Progress): Exclude<WaitReason, 'queue'> | undefined {
  return stopping !== undefined || wait === 'queue' ? undefined : wait;
}

/**
 * Whether a Replace cleared the segment, or may have, and didn't fill it. `lost`: rows whose request
 * got no answer.
 */
export function gapOf(
  {
    state,
    cleared,
    maybeCleared,
    report,
  }: Pick<JobSummary, 'state' | 'cleared' | 'maybeCleared' | 'report'>,
  lost: number,
): 'incomplete' | 'maybeCleared' | undefined {
  if (cleared === undefined) return maybeCleared === undefined ? undefined : 'maybeCleared';
  const isFilled = state === 'finished' || (report?.unsent === 0 && lost === 0);
  return isFilled ? undefined : 'incomplete';
}

/** Whether to show a job: a plan that was never started isn't an upload. */
export function isShown(job: JobSummary): boolean {
  return standingOfOne(job) !== 'planned';
}

/** Whether a job waits here for its turn among others that were sent with it. */
export function isWaiting({ state, batch }: Pick<JobSummary, 'state' | 'batch'>): boolean {
  return state === 'planned' && batch !== undefined;
}

/** Whether a job is in progress, here or elsewhere. One that a sign-out paused waits to be resumed. */
export function isInProgress(job: JobSummary): boolean {
  return job.elsewhere || (phaseOf(job) === 'sending' && !job.resumable);
}

/** Whether a job is in progress here, so that it can be controlled. */
export function isUnderWay(job: JobSummary): boolean {
  return isInProgress(job) && !job.elsewhere;
}

/** Whether a job has ended, whatever its result: it can be started over. */
export function hasEnded(job: JobSummary): boolean {
  return !isInProgress(job) && job.report !== undefined;
}

/** How a program repeats an upload: by an entry of a nightly file or a command. */
export type Repeat = 'entry' | 'command';

/** How an ended job can be repeated by a program, as far as its record says. */
export function copiesOf(job: Pick<JobSummary, 'files' | 'operation'>): Repeat[] {
  const names = job.files.map(({ uri }) => decoded(uri));
  // Paths on disk, which a terminal doesn't take for keys.
  const isEntry =
    names.length > 0 && names.every((name) => name.startsWith('file:') && !/\p{Cc}/u.test(name));
  // An update keeps one file for the next run.
  const isCommand = isEntry && (job.operation !== 'update' || names.length === 1);
  const all = [isEntry && 'entry', isCommand && 'command'] as const;
  return all.filter((one) => one !== false);
}

/** How all of these jobs can be repeated. */
export function commonCopies(jobs: readonly Pick<JobSummary, 'files' | 'operation'>[]): Repeat[] {
  const [first = [], ...others] = jobs.map(copiesOf);
  return first.filter((copy) => others.every((copies) => copies.includes(copy)));
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** Whether the record of a job can be deleted: nothing is sending it. */
export function canDelete(job: JobSummary): boolean {
  return !isInProgress(job);
}

/** Whether Cancel does something to a job. */
export function canCancel(job: JobSummary): boolean {
  return isUnderWay(job) && job.progress.stopping === undefined;
}

/** Whether Resume does something to a job. */
export function canResume(job: JobSummary): boolean {
  return job.resumable && !isInProgress(job);
}

/** Whether Criteo rejected some of its rows, and which ones can be found. */
export function canFindRejected(job: JobSummary): boolean {
  return !isInProgress(job) && (job.report?.refused ?? 0) > 0;
}

/** Errors of a job whose list has changed so much that it can only be started over. */
const OUTDATED: ReadonlySet<string> = new Set<ToolCode>([
  'superseded',
  'people-removed',
  'list-emptied',
]);

/** Whether a later upload or clear of its list has made a job outdated: it can only be started over. */
export function isOutdated({ error }: Pick<JobSummary, 'error'>): boolean {
  return error !== undefined && error.source !== 'api' && OUTDATED.has(error.code);
}

/** Whether a file of a job isn't the one that was checked: it is put back, or the job is started over. */
export function isFileChanged({ error }: Pick<JobSummary, 'error'>): boolean {
  return error?.code === 'file-changed' && error.source !== 'api';
}

/** Whether a safety check stopped a job before its first request: it can only be started over. */
export function isBlocked(job: JobSummary): boolean {
  const { state, error, resumable } = job;
  const isGuard = error !== undefined && isBlocking(error);
  return state === 'failed' && isGuard && !resumable && !isInProgress(job) && !isOutdated(job);
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
  return job.state !== 'finished' && (isInProgress(job) || job.resumable);
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
    ...(jobs.every(hasEnded) ? commonCopies(jobs) : []),
    isSingle && canUndo && canDelete(job) && 'undoable',
    hasFile && 'file',
    hasSegment && 'segment',
    isSingle && canFindRejected(job) && 'refused',
    jobs.every(canDelete) && 'deletable',
  ]
    .filter(Boolean)
    .join('.');
}

/** Whether two uploads are to the same segment. */
export function isSameList(
  { target: one }: Pick<JobSummary, 'target'>,
  { target: other }: Pick<JobSummary, 'target'>,
): boolean {
  return one.origin === other.origin && one.segmentId === other.segmentId;
}

/** A later upload from here to the same segment: resuming the older one would mix both. */
export function findLaterUpload(
  engine: Pick<Uploads, 'jobs'>,
  job: JobSummary,
): JobSummary | undefined {
  return laterUploadsOf(engine.jobs(), job)[0];
}

/** Of these uploads, those to the same segment as another one that began after it. */
export function laterUploadsOf(
  jobs: readonly JobSummary[],
  { jobId, startedAt, plannedAt, ...job }: JobSummary,
): JobSummary[] {
  const started = startedAt ?? plannedAt;
  return jobs.filter(
    (other) => other.jobId !== jobId && isSameList(other, job) && (other.startedAt ?? '') > started,
  );
}
