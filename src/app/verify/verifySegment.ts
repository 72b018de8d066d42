import { followChanges } from '../../upload/followChanges';
import { liveAround, nextComputation } from '../../upload/schedule';
import {
  readSize,
  type SizeChange,
  type SizeRange,
  type SizeReading,
} from '../../upload/segmentSize';
import type { HistoryEntry } from '../segments/history';
import { expectedRange, openAt } from './expectedRange';
import type { VerifyState } from './verifyTypes';

// All numbers are identifiers, and all times milliseconds since 1970.

/** Fewer than these, or a smaller share of the segment, aren't told. */
const LEAST = 500;
const LEAST_SHARE = 0.1;
/** A match rate below this is almost nobody. */
const ALMOST_NOBODY = 0.001;
/** Between two computations. */
const HALF_DAY = 12 * 3_600_000;

/** That a person has explained a state. */
export interface Explanation {
  readonly state: VerifyState;
  readonly at: number;
}

/** What a segment is verified by. */
export interface VerifyFacts {
  /** Its history, oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** What was sent to it from here: see `sentFromHere`. */
  readonly changes: readonly SizeChange[];
  readonly explanations?: readonly Explanation[];
}

/** How a segment is by its last reading. */
export interface Verdict {
  readonly state: VerifyState;
  readonly isExplained?: true;
  /** The last reading, with or without a number. */
  readonly read?: HistoryEntry;
  /** The reading that it is compared with. */
  readonly before?: SizeReading;
  readonly expected?: SizeRange;
  /** Of a bad state: the first reading that had it. */
  readonly since?: number;
  /** The change that it is about: the last one, or the one that the segment didn't grow by. */
  readonly change?: SizeChange;
}

/** A reading with a number. */
type Sized = SizeReading & Pick<HistoryEntry, 'matchRate' | 'jobId'>;

/** How a segment is by its last reading, compared with what was sent to it from here. */
export function verifySegment({ entries, changes, explanations = [] }: VerifyFacts): Verdict {
  const read = entries.findLast(({ kind }) => kind === 'reading');
  const change = changes.at(-1);
  const sized = entries.flatMap((entry): Sized | [] => {
    const size = entry.kind === 'reading' ? readSize(entry) : undefined;
    return size ? { ...size, matchRate: entry.matchRate, jobId: entry.jobId } : [];
  });
  const last = sized.at(-1);
  const open = read ? openAt(changes, read.at) : [];
  if (!read || !last || last.at < read.at)
    return { state: open.length > 0 ? 'not-computed' : 'no-figure', read, change };
  const explainedAt = (state: VerifyState): number[] =>
    explanations.flatMap((one) => (one.state === state ? one.at : []));
  const found =
    fallOf(sized, changes, explainedAt('unexplained-fall')) ??
    // Nothing of what was read will stay.
    (open.some(({ effect }) => effect.clears)
      ? undefined
      : (almostNobody(sized) ?? notGrown(sized, changes)));
  if (found) {
    const isExplained = explainedAt(found.state).some((at) => at >= found.since);
    return { read, change, ...found, ...(isExplained && { isExplained }) };
  }
  const before = change && readBefore(change, sized);
  const expected = expectedRange(before, changes, last.at);
  const isShort = isMuch(expected.atLeast - last.identifiers, expected.atLeast);
  const state = open.length > 0 || isShort ? 'not-computed' : 'as-expected';
  return { state, read, before, expected, change };
}

type Found = Omit<Verdict, 'read'> & Required<Pick<Verdict, 'since'>>;

/**
 * The fall that isn't over: the last reading lacks what the one before the fall had, and nothing that was sent
 * from here explains it. What a person has explained is what later readings are compared with.
 */
function fallOf(
  sized: readonly Sized[],
  changes: readonly SizeChange[],
  explainedAt: readonly number[],
): Found | undefined {
  let [before] = sized;
  let since: number | undefined;
  for (const [index, read] of sized.entries()) {
    if (since !== undefined && isBetween(explainedAt, since, read.at)) {
      before = sized[index - 1];
      since = undefined;
    }
    if (isFallen(before, read, changes)) since ??= read.at;
    else [before, since] = [read, undefined];
  }
  const last = sized[sized.length - 1];
  if (since === undefined || isBetween(explainedAt, since, Infinity)) return undefined;
  const expected = expectedRange(before, changes, last.at);
  return { state: 'unexplained-fall', before, expected, since };
}

function isBetween(times: readonly number[], from: number, to: number): boolean {
  return times.some((at) => at >= from && at < to);
}

function isFallen(before: Sized, read: Sized, changes: readonly SizeChange[]): boolean {
  const { identifiers } = read;
  const isFall = (from: number): boolean =>
    from > identifiers && (identifiers === 0 || isMuch(from - identifiers, from));
  // Most readings are no less, and most changes take nobody out: those needn't be followed.
  if (!isFall(before.identifiers)) return false;
  const takesOut = openAt(changes, before.at).some(
    ({ effect }) => effect.clears || effect.removed.most > 0,
  );
  const { atLeast } = takesOut ? expectedRange(before, changes, read.at) : { atLeast: Infinity };
  return isFall(Math.min(before.identifiers, atLeast));
}

function almostNobody(sized: readonly Sized[]): Found | undefined {
  const rated = sized.filter(({ matchRate }) => matchRate !== undefined);
  const isSo = ({ identifiers, matchRate = 1 }: Sized): boolean =>
    identifiers >= LEAST && matchRate < ALMOST_NOBODY;
  if (!isSo(sized[sized.length - 1])) return undefined;
  const { at } = rated[rated.findLastIndex((one) => !isSo(one)) + 1];
  return { state: 'matches-almost-nobody', since: at };
}

/**
 * The newest upload that should have made the segment larger, if two computations later it hasn't: no reading
 * has been larger than the one before it, or each lacks much of what has to be in.
 */
function notGrown(sized: readonly Sized[], changes: readonly SizeChange[]): Found | undefined {
  const last = sized[sized.length - 1];
  for (let index = changes.length - 1; index >= 0; index--) {
    const change = changes[index];
    const { clears } = change.effect;
    const isDue = last.at >= liveAround(nextComputation(change.end) + HALF_DAY);
    const before = readBefore(change, sized);
    const size = clears ? 0 : (before?.identifiers ?? 0);
    const { met } = followChanges(changes, before);
    const { added } = met[index].effect;
    if (isDue && change.operation !== 'remove' && isMuch(added, size)) {
      const expected = expectedRange(before, changes, last.at);
      const most = Math.max(
        ...sized.flatMap(({ at, identifiers }) => (at > change.end ? identifiers : [])),
      );
      const since = before ? openAt(changes, before.at) : changes;
      const removed = since.reduce((sum, { effect }) => sum + effect.removed.most, 0);
      const isUnmoved =
        before !== undefined && !clears && most <= size && isMuch(added - removed, size);
      const isShort = isMuch(expected.atLeast - most, expected.atLeast);
      return isUnmoved || isShort
        ? { state: 'did-not-grow', before, expected, change, since: lastRise(sized) }
        : undefined;
    }
    if (clears) return undefined;
  }
  return undefined;
}

/** When the size was first read that hasn't grown since. */
function lastRise(sized: readonly Sized[]): number {
  const rise = sized.findLastIndex(
    ({ identifiers }, index) => index > 0 && identifiers > sized[index - 1].identifiers,
  );
  return sized[Math.max(0, rise)].at;
}

/** The reading that an upload took before its first request, else the last one before it. */
function readBefore({ jobId, begin, end }: SizeChange, sized: readonly Sized[]): Sized | undefined {
  const own = sized.find((one) => jobId !== undefined && one.jobId === jobId && one.at < end);
  return own ?? sized.findLast(({ at }) => at <= begin);
}

function isMuch(identifiers: number, of: number): boolean {
  return identifiers >= LEAST && identifiers >= LEAST_SHARE * of;
}
