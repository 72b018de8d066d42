import type { Uploads } from '../../upload/contract';
import type { JobSummary } from '../../upload/jobTypes';
import { touchedList } from './outcome';
import { findLaterUpload, isSameList, isSentCompletely } from './standing';

/** The file that filled a segment before a Replace: sending it again puts its list back. */
export interface ReplacedFile {
  jobId: string;
  files: JobSummary['files'];
  /** When it was sent, in milliseconds since 1970. */
  sentAt: number;
  /** Whether the files are still as they were sent. */
  isUnchanged: boolean;
  /** Whether uploads between the two changed the segment: these changes wouldn't come back. */
  isOutdated: boolean;
}

/**
 * What filled the list before a Replace that cleared it, or may have: the last full file that was
 * sent to it from here. Undefined where there is none, where a later upload went to the segment, or
 * where both files have the same identifiers. Reads the files.
 */
export async function findReplacedFile(
  engine: Pick<Uploads, 'jobs' | 'planOf' | 'isUnchanged'>,
  replaced: JobSummary,
): Promise<ReplacedFile | undefined> {
  const previous = lastFullUpload(engine.jobs(), replaced);
  if (!previous || findLaterUpload(engine, replaced)) return undefined;
  const [before, now] = await Promise.all(
    [previous, replaced].map(({ jobId }) => engine.planOf(jobId)),
  );
  if (before.fingerprint === now.fingerprint) return undefined;
  const { jobId, files } = previous;
  return {
    jobId,
    files,
    sentAt: beginOf(previous),
    // A file that can't be read can't be put back either.
    isUnchanged: await engine.isUnchanged(jobId).catch(() => false),
    isOutdated: engine
      .jobs()
      .some(
        (job) =>
          isSameList(job, replaced) &&
          beginOf(job) > beginOf(previous) &&
          beginOf(job) < beginOf(replaced) &&
          job.report !== undefined &&
          touchedList(job.report),
      ),
  };
}

/**
 * The newest upload before a Replace that filled the same list completely: another Replace that has
 * nothing left to send. An add doesn't count: the list may have had more.
 */
export function lastFullUpload(
  jobs: readonly JobSummary[],
  replaced: JobSummary,
): JobSummary | undefined {
  const hasCleared = replaced.cleared !== undefined || replaced.maybeCleared !== undefined;
  if (replaced.operation !== 'replace' || !hasCleared) return undefined;
  return jobs
    .filter(
      (job) =>
        job.jobId !== replaced.jobId &&
        isSameList(job, replaced) &&
        beginOf(job) < beginOf(replaced) &&
        job.operation === 'replace' &&
        isSentCompletely(job),
    )
    .sort((a, b) => beginOf(b) - beginOf(a))
    .at(0);
}

/** An upload that never began has no place in the order. */
function beginOf({ startedAt }: JobSummary): number {
  return Date.parse(startedAt ?? '');
}
