import type { JobSummary } from '../../../upload/jobTypes';
import { isShown, isUnderWay, isUnfinished, isWaiting } from '../jobState';
import { gapOf } from '../page/jobPageFacts';

/**
 * What a row says about its upload. `incomplete`: it was interrupted, or it cleared the segment and
 * didn’t fill it. `partly`: it finished, and not all was accepted. `unreadable`: its record can’t be
 * read.
 */
export type RowState =
  | 'running'
  | 'paused'
  | 'waiting'
  | 'incomplete'
  | 'failed'
  | 'cancelled'
  | 'partly'
  | 'done'
  | 'unreadable';

/** A row of a list of uploads: a job, or those that sent the same files to several segments. */
export interface UploadRow {
  /** The ID of its first job. */
  readonly id: string;
  /** In the order in which they were sent. */
  readonly jobs: readonly JobSummary[];
  readonly state: RowState;
}

/** From what needs attention first: what several jobs amount to. */
const STATES: readonly RowState[] = [
  'running',
  'paused',
  'incomplete',
  'failed',
  'waiting',
  'cancelled',
  'unreadable',
  'partly',
  'done',
];

/** Which rows are on top. Those of one rank are sorted by time, the newest first. */
const RANKS: Record<RowState, number> = {
  running: 0,
  paused: 0,
  incomplete: 1,
  failed: 1,
  waiting: 2,
  // Ended by the user: no more urgent than one that finished.
  cancelled: 3,
  partly: 3,
  done: 3,
  unreadable: 3,
};

/** The rows of all `jobs`, which are given newest first: unfinished ones on top. */
export function uploadRows(jobs: readonly JobSummary[]): UploadRow[] {
  const groups = new Map<string, JobSummary[]>();
  for (const job of jobs.filter(isShown)) {
    const key = keyOf(job);
    groups.set(key, [...(groups.get(key) ?? []), job]);
  }
  const rows = [...groups.values()].map(rowOf);
  // The sort is stable, and keeps the newest first.
  return rows.sort((a, b) => rankOf(a) - rankOf(b));
}

/** How many uploads aren't finished, each row counted once. */
export function countUnfinished(rows: readonly UploadRow[]): number {
  return rows.filter(({ jobs }) => jobs.some(isUnfinished)).length;
}

/** Jobs with the same key are one row: sent together, the same files in the same way. */
function keyOf({ jobId, batch, operation, files }: JobSummary): string {
  return batch === undefined
    ? jobId
    : JSON.stringify([batch[0], operation, ...files.map(({ uri }) => uri)]);
}

function rowOf(jobs: readonly JobSummary[]): UploadRow {
  const [{ batch = [] }] = jobs;
  const sorted = [...jobs].sort((a, b) => batch.indexOf(a.jobId) - batch.indexOf(b.jobId));
  const states = sorted.map(stateOf);
  const state = STATES.find((one) => states.includes(one)) ?? 'done';
  return {
    id: sorted[0].jobId,
    jobs: sorted,
    // Between two of them, none is running.
    state:
      state === 'waiting' && states.some((one) => one === 'done' || one === 'partly')
        ? 'running'
        : state,
  };
}

/** A failure that can’t be resumed needs no one any more. */
function rankOf({ state, jobs }: UploadRow): number {
  return state === 'failed' && !jobs.some(isUnfinished) ? RANKS.done : RANKS[state];
}

function stateOf(job: JobSummary): RowState {
  const { state, progress, report, elsewhere } = job;
  if (isWaiting(job)) return 'waiting';
  if (isUnderWay(job) || elsewhere || state === 'paused') {
    if (state === 'queued' || progress.wait === 'queue') return 'waiting';
    const isPaused = state === 'paused' || progress.wait !== undefined;
    return isPaused && progress.stopping === undefined ? 'paused' : 'running';
  }
  if (report === undefined) return 'unreadable';
  if (state === 'interrupted') return 'incomplete';
  if (state === 'finished') return report.refused + report.unknown > 0 ? 'partly' : 'done';
  if (job.resumable && gapOf(job, report.unknown) !== undefined) return 'incomplete';
  return state === 'cancelled' ? 'cancelled' : 'failed';
}
