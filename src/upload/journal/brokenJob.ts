import { compact } from '../../common/records';
import { NO_PROGRESS, type JobSummary } from '../jobTypes';
import { Ledger } from './ledger';
import { clearTimes, iso } from './report';
import { brokenJournalError, type JobRemains } from './store';

const NO_TARGET = { origin: '', clientId: '', accountId: '', segmentId: '', identifierType: '' };
const NO_COUNTS = { rows: 0, blank: 0, invalid: 0, duplicates: 0, good: 0 };

/**
 * What can still be shown of a job whose plan can't be read: that it existed, and whether it
 * cleared its list. It can only be deleted.
 */
export function summarizeBrokenJob(
  jobId: string,
  { job, entries, otherVersion }: JobRemains,
): JobSummary {
  const known = entries.filter(
    ({ t }) => t === 'run' || t === 'clearing' || t === 'cleared' || t === 'uncleared',
  );
  const replaces = job ? job.options.operation === 'replace' : known.some(({ t }) => t !== 'run');
  const ledger = new Ledger([], known, replaces);
  return compact<JobSummary>({
    jobId,
    state: 'failed',
    target: job?.target ?? NO_TARGET,
    operation: job?.options.operation ?? (replaces ? 'replace' : 'add'),
    files: (job?.files ?? []).map(({ uri, size }) => ({ uri, size })),
    plannedAt: iso(job?.plannedAt ?? creationTime(jobId)),
    startedAt: iso(ledger.startedAt),
    ...clearTimes(ledger),
    counts: NO_COUNTS,
    progress: NO_PROGRESS,
    calls: ledger.requests,
    error: brokenJournalError(jobId, otherVersion).toJSON(),
    resumable: false,
    elsewhere: false,
    readings: [],
  });
}

/** The creation time that an ID starts with: see `Store.newId`. */
function creationTime(jobId: string): number {
  return Number.parseInt(jobId, 36) || 0;
}
