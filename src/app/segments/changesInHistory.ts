import { effectOf, type SizeChange } from '../../upload/segmentSize';
import type { HistoryEntry } from './history';

/**
 * What changed a segment's size, by its history: how many Criteo accepted, not whose answer was lost.
 * Oldest first, as `entries`.
 */
export function changesInHistory(
  entries: readonly HistoryEntry[],
): (SizeChange & { jobId?: string })[] {
  const begun = new Map<string, number>();
  // An upload that was resumed is there once for each run, each time with all that it sent so far.
  const changes = new Map<string, SizeChange & { jobId?: string }>();
  for (const [index, { kind, at, jobId, accepted = 0, ...entry }] of entries.entries()) {
    const key = jobId ?? String(index);
    // It takes a reading before it begins.
    const begin = begun.get(key) ?? at;
    begun.set(key, begin);
    if (kind === 'reading') continue;
    const { operation = 'add', added = accepted, removed = 0 } = entry;
    changes.delete(key);
    changes.set(key, {
      jobId,
      operation: kind === 'clear' ? 'clear' : operation,
      begin,
      end: at,
      effect:
        kind === 'clear'
          ? effectOf('replace', 0)
          : effectOf(operation, accepted, { added, removed }),
      sent: operation === 'remove' ? 0 : accepted,
      missing: 0,
    });
  }
  return [...changes.values()];
}
