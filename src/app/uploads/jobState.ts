import type { JobSummary } from '../../upload/uploadTypes';

/** A plan that nobody started is no upload. */
export function isShown({ state }: JobSummary): boolean {
  return state !== 'planned';
}

/** Paused by a sign-out it stands still until somebody resumes it. */
export function isUnderWay({ state, elsewhere, resumable }: JobSummary): boolean {
  return (
    !elsewhere && !resumable && (state === 'running' || state === 'queued' || state === 'paused')
  );
}

/**
 * A row's `viewItem` for the menus of package.json: `job`, where it is, then each thing that can be
 * done.
 */
export function contextOf(job: JobSummary): string {
  const place = job.elsewhere ? 'elsewhere' : isUnderWay(job) ? 'underWay' : 'atRest';
  return [
    'job',
    place,
    place === 'underWay' && job.progress.stopping === undefined && 'cancellable',
    place === 'atRest' && job.resumable && 'resumable',
    job.report && 'reported',
    job.report && job.report.refused > 0 && 'refused',
  ]
    .filter(Boolean)
    .join('.');
}
