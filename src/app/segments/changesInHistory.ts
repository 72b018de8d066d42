import { effectOf, type SizeChange } from '../../upload/segmentSize';
import type { HistoryEntry } from './history';

/**
 * What changed a segment's size, by its history: how many Criteo accepted, not whose answer was lost.
 * Oldest first, as `entries`.
 */
export function changesInHistory(
  entries: readonly HistoryEntry[],
): (SizeChange & { jobId?: string })[] {
  const begun = new Map<string | number, number>();
  // An upload that was resumed is there once for each run, each time with all that it sent so far.
  const changes = new Map<string | number, SizeChange & { jobId?: string }>();
  entries.forEach(
    ({ kind, at, jobId, accepted: sent = 0, added = sent, removed = 0, ...entry }, n) => {
      const key = jobId ?? n;
      // It takes a reading before it begins.
      const begin = begun.get(key) ?? at;
      begun.set(key, begin);
      if (kind === 'reading') return;
      const operation = kind === 'clear' ? kind : (entry.operation ?? 'add');
      const effect = effectOf(operation, sent, { added, removed });
      changes.delete(key);
      changes.set(key, { jobId, operation, begin, end: at, effect, sent, missing: 0 });
    },
  );
  return [...changes.values()];
}
