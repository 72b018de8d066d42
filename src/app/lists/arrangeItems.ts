import { byName, collator, compareIds, newestFirst, type Sortable } from './itemOrder';

/** How a view has its items: which of them, and in which order. */
export interface Arrangement<F = unknown, S extends string = string> {
  readonly filter: F;
  readonly sort: S;
}

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

/** The order of a list: by name, by last change (newest first), or undefined for the API’s own. */
export function orderBy(sort: 'name' | 'updated' | 'none'): Order<Sortable> | undefined {
  return { name: byName, updated: newestFirst, none: undefined }[sort];
}

/**
 * Filters, sorts and groups the items of one account: at most `most` matches of a filter, everything
 * without one.
 */
export function arrangeItems<T>(
  items: readonly T[],
  {
    isMatch,
    order,
    groupOf,
    groupName = (value) => value,
    most = Infinity,
  }: {
    /** Undefined without a filter. */
    isMatch?: (item: T) => boolean;
    order?: Order<T>;
    /** The value that an item is grouped by; undefined without grouping. */
    groupOf?: (item: T) => string;
    /** The label of a group, by which groups are sorted. */
    groupName?: (value: string) => string;
    most?: number;
  },
): Arranged<T> {
  const matches = isMatch ? items.filter(isMatch) : items;
  const sorted = order ? [...matches].sort(order) : matches;
  const shown = isMatch ? sorted.slice(0, most) : sorted;
  return {
    items: shown,
    groups: groupOf && groupItems(shown, groupOf, groupName),
    matches: matches.length,
    hidden: matches.length - shown.length,
  };
}

function groupItems<T>(
  items: readonly T[],
  groupOf: (item: T) => string,
  groupName: (value: string) => string,
): ItemGroup<T>[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const value = groupOf(item);
    const members = groups.get(value);
    if (members) members.push(item);
    else groups.set(value, [item]);
  }
  const names = new Map([...groups.keys()].map((value) => [value, groupName(value)]));
  return [...groups]
    .map(([value, members]) => ({ value, items: members }))
    .sort(
      (a, b) =>
        collator.compare(names.get(a.value) ?? '', names.get(b.value) ?? '') ||
        compareIds(a.value, b.value),
    );
}

/** Whether two lists have the same parts in the same order. */
export function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return (
    some === others ||
    (some.length === others.length && some.every((one, index) => one === others[index]))
  );
}
