import type { JobSummary } from '../../../upload/jobTypes';
import { readSize } from '../../../upload/segmentSize';
import type { HistoryEntry } from '../../segments/history';
import { sizesLines } from '../../segments/sizes/sizeTexts';
import { touchedList } from '../outcome';
import { sentBefore, sizesOfJob, type JobSizes } from '../plan/sentFromHere';
import { isOutdated } from '../standing';

/** What the size of an upload's segment is known from: all records of uploads, and its history. */
export function sizeFactsOf(
  job: JobSummary,
  jobs: readonly JobSummary[],
  entries: readonly HistoryEntry[],
): Required<Pick<JobSizes, 'readings' | 'sentBefore'>> {
  return {
    readings: entries.flatMap((entry) => readSize(entry) ?? []),
    sentBefore: sentBefore(job, jobs, entries),
  };
}

/**
 * The size of the segment before and after an upload that has ended, as its plan had it. Empty where it
 * changed nothing, where what it sent is no longer in the segment, and where nothing is known.
 */
export function reportedSizeLines(facts: JobSizes): string[] {
  const { report } = facts.job;
  if (!report || !touchedList(report) || report.maybeCleared || isOutdated(facts.job)) return [];
  return sizesLines(sizesOfJob(facts, false));
}
