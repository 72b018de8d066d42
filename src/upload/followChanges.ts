import { liveAround, nextComputation } from './schedule';
import type { Operation } from './uploadTypes';

// What was sent to a segment, change by change, and between which numbers its size is after each. All
// numbers are identifiers, and all times milliseconds since 1970.

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

/** What files have, all of it. */
export interface SentContent {
  /** See `Plan.fingerprint`. */
  fingerprint: string;
  /** Of its identifiers, those that weren't sent, or were rejected, at most. */
  unsent: number;
  /** Of those that were sent: it isn't known whether they were added or removed. */
  unanswered: number;
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
  /** What it sent, so that it counts once. Absent if that may have been taken out elsewhere. */
  content?: SentContent;
  /** Of an update: in the previous files, identifiers that were never sent from here, at most. */
  neverThere?: number;
  /** Of an update: the next one is compared with its file alone. */
  isCompared?: boolean;
  /** The upload of which it removes all, which was the last one before it. */
  undoes?: string;
}

export function turnOf({ begin, end, effect }: SizeChange): number {
  return effect.clears ? begin : end;
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

/** What a change does beside the others. */
export interface MetChange extends SizeChange {
  /** The range before it. */
  before: SizeRange;
  /** When all of its content was sent before, if nothing was taken out since; else `sentBefore`. */
  thereSince?: number;
  sentBefore?: number;
}

/** What each change does, by what the others before it did, and the range after all. */
export function followChanges(
  changes: readonly SizeChange[],
  read: SizeReading | undefined,
): { met: MetChange[]; range: SizeRange } {
  const walk = new Walk(read);
  const all = withoutLost(changes);
  const open = new Set(uncounted(all, (one) => isIn(read, one)));
  return { met: all.map((change) => walk.next(change, !open.has(change))), range: walk.range };
}

/** A content that was added, or removed. */
interface KnownContent {
  /** When it was sent last. */
  at: number;
  isWhole: boolean;
  /** Whether changes since then may have taken out, or put back, some of it. */
  isTouched: boolean;
  /** How many of its identifiers can be added, or removed, if it is sent again. */
  movable: number;
  /** By how many that moves the bound: not by those that it still counts. */
  open: number;
}

/**
 * Goes through the changes: a reading has those that were computed, and may have some of the next.
 *
 * What is sent again moves a bound only by what that doesn't count: of a content `C` that was added, the
 * segment and `C` together never have more than the upper bound and `open`, and of one that was removed,
 * the segment without it never has fewer than the lower bound less `open`.
 */
class Walk {
  range: SizeRange;
  readonly #counted: SizeRange;
  readonly #added = new Map<string, KnownContent>();
  readonly #removed = new Map<string, KnownContent>();
  /** Identifiers of the files that were sent, that may not be in the segment. */
  #missing = 0;
  /** What each upload put there at least. */
  readonly #put = new Map<string | undefined, number>();

  constructor(private readonly read: SizeReading | undefined) {
    this.#counted = read ? exactly(read.identifiers) : { atLeast: 0, atMost: Infinity };
    this.range = this.#counted;
  }

  /** `isCounted`: the reading has it, so that it doesn't change the range. */
  next(change: SizeChange, isCounted: boolean): MetChange {
    const { effect, content } = change;
    if (effect.clears) for (const known of [this.#added, this.#removed]) known.clear();
    const isRemoval = change.operation === 'remove';
    const contents = isRemoval ? this.#removed : this.#added;
    const again = content && contents.get(content.fingerprint);
    const { most: all, bound } = this.#meet(change, again);
    const { range: before, read } = this;
    if (!isCounted) this.range = this.#after(change, bound);
    const mayBeCounted = read !== undefined && read.at >= nextComputation(change.begin);
    const rise = this.range.atLeast - (before.atLeast - (isCounted ? 0 : bound.removed.most));
    const { most } = effect.removed;
    const [added, removed] = mayBeCounted
      ? [most, Math.max(all.added, rise)]
      : [bound.removed.least, rise];
    touch(this.#added, most, added, isRemoval ? undefined : again);
    touch(this.#removed, all.added, removed, isRemoval ? again : undefined);
    if (content) {
      const moved = isCounted ? 0 : isRemoval ? bound.removed.most : bound.added;
      this.#know(contents, change, content, { again, moved, mayBeCounted });
    }
    this.#put.set(change.jobId, effect.least);
    const forgets = effect.clears || change.isCompared === true;
    this.#missing = (forgets ? 0 : this.#missing + effect.removed.most) + change.missing;
    return {
      ...change,
      // What comes back is counted still, what goes again may be others.
      effect: { ...all, added: bound.added },
      before,
      ...(again?.isWhole && { [again.isTouched ? 'sentBefore' : 'thereSince']: again.at }),
    };
  }

  /** How a change counts: what it moves at most, and how it moves the bounds. */
  #meet(
    { operation, effect, sent, undoes, neverThere = 0 }: SizeChange,
    again: KnownContent | undefined,
  ): { most: SizeEffect; bound: SizeEffect } {
    const { added, removed, clears } = effect;
    if (clears) return { most: effect, bound: effect };
    const { movable, open } = again ?? { movable: Infinity, open: Infinity };
    if (operation === 'remove') {
      const least = undoes ? (this.#put.get(undoes) ?? 0) : removed.least;
      const upTo = (most: number): SizeEffect => ({
        ...effect,
        removed: { least, most: Math.min(removed.most, most) },
      });
      return { most: upTo(movable), bound: upTo(open) };
    }
    // Whoever of the previous file isn't in any more is either added by an update, or can't be removed.
    const missing = operation === 'update' ? this.#missing + neverThere : 0;
    const fits = Math.min(added, open);
    const back = Math.max(0, Math.min(missing, sent - added, open - fits));
    const least = Math.max(0, removed.least - (missing - back));
    const upTo = (most: number): SizeEffect => ({
      ...effect,
      added: most,
      removed: { ...removed, least },
    });
    const all = operation === 'update' ? Math.min(sent, added + missing) : added;
    return { most: upTo(Math.min(all, movable)), bound: upTo(fits + back) };
  }

  #after({ begin, end, effect: { clears } }: SizeChange, bound: SizeEffect): SizeRange {
    const size = sizeAfter(this.range, bound);
    if (!this.read || this.read.at < nextComputation(begin)) return size;
    // It may have the clear and not yet all that was sent after it.
    const isInParts = clears && nextComputation(begin) < end;
    return {
      atLeast: Math.min(size.atLeast, this.#counted.atLeast),
      atMost: Math.max(size.atMost, this.#counted.atMost + (isInParts ? bound.added : 0)),
    };
  }

  #know(
    contents: Map<string, KnownContent>,
    change: SizeChange,
    { fingerprint, unsent, unanswered }: SentContent,
    {
      again,
      moved,
      mayBeCounted,
    }: { again: KnownContent | undefined; moved: number; mayBeCounted: boolean },
  ): void {
    const { effect, end } = change;
    // A reading that has it for sure and is smaller: it was taken out elsewhere.
    if (this.read && this.read.identifiers < effect.least && isIn(this.read, change)) {
      contents.delete(fingerprint);
      return;
    }
    const left = mayBeCounted ? unsent + unanswered : unsent;
    const open = Math.min(again ? again.open - moved : Infinity, left);
    const isWhole = unsent + unanswered === 0;
    const isTouched = !isWhole && again?.isTouched === true;
    contents.set(fingerprint, {
      at: end,
      isWhole: isWhole || again?.isWhole === true,
      isTouched,
      movable: isTouched ? Math.max(open, Math.min(again.movable, left)) : open,
      open,
    });
  }
}

/** Whether a reading has a change for sure. */
export function isIn(read: SizeReading | undefined, { end }: SizeChange): boolean {
  return read !== undefined && read.at >= liveAround(nextComputation(end));
}

/** Without those that are counted, unless a clear before them isn't: whatever came after it counts. */
export function uncounted<C extends SizeChange>(
  changes: readonly C[],
  isCounted: (change: SizeChange) => boolean,
): readonly C[] {
  const clear = changes.findIndex((one) => one.effect.clears && !isCounted(one));
  return changes.filter((one, index) => (clear >= 0 && index > clear) || !isCounted(one));
}

/** That a change may have moved some of each content back, but not of `own`. `open`: see `KnownContent`. */
function touch(
  contents: ReadonlyMap<string, KnownContent>,
  moved: number,
  open: number,
  own: KnownContent | undefined,
): void {
  for (const known of contents.values()) {
    if (known === own) continue;
    known.isTouched ||= moved > 0;
    known.movable += moved;
    known.open += open;
  }
}

/** What was sent before an interruption may have been removed in the meantime, or come back. */
function withoutLost(changes: readonly SizeChange[]): SizeChange[] {
  let lastEnd = 0;
  return changes.map((change, index) => {
    const { operation, begin, end, effect, missing, content } = change;
    const isAlone = lastEnd <= begin;
    lastEnd = Math.max(lastEnd, end);
    if (isAlone) return change;
    const between = changes.slice(0, index).filter((one) => one.end > begin);
    if (operation === 'remove')
      return { ...change, content: content && { ...content, unsent: Infinity } };
    const lost = between.reduce((sum, one) => sum + one.effect.removed.most, 0);
    if (lost === 0 || effect.least === 0) return change;
    return {
      ...change,
      effect: { ...effect, least: Math.max(0, effect.least - lost) },
      missing: missing + Math.min(effect.least, lost),
      content: content && { ...content, unanswered: content.unanswered + lost },
    };
  });
}
