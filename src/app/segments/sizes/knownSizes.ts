import type { Statistics } from '../../../api/apiTypes';
import { compact, present } from '../../../common/records';
import {
  readSize,
  segmentSize,
  type SegmentSize,
  type SentChanges,
  type SizeChange,
  type SizeRange,
  type SizeReading,
} from '../../../upload/segmentSize';
import type { AccountHandle } from '../../accounts/account';
import { changesInHistory } from '../changesInHistory';
import type { History, HistoryEntry } from '../history';
import { lookUpStatistics, takeReading } from '../statistics';

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

/** A segment's figures as they are now, for programs. */
export type SizedStatistics = Statistics & { size: PlainSize };

/** Reads a contact list's figures from the API, keeps them, and gives its size with what was sent since. */
export async function readWithSize(
  sources: SizeSources<'of' | 'add'>,
  account: AccountHandle,
  segmentId: string,
): Promise<{ statistics: SizedStatistics; size: SegmentSize }> {
  const statistics = await takeReading(sources.history, account, segmentId);
  const size = await knownSize(sources, account, segmentId);
  return { statistics: { ...statistics, size: plainSize(size) }, size };
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

/** `atMost` is absent where nothing is known. */
export type PlainRange = Pick<PlainSize, 'atLeast' | 'atMost'>;

/** What was sent from here, at most. `replacedWith`: what the last replace or clear left. */
export interface PlainChanges {
  added: number;
  removed?: number;
  replacedWith?: PlainRange;
  uploads: number;
}

/** A size for programs. Times are ISO 8601, numbers identifiers; what isn't known is absent. */
export interface PlainSize {
  read?: { identifiers: number; at: string };
  /** Sent before the reading, which may lack it. */
  unsettled?: PlainChanges;
  /** Sent since. `computed`: Criteo has computed some of it since the reading. */
  pending: PlainChanges & { computed?: true };
  atLeast: number;
  atMost?: number;
}

export function plainSize({ read, unsettled, pending, ...range }: SegmentSize): PlainSize {
  return compact<PlainSize>({
    read: read && { identifiers: read.identifiers, at: new Date(read.at).toISOString() },
    unsettled: unsettled && plainChanges(unsettled),
    pending: { ...plainChanges(pending), ...(pending.isComputed && { computed: true }) },
    ...plainRange(range),
  });
}

export function plainRange({ atLeast, atMost }: SizeRange): PlainRange {
  return { atLeast, ...(atMost < Infinity && { atMost }) };
}

function plainChanges({ from, added, removed, uploads }: SentChanges): PlainChanges {
  return compact<PlainChanges>({
    added,
    removed: removed === Infinity ? undefined : removed,
    replacedWith: from && plainRange(from),
    uploads,
  });
}

/** The reverse of `plainSize`. */
export function sizeOfPlain({ read, unsettled, pending, ...range }: PlainSize): SegmentSize {
  return compact<SegmentSize>({
    read: read && { identifiers: read.identifiers, at: Date.parse(read.at) },
    unsettled: unsettled && changesOfPlain(unsettled),
    pending: { ...changesOfPlain(pending), isComputed: pending.computed === true },
    ...rangeOfPlain(range),
  });
}

function changesOfPlain({ added, removed, replacedWith, uploads }: PlainChanges): SentChanges {
  return compact<SentChanges>({
    from: replacedWith && rangeOfPlain(replacedWith),
    added,
    removed: removed ?? Infinity,
    uploads,
  });
}

export function rangeOfPlain({ atLeast, atMost = Infinity }: PlainRange): SizeRange {
  return { atLeast, atMost };
}
