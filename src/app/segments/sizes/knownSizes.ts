import { compact, present } from '../../../common/records';
import {
  readSize,
  segmentSize,
  type SegmentSize,
  type SentChanges,
  type SizeChange,
  type SizeReading,
} from '../../../upload/segmentSize';
import type { AccountHandle } from '../../accounts/account';
import { changesInHistory } from '../changesInHistory';
import type { History, HistoryEntry } from '../history';
import { lookUpStatistics } from '../statistics';

/**
 * What was sent to a segment from here: by the records of uploads, and by these entries of its history
 * where there is none any more. Undefined where no record was read: then the history has to do.
 */
export type SentTo = (
  account: AccountHandle,
  segmentId: string,
  entries: readonly HistoryEntry[],
) => readonly SizeChange[] | undefined;

/** What sizes are known from. */
export interface SizeSources<H extends keyof History> {
  history: Pick<History, H>;
  /** The terminal reads the records first. */
  sentTo(...segment: Parameters<SentTo>): ReturnType<SentTo> | Promise<ReturnType<SentTo>>;
}

/** The size of a segment by what is known on this machine. Sends no request. `now`: milliseconds since 1970. */
export async function knownSize(
  { history, sentTo }: SizeSources<'of'>,
  account: AccountHandle,
  segmentId: string,
  now = Date.now(),
): Promise<SegmentSize> {
  const entries = await history.of(account, segmentId);
  return sizeOf(entries, await sentTo(account, segmentId, entries), now);
}

/** The same of one segment, read from Criteo if it never was. Rejects if cancelled. */
export async function sizeReadOnce(
  sources: SizeSources<'of' | 'add'>,
  account: AccountHandle,
  segmentId: string,
): Promise<SegmentSize> {
  const known = await knownSize(sources, account, segmentId);
  if (known.read) return known;
  const read = await lookUpStatistics(account, segmentId);
  if (read === undefined) return known;
  await sources.history.add(account, segmentId, { kind: 'reading', ...read });
  return knownSize(sources, account, segmentId);
}

/** The sizes of those of an account's segments of which something is known here. Sends no request. */
export async function knownSizes(
  { history, sentTo }: SizeSources<'of' | 'segments'>,
  account: AccountHandle,
  ids: readonly string[],
  now = Date.now(),
): Promise<Map<string, SegmentSize>> {
  const recorded = new Set(await history.segments(account.key));
  const sizes = new Map<string, SegmentSize>();
  for (const id of ids) {
    const entries = recorded.has(id) ? await history.of(account, id) : [];
    const sent = await sentTo(account, id, entries);
    if (entries.length + (sent?.length ?? 0) > 0) sizes.set(id, sizeOf(entries, sent, now));
  }
  return sizes;
}

/**
 * The size by a segment's history. `sent`: if it is known by the records of uploads. `now`: milliseconds
 * since 1970.
 */
export function sizeOf(
  entries: readonly HistoryEntry[],
  sent: readonly SizeChange[] = changesInHistory(entries),
  now = Date.now(),
): SegmentSize {
  return segmentSize({ earlier: lastRead(entries), now }, sent);
}

/** The newest reading that has a number; the API may answer without. */
export function lastRead(entries: readonly HistoryEntry[]): SizeReading | undefined {
  return present(entries.map(readSize)).at(-1);
}

/** What was sent from here, at most. `replacedWith`: what the last replace left, 0 after a clear. */
interface PlainChanges {
  added: number;
  removed?: number;
  replacedWith?: number;
  uploads: number;
}

/** A size for programs. Times are ISO 8601, numbers identifiers; what isn't known is absent. */
export interface PlainSize {
  read?: { identifiers: number; at: string };
  /** Sent before the reading, which may lack it. */
  unsettled?: PlainChanges;
  /** Sent since. */
  pending: PlainChanges;
  atLeast: number;
  atMost?: number;
}

export function plainSize({ read, unsettled, pending, ...range }: SegmentSize): PlainSize {
  return compact<PlainSize>({
    read: read && { identifiers: read.identifiers, at: new Date(read.at).toISOString() },
    unsettled: unsettled && plainChanges(unsettled),
    pending: plainChanges(pending),
    atLeast: range.atLeast,
    atMost: finite(range.atMost),
  });
}

function plainChanges({ from, added, removed, uploads }: SentChanges): PlainChanges {
  return compact<PlainChanges>({
    added,
    removed: finite(removed),
    replacedWith: from?.atMost,
    uploads,
  });
}

function finite(value: number): number | undefined {
  return value === Infinity ? undefined : value;
}
