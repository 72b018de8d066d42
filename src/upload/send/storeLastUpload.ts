import { countSentByFormat } from '../hashFormats';
import type { Job } from '../journal/job';
import { iso } from '../journal/report';
import type { Store } from '../journal/store';

/** Stores what a finished job sent, as the last upload to its segment. `now`: milliseconds since 1970. */
export function storeLastUpload({ stored, ledger }: Job, store: Store, now: number): Promise<void> {
  const { target, options, update } = stored;
  const before = ledger.readings.findLast(({ when }) => when === 'before');
  return store.lists.setLastUpload(target.origin, target.segmentId, {
    jobId: stored.jobId,
    finishedAt: iso(now),
    operation: options.operation,
    distinct: stored.distinct,
    removed: update?.identifiers,
    sizeBefore: before?.numberOfIdentifiers,
    accepted: ledger.totals().accepted,
    complete: !ledger.incomplete && !ledger.mixed,
    fingerprint: stored.fingerprint,
    byForm: countSentByFormat(stored),
  });
}
