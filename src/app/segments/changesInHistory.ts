import { effectOf, type SizeChange } from '../../upload/segmentSize';
import type { HistoryEntry } from './history';

/**
 * What changed a segment's size, by its history: how many Criteo accepted, or got no answer. Oldest
 * first, as `entries`.
 */
export function changesInHistory(entries: readonly HistoryEntry[]): SizeChange[] {
  return entries.flatMap((entry) => {
    const { kind, at, jobId, accepted = 0, unknown = 0, added = accepted } = entry;
    const { removed = 0, suppressed } = entry;
    if (kind === 'reading') return [];
    const own = jobId === undefined ? [entry] : entries.filter((one) => one.jobId === jobId);
    // An upload that was resumed is there once for each run, the last time with all that it sent.
    if (own.findLast((one) => one.kind !== 'reading') !== entry) return [];
    const operation = kind === 'clear' ? kind : (entry.operation ?? 'add');
    const sent = accepted + unknown;
    const all = effectOf(operation, sent, { added: added + unknown, removed, suppressed });
    const effect = { ...all, least: Math.min(all.least, accepted) };
    // It takes a reading before it begins.
    return [
      {
        jobId,
        operation,
        begin: own[0].at,
        end: at,
        effect,
        sent,
        missing: all.least - effect.least,
      },
    ];
  });
}
