import { compact, present } from '../../../common/records';
import { readSize, segmentSize, type SegmentSize } from '../../../upload/segmentSize';
import type { AccountHandle } from '../../accounts/account';
import { changesInHistory } from '../changesInHistory';
import type { History, HistoryEntry } from '../history';
import { lookUpStatistics } from '../statistics';

/** The size of a segment by its history on this machine. `now`: milliseconds since 1970. */
export function sizeInHistory(entries: readonly HistoryEntry[], now: number): SegmentSize {
  const readings = entries.filter(({ kind }) => kind === 'reading').map(readSize);
  const [earlier] = present(readings).sort((a, b) => b.at - a.at);
  return segmentSize({ earlier, now }, changesInHistory(entries));
}

/** The same of one segment, read from Criteo if it never was. Rejects if cancelled. */
export async function sizeReadOnce(
  history: Pick<History, 'of' | 'add'>,
  account: AccountHandle,
  segmentId: string,
): Promise<SegmentSize> {
  const known = sizeInHistory(await history.of(account, segmentId), Date.now());
  if (known.read) return known;
  const read = await lookUpStatistics(account, segmentId);
  if (read === undefined) return known;
  await history.add(account, segmentId, { kind: 'reading', ...read });
  return sizeInHistory(await history.of(account, segmentId), Date.now());
}

/** The sizes of those of an account's segments that have a history here. Sends no request. */
export async function sizesInHistory(
  history: Pick<History, 'of' | 'segments'>,
  account: AccountHandle,
  ids: readonly string[],
  now: number,
): Promise<Map<string, SegmentSize>> {
  const wanted = new Set(ids);
  const known = (await history.segments(account.key)).filter((id) => wanted.has(id));
  const sizes = new Map<string, SegmentSize>();
  for (const id of known) sizes.set(id, sizeInHistory(await history.of(account, id), now));
  return sizes;
}

/** A size for programs. Times are ISO 8601, numbers identifiers; what isn't known is absent. */
export interface PlainSize {
  read?: { identifiers: number; at: string };
  /** What was sent from here since: at most. `replacedWith`: what the last replace or clear left. */
  pending: { added: number; removed?: number; replacedWith?: number; uploads: number };
  atLeast: number;
  atMost?: number;
}

export function plainSize({ read, pending, atLeast, atMost }: SegmentSize): PlainSize {
  const { from, added, removed, uploads } = pending;
  return compact<PlainSize>({
    read: read && { identifiers: read.identifiers, at: new Date(read.at).toISOString() },
    pending: compact<PlainSize['pending']>({
      added,
      removed: removed === Infinity ? undefined : removed,
      replacedWith: from && (from.operation === 'clear' ? 0 : from.sent),
      uploads,
    }),
    atLeast,
    atMost: atMost === Infinity ? undefined : atMost,
  });
}
