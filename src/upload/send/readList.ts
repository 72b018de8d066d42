import { ApiError } from '../../api/apiError';
import { READING_TIMEOUT } from '../../api/options';
import { storedFailureOf } from '../../common/failure';
import { compact } from '../../common/records';
import type { Sender } from '../contract';
import type { StatisticsReading } from '../jobTypes';
import type { Job } from '../journal/job';
import { removesPeople } from '../safetyChecks';
import { recentReading } from '../segmentSize';
import { UploadError } from '../uploadError';
import type { ListReading } from '../uploadTypes';
import type { RunJournal } from './runJournal';

/**
 * Records the API's statistics of a job's list and returns its number of identifiers, or why that
 * couldn't be read. Rejects if the journal does, and with `retryAfter` if a removal or replace
 * has to ask again then: knowing how much it would remove is worth a wait of more than `maxWait`
 * milliseconds, since it doesn't begin without it.
 */
export async function readList(
  when: StatisticsReading['when'],
  job: Job,
  sender: Sender,
  journal: RunJournal,
  {
    signal,
    maxWait,
    now,
    log,
  }: { signal: AbortSignal; maxWait: number; now: () => number; log: (what: string) => void },
): Promise<ListReading> {
  const { accountId, segmentId } = job.stored.target;
  const depends = when === 'before' && mustKnowSize(job, now());
  try {
    const { numberOfIdentifiers, numberOfMatches, matchRate } = await sender.statistics(
      accountId,
      segmentId,
      { signal, timeout: READING_TIMEOUT, waits: depends },
    );
    const reading = { when, at: now(), numberOfIdentifiers, numberOfMatches, matchRate };
    await journal.record([{ t: 'reading', reading }]);
    return compact({ at: reading.at, identifiers: numberOfIdentifiers });
  } catch (error) {
    if (error instanceof UploadError) throw error;
    if (depends && error instanceof ApiError && (error.retryAfter ?? 0) > maxWait) throw error;
    log('no reading');
    return compact({ at: now(), failure: storedFailureOf(error) });
  }
}

/**
 * Whether the job begins only if the size of its list is read: see `shrinkRisk`. Not if it was when the
 * files were checked.
 */
function mustKnowSize({ mustClear, stored }: Job, now: number): boolean {
  const takesOut = mustClear || removesPeople(stored);
  return takesOut && stored.options.minKept > 0 && !recentReading(stored.listReading, now);
}
