import { compact, present } from '../../../common/records';
import {
  readSize,
  segmentSize,
  type SegmentSize,
  type SizeChange,
  type SizeRange,
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

function sizeOf(
  entries: readonly HistoryEntry[],
  sent: readonly SizeChange[] | undefined,
  now: number,
): SegmentSize {
  const readings = entries.filter(({ kind }) => kind === 'reading').map(readSize);
  const [earlier] = present(readings).sort((a, b) => b.at - a.at);
  return segmentSize({ earlier, now }, sent ?? changesInHistory(entries));
}

/** A size for programs. Times are ISO 8601, numbers identifiers; what isn't known is absent. */
export interface PlainSize {
  read?: { identifiers: number; at: string };
  /** What was sent from here since: at most. `replacedWith`: what the last replace or clear left. */
  pending: {
    added: number;
    removed?: number;
    replacedWith?: number;
    uploads: number;
    /** Criteo has computed some of it since the reading. */
    computed?: true;
  };
  atLeast: number;
  atMost?: number;
  /** What was sent before the reading may not be in it yet: the range is wider than its parts. */
  unsettled?: true;
}

export function plainSize({ read, pending, isUnsettled, ...range }: SegmentSize): PlainSize {
  const { from, added, removed, uploads, isComputed } = pending;
  return compact<PlainSize>({
    read: read && { identifiers: read.identifiers, at: new Date(read.at).toISOString() },
    pending: compact<PlainSize['pending']>({
      added,
      removed: removed === Infinity ? undefined : removed,
      replacedWith: from && (from.operation === 'clear' ? 0 : from.sent),
      uploads,
      computed: isComputed || undefined,
    }),
    ...plainRange(range),
    unsettled: isUnsettled || undefined,
  });
}

/** A range for programs. */
export function plainRange({ atLeast, atMost }: SizeRange): Pick<PlainSize, 'atLeast' | 'atMost'> {
  return { atLeast, ...(atMost < Infinity && { atMost }) };
}
