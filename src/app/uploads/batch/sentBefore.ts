import type { JobSummary } from '../../../upload/jobTypes';
import type { Operation } from '../../../upload/uploadTypes';
import { touchedList } from '../outcome';

/**
 * The newest upload of this file to a segment with the same operation, if the file hasn't changed since then by its size and
 * time: people may add the same file twice. `origin`: of the API. `modifiedAt`: milliseconds since 1970.
 */
export function findSentBefore(
  jobs: readonly Pick<
    JobSummary,
    'jobId' | 'target' | 'operation' | 'files' | 'startedAt' | 'report'
  >[],
  { uri, size, modifiedAt }: { uri: string; size: number; modifiedAt?: number },
  { origin, segmentId, operation }: { origin: string; segmentId: string; operation?: Operation },
): { jobId: string; at: number } | undefined {
  const found = jobs.find(
    ({ target, operation: done, files, startedAt, report }) =>
      done === operation &&
      report !== undefined &&
      touchedList(report) &&
      target.origin === origin &&
      target.segmentId === segmentId &&
      modifiedAt !== undefined &&
      Date.parse(startedAt ?? '') >= modifiedAt &&
      files.some((file) => file.uri === uri && file.size === size),
  );
  return found && { jobId: found.jobId, at: Date.parse(found.startedAt ?? '') };
}
