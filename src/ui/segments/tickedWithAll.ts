/**
 * What is ticked in a list once `now` is, where an entry stands for all others: it ticks and unticks
 * them, and isn't ticked without one of them. `before`: what was ticked.
 */
export function tickedWithAll<T>(
  all: T | undefined,
  others: readonly T[],
  before: readonly T[],
  now: readonly T[],
): readonly T[] {
  if (all === undefined) return now;
  const was = before.includes(all);
  const is = now.includes(all);
  // A box for all that are in sight ticks it among others: it stands for those, too, that aren't.
  const isAlone = now.length === before.length + 1;
  if (is && !was && isAlone) return [all, ...others];
  if (is && now.length <= others.length) return now.filter((one) => one !== all);
  return was && !is && now.length === others.length ? [] : now;
}
