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
  /** The identifiers of its files that were accepted, or got no answer. */
  sent: number;
  /** Of the identifiers of its files, those that may not be in the segment afterwards. */
  missing: number;
  /** All of this content is in the segment now: see `Plan.fingerprint`. */
  content?: string;
  /** It removes all that the change before it put there. */
  undoes?: boolean;
}

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

/** What was sent from here and Criteo hasn't computed yet. */
export interface PendingChanges {
  /** The last clear or replace. Whatever came before doesn't count. */
  from?: Pick<SizeChange, 'operation' | 'sent'>;
  /** At most: what was sent twice counts once. */
  added: number;
  removed: number;
}

export interface SegmentSize extends SizeRange {
  /** The newest reading. */
  read?: SizeReading;
  pending: PendingChanges;
  /** See `CountedSize`. */
  known: boolean;
}

/**
 * The size of a segment now, true if nothing but `changes` changed it since the reading. `changes`:
 * oldest first, as far as is known.
 */
export function segmentSize(facts: SizeFacts, changes: readonly SizeChange[]): SegmentSize {
  const { current, earlier, now } = facts;
  const read = current ?? earlier;
  const once = withoutRepeats(changes);
  return {
    read,
    ...rangeOf(read, once),
    pending: pendingChanges(once, now),
    known: countedSize(facts, 'replace').known,
  };
}

/** A segment with exactly so many identifiers. */
function exactly(identifiers: number): SizeRange {
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
  operation: SizeChange['operation'],
  identifiers: number,
  { added, removed }: { added: number; removed: number } = { added: identifiers, removed: 0 },
): SizeEffect {
  return operation === 'remove'
    ? { clears: false, least: 0, added: 0, removed: { least: 0, most: identifiers } }
    : {
        clears: operation === 'replace' || operation === 'clear',
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

/** Goes through the changes: a reading has those that were computed, and may have some of the next. */
function rangeOf(read: SizeReading | undefined, changes: readonly SizeChange[]): SizeRange {
  const counted = read ? exactly(read.identifiers) : { atLeast: 0, atMost: Infinity };
  let size = counted;
  /** Identifiers of the files that were sent, that may not be in the segment. */
  let missing = 0;
  /** Of the change before, what it put there at least. */
  let last = 0;
  for (const { operation, begin, end, effect, sent, content, ...change } of changes) {
    const { clears, added, removed } = effect;
    // An update also adds people of its previous file who weren't there any more, and can't remove them.
    const met = clears
      ? effect
      : {
          ...effect,
          added: operation === 'update' ? Math.min(sent, added + missing) : added,
          removed: {
            ...removed,
            least: change.undoes ? last : Math.max(0, removed.least - missing),
          },
        };
    last = effect.least;
    // The next update is compared with this one's file alone.
    const forgets = clears || (operation === 'update' && content !== undefined);
    missing = (forgets ? 0 : missing + removed.most) + change.missing;
    if (read && read.at >= liveAround(nextComputation(end))) continue;
    size = sizeAfter(size, met);
    if (read && read.at >= nextComputation(begin))
      size = {
        atLeast: Math.min(size.atLeast, counted.atLeast),
        atMost: Math.max(size.atMost, counted.atMost),
      };
  }
  return size;
}

/** The same content is added once. */
function withoutRepeats(changes: readonly SizeChange[]): SizeChange[] {
  const contents = new Set<string>();
  return changes.map((change) => {
    const { content, effect } = change;
    const { clears, removed } = effect;
    const isThere = content !== undefined && !clears && contents.has(content);
    if (clears || removed.most > 0) contents.clear();
    if (content !== undefined) contents.add(content);
    return isThere ? { ...change, sent: 0, effect: { ...effect, added: 0 } } : change;
  });
}

/** Of these changes, what Criteo hasn't computed yet. */
export function pendingChanges(changes: readonly SizeChange[], now: number): PendingChanges {
  const computed = lastComputation(now);
  const done = changes.filter(({ end }) => end >= computed);
  const from = done.findLastIndex(({ effect }) => effect.clears);
  const later = done.slice(from + 1).map(({ effect }) => effect);
  return {
    from: from < 0 ? undefined : done[from],
    added: later.reduce((sum, { added }) => sum + added, 0),
    removed: later.reduce((sum, { removed }) => sum + removed.most, 0),
  };
}
