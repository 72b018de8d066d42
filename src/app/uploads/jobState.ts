import type { JobSummary } from '../../upload/uploadTypes';

/** Whether to show a job: a plan that was never started isn't an upload. */
export function isShown({ state }: JobSummary): boolean {
  return state !== 'planned';
}

/** Whether a job is in progress here. A job paused by a sign-out isn't: it waits to be resumed. */
export function isUnderWay({ state, elsewhere, resumable }: JobSummary): boolean {
  return (
    !elsewhere && !resumable && (state === 'running' || state === 'queued' || state === 'paused')
  );
}

/** Whether a job has ended, whatever its result: it can be sent again from the start. */
export function hasEnded(job: JobSummary): boolean {
  return !isUnderWay(job) && !job.elsewhere && job.report !== undefined;
}

/**
 * The `viewItem` value for the menus in package.json: `job`, where it runs, then each possible
 * action. `canUndo`: see `isUndoable`.
 */
export function contextOf(job: JobSummary, canUndo = false): string {
  const place = job.elsewhere ? 'elsewhere' : isUnderWay(job) ? 'underWay' : 'atRest';
  return [
    'job',
    place,
    place === 'underWay' && job.progress.stopping === undefined && 'cancellable',
    place === 'atRest' && job.resumable && 'resumable',
    place === 'atRest' && canUndo && 'undoable',
    job.report && 'reported',
    job.report && job.report.refused > 0 && 'refused',
  ]
    .filter(Boolean)
    .join('.');
}
