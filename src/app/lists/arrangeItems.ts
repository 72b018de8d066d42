/** The items of one account to show, in order. */
export interface Arranged<T> {
  items: readonly T[];
  /** Undefined without grouping. */
  groups?: readonly ItemGroup<T>[];
  matches: number;
  /** Matches beyond the most that are shown. */
  hidden: number;
}

export interface ItemGroup<T> {
  /** What its items have in common; empty if the API gave nothing. */
  value: string;
  items: readonly T[];
}

/** How many items a filter lets through, over all accounts shown. */
export interface FilterResult {
  matches: number;
  loaded: number;
}

export type Order<T> = (a: T, b: T) => number;

/**
 * Filters and sorts the items of one account: at most `most` that `isMatch` lets through, or everything
 * without a filter.
 */
export function arrangeItems<T>(
  items: readonly T[],
  isMatch: ((item: T) => boolean) | undefined,
  order: Order<T> | undefined,
  most = Infinity,
): Arranged<T> {
  const matches = isMatch ? items.filter(isMatch) : items;
  const sorted = order ? [...matches].sort(order) : matches;
  const shown = isMatch ? sorted.slice(0, most) : sorted;
  return { items: shown, matches: matches.length, hidden: matches.length - shown.length };
}

/** Whether two lists have the same parts in the same order. */
export function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return (
    some === others ||
    (some.length === others.length && some.every((one, index) => one === others[index]))
  );
}
