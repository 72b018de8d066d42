import { compact, present } from '../../../common/records';
import { readSize, segmentSize, type SegmentSize } from '../../../upload/segmentSize';
import type { AccountHandle } from '../../accounts/account';
import { changesInHistory } from '../changesInHistory';
import type { History, HistoryEntry } from '../history';

/** The size of a segment by its history on this machine. `now`: milliseconds since 1970. */
export function sizeByEntries(entries: readonly HistoryEntry[], now: number): SegmentSize {
  const [earlier] = present(entries.map(readSize)).sort((a, b) => b.at - a.at);
  return segmentSize({ earlier, now }, changesInHistory(entries));
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
  for (const id of known) sizes.set(id, sizeByEntries(await history.of(account, id), now));
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
