/** An object with only these properties; a missing one is undefined. */
export function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

/**
 * The object without its undefined properties, which would be seen where it is compared, listed or
 * sent. `compact<Plan>({ … })` also checks that `Plan` has all of these properties. A property that
 * is only there if something holds is `isLate: isLate || undefined`.
 */
export function compact<T extends object>(from: T): T {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as T;
}

/** Whether a value from outside is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value from outside is a list of texts. */
export function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Items by what they have in common, in the order of their first ones. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Those that there are, so that callers can write `condition && item`. */
export function present<T>(items: readonly (T | undefined | false | '' | 0)[]): T[] {
  return items.filter(Boolean) as T[];
}
