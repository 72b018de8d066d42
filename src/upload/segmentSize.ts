import {
  exactly,
  followChanges,
  isIn,
  sizeAfter,
  turnOf,
  uncounted,
  type MetChange,
  type SizeChange,
  type SizeEffect,
  type SizeRange,
  type SizeReading,
} from './followChanges';
import { lastComputation, liveAround, nextComputation } from './schedule';
import type { LastUpload, ListReading, Operation } from './uploadTypes';

export {
  sizeAfter,
  type SizeChange,
  type SizeEffect,
  type SizeRange,
  type SizeReading,
} from './followChanges';

// Criteo counts a segment twice a day, so what it reports lacks what was sent since; and what was sent
// may have been in the segment before. So its size is a range. All numbers are identifiers, and all
// times milliseconds since 1970.

/** For how many milliseconds a reading that was made while the file was checked counts. */
const READING_COUNTS = 12 * 3_600_000;

/** What is known of a segment when its size is asked. */
export interface SizeFacts {
  /** A reading made for the upload in question. */
  current?: SizeReading;
  /** The newest one before. */
  earlier?: SizeReading;
  /** The last upload that finished. */
  last?: LastUpload;
  now: number;
}

/** The number that safety checks count with. */
export interface CountedSize {
  identifiers: number;
  /** Whether it is the actual size, as far as that can be known. */
  known: boolean;
}

/** What was sent from here in some time. */
export interface SentChanges {
  /** What the last clear or replace left. Whatever came before doesn't count. */
  from?: SizeRange;
  /** At most: what was sent twice counts once. */
  added: number;
  removed: number;
  /** How many uploads that is. */
  uploads: number;
}

/** The size of a segment now: the range, and what it consists of. */
export interface SegmentSize extends SizeRange {
  /** The newest reading. */
  read?: SizeReading;
  /** What the reading may lack yet: sent before its computation, and shown up to five hours later. */
  unsettled?: SentChanges;
  /**
   * What was sent since, or since the last computation where nothing was read. `isComputed`: Criteo has
   * computed some of it since the reading.
   */
  pending: SentChanges & { isComputed: boolean };
}

/** The size of a segment before and after an upload. */
export interface SizeAround {
  before: SegmentSize;
  /**
   * What the upload changes: at most. `thereSince`: when the same was sent, if nothing was taken out since,
   * so that it changes nothing; else `sentBefore`.
   */
  change: {
    clears: boolean;
    added: number;
    removed: number;
    thereSince?: number;
    sentBefore?: number;
  };
  after: SizeRange;
}

/**
 * Changes in the order in which they count. One that was cut off and resumed comes after the others in
 * between, but a clear holds only for what was before it.
 */
export function inOrder<C extends SizeChange>(changes: readonly C[]): C[] {
  return [...changes].sort((a, b) => turnOf(a) - turnOf(b) || a.end - b.end);
}

/**
 * The size of a segment now, true if nothing but `changes` changed it since the reading. `changes`: as
 * far as is known, see `inOrder`.
 */
export function segmentSize(facts: SizeFacts, changes: readonly SizeChange[]): SegmentSize {
  const { now } = facts;
  const read = newestReading(facts);
  const { met, range } = followChanges(changes, read);
  const computed = lastComputation(read?.at ?? now);
  const later = sinceClear(uncounted(met, (change) => turnOf(change) < computed));
  const isComputed = later.some(({ end }) => end < lastComputation(now));
  const pending = { ...sumOf(later), isComputed };
  const size = { read, ...range, pending };
  if (!read || pending.from || range.atLeast === range.atMost) return size;
  const open = sinceClear(uncounted(met, (change) => isIn(read, change)));
  const unsettled = sumOf(open.filter((change) => !later.includes(change)));
  const isAny = unsettled.from !== undefined || unsettled.added + unsettled.removed > 0;
  return isAny ? { ...size, unsettled } : size;
}

/**
 * The size before and after `own`, an upload that is planned or was sent after `changes`, or while it was
 * interrupted.
 */
export function sizeAround(
  facts: SizeFacts,
  changes: readonly SizeChange[],
  own: SizeChange,
): SizeAround {
  const isLater = (change: SizeChange): boolean => own.effect.clears && turnOf(change) > own.begin;
  const before = changes.filter((change) => !isLater(change));
  const all = [...before, own, ...changes.filter(isLater)];
  const { atLeast, atMost } = segmentSize(facts, all);
  const { met } = followChanges(all, newestReading(facts));
  const { effect, sentBefore, thereSince } = met[before.length];
  const { clears, added, removed } = effect;
  return {
    before: segmentSize(facts, before),
    change: {
      ...{ clears, added, removed: removed.most },
      ...(sentBefore && { sentBefore }),
      ...(thereSince && { thereSince }),
    },
    after: { atLeast, atMost },
  };
}

function newestReading({ current, earlier }: SizeFacts): SizeReading | undefined {
  return current && earlier && earlier.at > current.at ? earlier : (current ?? earlier);
}

/**
 * The effect of an upload all of whose `identifiers` are accepted. `change`: of an update, which knows who
 * is new and who left, and of who is `suppressed`: they are removed, and may not have been in.
 */
export function effectOf(
  operation: SizeChange['operation'],
  identifiers: number,
  { added, removed, suppressed = 0 }: { added: number; removed: number; suppressed?: number } = {
    added: identifiers,
    removed: 0,
  },
): SizeEffect {
  return operation === 'remove'
    ? { clears: false, least: 0, added: 0, removed: { least: 0, most: identifiers } }
    : {
        clears: operation === 'replace' || operation === 'clear',
        least: identifiers,
        added,
        removed: { least: removed, most: removed + suppressed },
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

/** The number in a reading, if there is one. */
export function readSize(
  reading: { at: number; identifiers?: number; numberOfIdentifiers?: number } | undefined,
): SizeReading | undefined {
  const identifiers = reading?.identifiers ?? reading?.numberOfIdentifiers;
  return reading && identifiers !== undefined ? { identifiers, at: reading.at } : undefined;
}

/** A reading made while the file was checked, unless the segment may have been recomputed since. */
export function recentReading(
  reading: ListReading | undefined,
  now: number,
): SizeReading | undefined {
  return reading && now - reading.at < READING_COUNTS ? readSize(reading) : undefined;
}

/**
 * The size before an operation by the reading and the last upload alone. What isn't certain is decided
 * so that a loss isn't missed: the segment counts as larger before a replace, and as smaller before a
 * removal.
 */
export function countedSize(
  { current, earlier, last, now }: SizeFacts,
  operation: Operation,
): CountedSize {
  const size = (current ?? earlier)?.identifiers ?? 0;
  const known = current !== undefined;
  if (last === undefined) return { identifiers: size, known };
  const { distinct } = last;
  const computed = nextComputation(Date.parse(last.finishedAt));
  // Until then, what Criteo reports may not have the last upload yet.
  const isRecent = !last.changedSince && now < liveAround(computed);
  const isUncounted = known ? size === last.sizeBefore : now < computed;
  if (last.operation === 'replace' && isRecent && isUncounted)
    return { identifiers: distinct, known: true };
  const removes = operation === 'remove' || operation === 'update';
  // The reading is more accurate than an older upload, after which much may have been removed.
  if (removes && !isRecent) return { identifiers: size, known };
  // The segment has at least what was last sent to it. The reading may still have what was just removed.
  const [least, removed] =
    last.operation === 'remove' ? [0, distinct] : [distinct, last.removed ?? 0];
  return { identifiers: Math.max(least, removes ? size - removed : size), known };
}

/** The last clear and what came after it, or all. */
function sinceClear(changes: readonly MetChange[]): readonly MetChange[] {
  return changes.slice(
    Math.max(
      0,
      changes.findLastIndex(({ effect }) => effect.clears),
    ),
  );
}

/** What changes since the last clear do together. */
function sumOf(changes: readonly MetChange[]): SentChanges {
  const [first, ...after] = changes;
  const from = first?.effect.clears ? sizeAfter(exactly(0), first.effect) : undefined;
  const effects = (from ? after : changes).map(({ effect }) => effect);
  const added = effects.reduce((sum, one) => sum + one.added, 0);
  const removed = effects.reduce((sum, one) => sum + one.removed.most, 0);
  const there = from ?? first?.before;
  return {
    from,
    added,
    // No more than was in, except that a clear without a response is one.
    removed: there && removed < Infinity ? Math.min(removed, there.atMost + added) : removed,
    uploads: changes.filter(({ operation }) => operation !== 'clear').length,
  };
}
