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
  /** Of an upload. */
  jobId?: string;
  /** When it first changed the segment; of a replace, when it cleared it. */
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
  /** The upload of which it removes all, which was the last one before it. */
  undoes?: string;
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
   * What the upload changes: at most, and nothing if all of it is in the segment: `thereSince` then says
   * when it was sent.
   */
  change: { clears: boolean; added: number; removed: number; thereSince?: number };
  after: SizeRange;
}

/** What a change does beside the others. */
interface MetChange extends SizeChange {
  /** When its content was sent before, if that is in the segment. */
  thereSince?: number;
}

/**
 * Changes in the order in which they count. One that was cut off and resumed comes after the others in
 * between, but a clear holds only for what was before it.
 */
export function inOrder<C extends SizeChange>(changes: readonly C[]): C[] {
  return [...changes].sort((a, b) => turnOf(a) - turnOf(b) || a.end - b.end);
}

function turnOf({ begin, end, effect }: SizeChange): number {
  return effect.clears ? begin : end;
}

/**
 * The size of a segment now, true if nothing but `changes` changed it since the reading. `changes`: as
 * far as is known, see `inOrder`.
 */
export function segmentSize(facts: SizeFacts, changes: readonly SizeChange[]): SegmentSize {
  const { now } = facts;
  const read = newestReading(facts);
  const met = effectsOf(changes, read);
  const range = rangeOf(read, met);
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
  const { effect, thereSince } = effectsOf(all, newestReading(facts))[before.length];
  const { clears, added, removed } = effect;
  return {
    before: segmentSize(facts, before),
    change: { clears, added, removed: removed.most, ...(thereSince && { thereSince }) },
    after: { atLeast, atMost },
  };
}

function newestReading({ current, earlier }: SizeFacts): SizeReading | undefined {
  return current && earlier && earlier.at > current.at ? earlier : (current ?? earlier);
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

/** What each change does, by what the others before it did. */
function effectsOf(changes: readonly SizeChange[], read: SizeReading | undefined): MetChange[] {
  /** Identifiers of the files that were sent, that may not be in the segment. */
  let missing = 0;
  /** What each upload put there at least. */
  const put = new Map<string | undefined, number>();
  return withoutRepeats(withoutLost(changes), read).map((change) => {
    const { operation, effect, sent, content, undoes } = change;
    const { clears, added, removed } = effect;
    // An update also adds people of its previous file who weren't there any more, and can't remove them.
    const met = clears
      ? effect
      : {
          ...effect,
          added: operation === 'update' ? Math.min(sent, added + missing) : added,
          removed: {
            ...removed,
            least: undoes ? (put.get(undoes) ?? 0) : Math.max(0, removed.least - missing),
          },
        };
    put.set(change.jobId, effect.least);
    // The next update is compared with this one's file alone.
    const forgets = clears || (operation === 'update' && content !== undefined);
    missing = (forgets ? 0 : missing + removed.most) + change.missing;
    return { ...change, effect: met };
  });
}

/** Goes through the changes: a reading has those that were computed, and may have some of the next. */
function rangeOf(read: SizeReading | undefined, changes: readonly SizeChange[]): SizeRange {
  const counted = read ? exactly(read.identifiers) : { atLeast: 0, atMost: Infinity };
  let size = counted;
  for (const { begin, end, effect } of uncounted(changes, (one) => isIn(read, one))) {
    size = sizeAfter(size, effect);
    if (!read || read.at < nextComputation(begin)) continue;
    // It may have the clear and not yet all that was sent after it.
    const isInParts = effect.clears && nextComputation(begin) < end;
    size = {
      atLeast: Math.min(size.atLeast, counted.atLeast),
      atMost: Math.max(size.atMost, counted.atMost + (isInParts ? effect.added : 0)),
    };
  }
  return size;
}

/** Whether a reading has a change for sure. */
function isIn(read: SizeReading | undefined, { end }: SizeChange): boolean {
  return read !== undefined && read.at >= liveAround(nextComputation(end));
}

/** Without those that are counted, unless a clear before them isn't: whatever came after it counts. */
function uncounted<C extends SizeChange>(
  changes: readonly C[],
  isCounted: (change: SizeChange) => boolean,
): readonly C[] {
  const clear = changes.findIndex((one) => one.effect.clears && !isCounted(one));
  return changes.filter((one, index) => (clear >= 0 && index > clear) || !isCounted(one));
}

/** What was sent before an interruption may have been removed in the meantime. */
function withoutLost(changes: readonly SizeChange[]): SizeChange[] {
  let lastEnd = 0;
  return changes.map((change, index) => {
    const { begin, end, effect, missing } = change;
    const isAlone = lastEnd <= begin;
    lastEnd = Math.max(lastEnd, end);
    if (isAlone) return change;
    const between = changes.slice(0, index).filter((one) => one.end > begin);
    const lost = between.reduce((sum, one) => sum + one.effect.removed.most, 0);
    if (lost === 0 || effect.least === 0) return change;
    return {
      ...change,
      effect: { ...effect, least: Math.max(0, effect.least - lost) },
      missing: missing + Math.min(effect.least, lost),
      content: undefined,
    };
  });
}

/**
 * The same content is added once. Not if the reading has it for sure and is smaller: then it was taken out
 * elsewhere.
 */
function withoutRepeats(
  changes: readonly SizeChange[],
  read: SizeReading | undefined,
): MetChange[] {
  const contents = new Map<string, number>();
  return changes.map((change) => {
    const { content, effect, end } = change;
    const { clears, removed, least } = effect;
    const thereSince = content === undefined || clears ? undefined : contents.get(content);
    if (clears || removed.most > 0) contents.clear();
    const isGone = read !== undefined && read.identifiers < least && isIn(read, change);
    if (content !== undefined && !isGone) contents.set(content, end);
    return thereSince === undefined
      ? change
      : { ...change, sent: 0, effect: { ...effect, added: 0 }, thereSince };
  });
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
  const [clear, ...after] = changes;
  const from = clear?.effect.clears ? sizeAfter(exactly(0), clear.effect) : undefined;
  const effects = (from ? after : changes).map(({ effect }) => effect);
  return {
    from,
    added: effects.reduce((sum, { added }) => sum + added, 0),
    removed: effects.reduce((sum, { removed }) => sum + removed.most, 0),
    uploads: changes.filter(({ operation }) => operation !== 'clear').length,
  };
}
