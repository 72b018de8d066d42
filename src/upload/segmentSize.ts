import { lastComputation, liveAround, nextComputation } from './schedule';
import type { LastUpload, ListReading, Operation } from './uploadTypes';

// Criteo counts a segment twice a day, so what it reports lacks what was sent since; and what was sent
// may have been in the segment before. So its size is a range. All numbers are identifiers, and all
// times milliseconds since 1970.

/** For how many milliseconds a reading that was made while the file was checked counts. */
const READING_COUNTS = 12 * 3_600_000;

/** The number that Criteo reported, and when. */
export interface SizeReading {
  identifiers: number;
  at: number;
}

export interface SizeRange {
  atLeast: number;
  /** Infinity if nothing is known. */
  atMost: number;
}

/** How an upload or a clear changes a segment. */
export interface SizeEffect {
  /** Nothing stays in it of what it had. */
  clears: boolean;
  /** What is in it afterwards, at least. */
  least: number;
  /** What it adds, at most: those of its identifiers that weren't in it. */
  added: number;
  /** What it takes out. */
  removed: { least: number; most: number };
}

/** An upload to a segment from here, or a clear of it. */
export interface SizeChange {
  operation: Operation | 'clear';
  begin: number;
  /** When it ended, or now. */
  end: number;
  effect: SizeEffect;
  /** The identifiers that it put there: accepted, or without an answer. */
  sent: number;
  /** Of the identifiers of its files, those that may not be in the segment afterwards. */
  missing: number;
  /** All of this content is in the segment now: see `Plan.fingerprint`. */
  content?: string;
}

/** The last upload that finished, as `LastUpload`. */
export type LastSent = Pick<
  LastUpload,
  'finishedAt' | 'operation' | 'distinct' | 'removed' | 'sizeBefore' | 'changedSince'
>;

/** What is known of a segment when its size is asked. */
export interface SizeFacts {
  /** The newest reading. */
  read?: SizeReading;
  /** It was made for the upload in question. */
  isCurrent: boolean;
  last?: LastSent;
  /** Oldest first, as far as is known. */
  changes: readonly SizeChange[];
  now: number;
}

/**
 * The numbers that safety checks count with. What isn't certain is decided so that a loss isn't
 * missed: the segment counts as larger before a replace, and as smaller before a removal.
 */
export interface CountedSize {
  /** Whether they are the actual size, as far as that can be known. */
  known: boolean;
  beforeRemoval: number;
  /** Before an add, too. */
  beforeReplace: number;
}

/** What was sent from here and Criteo hasn't computed yet. */
export interface PendingChanges {
  /** The last clear or replace, and what it put there. Whatever came before doesn't count. */
  from?: { operation: 'clear' | 'replace'; identifiers: number };
  /** At most: what was sent twice counts once. */
  added: number;
  removed: number;
}

export interface SegmentSize extends CountedSize, SizeRange {
  read?: SizeReading;
  pending: PendingChanges;
}

/** The size of a segment now. The range is true if nothing but `changes` changed it since the reading. */
export function segmentSize(facts: SizeFacts): SegmentSize {
  const { read, changes, now } = facts;
  return {
    read,
    ...countedSize(facts),
    ...rangeOf(read, changes),
    pending: pendingChanges(changes, now),
  };
}

/** A segment with exactly so many identifiers. */
export function exactly(identifiers: number): SizeRange {
  return { atLeast: identifiers, atMost: identifiers };
}

/** The size after an upload or a clear. */
export function sizeAfter(
  before: SizeRange,
  { clears, least, added, removed }: SizeEffect,
): SizeRange {
  const from = clears ? exactly(0) : before;
  const atLeast = Math.max(least, from.atLeast - removed.most);
  return { atLeast, atMost: Math.max(atLeast, from.atMost + added - removed.least) };
}

/**
 * The effect of an upload all of whose `identifiers` are accepted. `change`: that of an update, which
 * knows who is new and who left.
 */
export function effectOf(
  operation: Operation,
  identifiers: number,
  { added, removed }: { added: number; removed: number } = { added: identifiers, removed: 0 },
): SizeEffect {
  return operation === 'remove'
    ? { clears: false, least: 0, added: 0, removed: { least: 0, most: identifiers } }
    : {
        clears: operation === 'replace',
        least: identifiers,
        added,
        removed: { least: removed, most: removed },
      };
}

/**
 * The one number to expect after an upload: a removal may take out fewer than it has, so it is the
 * least, and the most of any other.
 */
export function expectedAfter(before: number, operation: Operation, effect: SizeEffect): number {
  const { atLeast, atMost } = sizeAfter(exactly(before), effect);
  return operation === 'remove' ? atLeast : atMost;
}

/** The reading, if it has a number. */
export function asReading({ at, identifiers }: ListReading): SizeReading | undefined {
  return identifiers === undefined ? undefined : { identifiers, at };
}

/** A reading made while the file was checked, unless the segment may have been recomputed since. */
export function recentReading(
  reading: ListReading | undefined,
  now: number,
): SizeReading | undefined {
  return reading && now - reading.at < READING_COUNTS ? asReading(reading) : undefined;
}

/** The number that counts before an operation. */
export function countBefore(
  { beforeRemoval, beforeReplace }: CountedSize,
  operation: Operation,
): number {
  return operation === 'remove' || operation === 'update' ? beforeRemoval : beforeReplace;
}

/** By the reading and the last upload alone. */
export function countedSize({
  read,
  isCurrent,
  last,
  now,
}: Omit<SizeFacts, 'changes'>): CountedSize {
  const size = read?.identifiers ?? 0;
  if (last === undefined) return { known: isCurrent, beforeRemoval: size, beforeReplace: size };
  const { operation, distinct, sizeBefore, changedSince } = last;
  const computed = nextComputation(Date.parse(last.finishedAt));
  // Until then, what Criteo reports may not have the last upload yet.
  const isRecent = !changedSince && now < liveAround(computed);
  const isUncounted = isCurrent ? size === sizeBefore : now < computed;
  if (operation === 'replace' && isRecent && isUncounted)
    return { known: true, beforeRemoval: distinct, beforeReplace: distinct };
  const [least, removed] = operation === 'remove' ? [0, distinct] : [distinct, last.removed ?? 0];
  return {
    known: isCurrent,
    // The reading is more accurate than an older upload, after which much may have been removed. It may
    // still have what was just removed.
    beforeRemoval: isRecent ? Math.max(least, size - removed) : size,
    // The segment has at least what was last sent to it.
    beforeReplace: Math.max(least, size),
  };
}

/** Goes through the changes: a reading has those that were computed, and may have some of the next. */
function rangeOf(read: SizeReading | undefined, changes: readonly SizeChange[]): SizeRange {
  const counted = read ? exactly(read.identifiers) : { atLeast: 0, atMost: Infinity };
  let size = counted;
  for (const { begin, end, effect } of knowingContents(changes)) {
    if (read && read.at >= liveAround(nextComputation(end))) continue;
    size = sizeAfter(size, effect);
    if (read && read.at >= nextComputation(begin))
      size = {
        atLeast: Math.min(size.atLeast, counted.atLeast),
        atMost: Math.max(size.atMost, counted.atMost),
      };
  }
  return size;
}

/**
 * The changes with what is known of the contents that they met: the same content is added once; and an
 * update also adds people who were in its previous file and no longer in the segment.
 */
function knowingContents(changes: readonly SizeChange[]): SizeChange[] {
  const contents = new Set<string>();
  /** Identifiers of files that may have been sent before and not be in the segment. */
  let missing = 0;
  return changes.map((change) => {
    const { operation, content, sent, effect } = change;
    const { clears, removed } = effect;
    const isThere = content !== undefined && contents.has(content);
    const met = {
      ...effect,
      added: isThere ? 0 : Math.min(sent, effect.added + missing),
      removed: { ...removed, least: Math.max(0, removed.least - missing) },
    };
    if (clears || removed.most > 0) contents.clear();
    if (content !== undefined) contents.add(content);
    // The next update is compared with this one's file alone.
    const forgets = clears || (operation === 'update' && content !== undefined);
    missing = (forgets ? 0 : missing + removed.most) + change.missing;
    return clears ? change : { ...change, effect: met };
  });
}

/** Of these changes, what Criteo hasn't computed yet. */
export function pendingChanges(changes: readonly SizeChange[], now: number): PendingChanges {
  const computed = lastComputation(now);
  const done = knowingContents(changes).filter(({ end }) => end >= computed);
  const from = done.findLastIndex(({ effect }) => effect.clears);
  const later = done.slice(from + 1).map(({ effect }) => effect);
  const pending = {
    added: later.reduce((sum, { added }) => sum + added, 0),
    removed: later.reduce((sum, { removed }) => sum + removed.most, 0),
  };
  if (from < 0) return pending;
  const { operation, sent } = done[from];
  return {
    from: { operation: operation === 'clear' ? 'clear' : 'replace', identifiers: sent },
    ...pending,
  };
}
