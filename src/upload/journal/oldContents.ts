import type { PlannedChunk } from '../uploadTypes';
import type { Entry } from './journal';
import { Ledger } from './ledger';
import { begunContents, type ListedContent, type ListJob } from './listContents';

/** A job as it is on disk. */
export interface JobRecord {
  job: ListJob;
  chunks: readonly PlannedChunk[];
  entries: readonly Entry[];
}

/**
 * What 0.1.0 sent to a list, which it kept no record of: by the list's jobs, oldest first. `emptied`:
 * what cleared it last, see `ListState`.
 */
export function contentsOfRecords(
  jobs: readonly JobRecord[],
  emptied: { by: string; at: number } | undefined,
): ListedContent[] {
  return jobs.reduce<ListedContent[]>((contents, { job, chunks, entries }) => {
    const { operation } = job.options;
    if (operation === 'remove') return contents;
    const ledger = new Ledger(chunks, entries, operation === 'replace');
    const { startedAt = 0 } = ledger;
    const isAfterClear = !emptied || emptied.by === job.jobId || startedAt >= emptied.at;
    return ledger.mayHaveChangedList && isAfterClear ? begunContents(contents, job) : contents;
  }, []);
}
