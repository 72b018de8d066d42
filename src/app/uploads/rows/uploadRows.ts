import { groupBy } from '../../../common/records';
import type { JobSummary } from '../../../upload/jobTypes';
import { isShown, isUnfinished, rankOf, standingOf, type Standing } from '../standing';

/** A row of a list of uploads: a job, or those that sent the same files to several segments. */
export interface UploadRow {
  /** The ID of its first job. */
  readonly id: string;
  /** In the order in which they were sent. */
  readonly jobs: readonly JobSummary[];
  readonly state: Standing;
}

/** The rows of all `jobs`, which are given newest first: unfinished ones on top. */
export function uploadRows(jobs: readonly JobSummary[]): UploadRow[] {
  const rows = [...groupBy(jobs.filter(isShown), keyOf).values()].map(rowOf);
  // The sort is stable, and keeps the newest first.
  return rows.sort((a, b) => rankOf(a.jobs) - rankOf(b.jobs));
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
  return { id: sorted[0].jobId, jobs: sorted, state: standingOf(sorted) };
}
