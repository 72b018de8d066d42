import type { JobSummary } from '../uploadTypes';

/** Per category (see `expiredJobs`). */
const KEPT_JOBS = 50;
const DAY = 24 * 3_600_000;
/**
 * Milliseconds to keep jobs that changed no list: long after anyone still needs them, in any
 * window.
 */
const KEPT_PLANS = 7 * DAY;
/** Milliseconds to keep jobs that left a list incomplete: after a quarter no one resumes them. */
const KEPT_UNFINISHED = 90 * DAY;

/** The properties of a job that decide how long it is kept. */
type Keepable = Pick<
  JobSummary,
  'jobId' | 'state' | 'plannedAt' | 'startedAt' | 'finishedAt' | 'resumable' | 'elsewhere'
>;

/**
 * The IDs of the jobs, given newest first, that are no longer kept:
 * - plans whose process is gone, or older than a week
 * - finished jobs with nothing left to send, beyond the newest 50
 * - failed and cancelled jobs that changed no list, beyond the newest 50 or older than a week
 * - other jobs, which someone may want to resume because a list is incomplete or some rows were
 *   rejected: beyond the newest 50 and older than 90 days
 *
 * `isPlannerAlive`: whether the process that created a plan is still alive. `mayHaveChangedList`:
 * whether a job may have changed its list.
 */
export function expiredJobs(
  jobs: readonly Keepable[],
  now: number,
  asked: (jobId: string) => boolean,
  touched: (jobId: string) => boolean,
): string[] {
  const older = (job: Keepable, age: number): boolean =>
    Date.parse(job.finishedAt ?? job.startedAt ?? job.plannedAt) < now - age;
  const kinds: Record<ReturnType<typeof kindOf>, (job: Keepable, place: number) => boolean> = {
    underWay: () => false,
    plan: (job) => older(job, KEPT_PLANS) || !asked(job.jobId),
    whole: (_, place) => place >= KEPT_JOBS,
    idle: (job, place) => place >= KEPT_JOBS || older(job, KEPT_PLANS),
    unfinished: (job, place) => place >= KEPT_JOBS && older(job, KEPT_UNFINISHED),
  };
  const places = { underWay: 0, plan: 0, whole: 0, idle: 0, unfinished: 0 };
  return jobs.flatMap((job) => {
    const kind = kindOf(job, touched);
    return kinds[kind](job, places[kind]++) ? [job.jobId] : [];
  });
}

function kindOf(
  { jobId, state, resumable, elsewhere }: Keepable,
  touched: (jobId: string) => boolean,
): 'underWay' | 'plan' | 'whole' | 'idle' | 'unfinished' {
  if (elsewhere || state === 'running' || state === 'queued') return 'underWay';
  if (state === 'planned') return 'plan';
  if (state === 'finished' && !resumable) return 'whole';
  return (state === 'failed' || state === 'cancelled') && !touched(jobId) ? 'idle' : 'unfinished';
}
