import { followChanges, isIn } from '../../upload/followChanges';
import type { SizeChange, SizeRange, SizeReading } from '../../upload/segmentSize';

/**
 * Between which numbers a reading made `at` (milliseconds since 1970) has to be, if nothing but `changes`
 * changed the segment since `before`. It has what was computed and shown by then, and may have any part of
 * what was sent later: when figures move isn't documented. `changes`: see `inOrder`.
 */
export function expectedRange(
  before: SizeReading | undefined,
  changes: readonly SizeChange[],
  at: number,
): SizeRange {
  const begun = changes.filter(({ begin }) => begin <= at);
  const open = openAt(begun, at);
  const { range: all } = followChanges(begun, before);
  if (open.length === 0) return all;
  const shown = begun.filter((change) => !open.includes(change));
  const { range: none } = followChanges(shown, before);
  const sum = (of: (change: SizeChange) => number): number =>
    open.reduce((total, change) => total + of(change), 0);
  const clears = open.some(({ effect }) => effect.clears);
  const least = Math.min(all.atLeast, none.atLeast) - sum(({ effect }) => effect.removed.most);
  return {
    atLeast: clears ? 0 : Math.max(0, least),
    atMost: Math.max(all.atMost, none.atMost + sum(mostAdded)),
  };
}

/** The changes that a reading made `at` may lack. */
export function openAt(changes: readonly SizeChange[], at: number): SizeChange[] {
  return changes.filter((change) => !isIn({ identifiers: 0, at }, change));
}

function mostAdded({ operation, effect, sent }: SizeChange): number {
  return operation === 'remove' ? 0 : Math.max(effect.added, sent);
}
