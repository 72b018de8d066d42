import type { JobSummary } from '../uploadTypes';

/** Of each kind (see `expiredJobs`). */
const KEPT_JOBS = 50;
const DAY = 24 * 3_600_000;
/**
 * What changed no list, in milliseconds: long after any question about it was answered, in
 * whichever window.
 */
const KEPT_PLANS = 7 * DAY;
/** What left a list half done, in milliseconds: nobody comes back to the file of last quarter. */
const KEPT_UNFINISHED = 90 * DAY;

/** What is asked of a job to tell whether it is kept. */
type Keepable = Pick<
  JobSummary,
  'jobId' | 'state' | 'plannedAt' | 'startedAt' | 'finishedAt' | 'resumable' | 'elsewhere'
>;

/**
 * Which of the jobs, newest first, are not kept:
 * - plans that nobody will start, or has not for a week
 * - finished ones of which nothing is left to send, beyond the newest 50
 * - failed and cancelled ones that changed no list, beyond the newest 50, or after a week
 * - others that a person may want to go on with, since a list is half done or a part of it was
 *   refused: beyond the newest 50 after 90 days
 *
 * `asked`: whether the one that asked for a plan is still there. `touched`: whether the list may
 * be another one by a job.
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
