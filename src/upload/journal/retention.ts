import type { JobSummary } from '../jobTypes';

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
type JobAge = Pick<
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
  jobs: readonly JobAge[],
  now: number,
  isPlannerAlive: (jobId: string) => boolean,
  mayHaveChangedList: (jobId: string) => boolean,
): string[] {
  const isOlder = (job: JobAge, age: number): boolean =>
    Date.parse(job.finishedAt ?? job.startedAt ?? job.plannedAt) < now - age;
  const isExpired: Record<ReturnType<typeof categorize>, (job: JobAge, rank: number) => boolean> = {
    underWay: () => false,
    plan: (job) => isOlder(job, KEPT_PLANS) || !isPlannerAlive(job.jobId),
    whole: (_, rank) => rank >= KEPT_JOBS,
    idle: (job, rank) => rank >= KEPT_JOBS || isOlder(job, KEPT_PLANS),
    unfinished: (job, rank) => rank >= KEPT_JOBS && isOlder(job, KEPT_UNFINISHED),
  };
  const ranks = { underWay: 0, plan: 0, whole: 0, idle: 0, unfinished: 0 };
  return jobs.flatMap((job) => {
    const category = categorize(job, mayHaveChangedList);
    return isExpired[category](job, ranks[category]++) ? [job.jobId] : [];
  });
}

function categorize(
  { jobId, state, resumable, elsewhere }: JobAge,
  mayHaveChangedList: (jobId: string) => boolean,
): 'underWay' | 'plan' | 'whole' | 'idle' | 'unfinished' {
  if (elsewhere || state === 'running' || state === 'queued') return 'underWay';
  if (state === 'planned') return 'plan';
  if (state === 'finished' && !resumable) return 'whole';
  return (state === 'failed' || state === 'cancelled') && !mayHaveChangedList(jobId)
    ? 'idle'
    : 'unfinished';
}
