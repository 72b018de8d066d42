/** An object with only these properties; a missing one is undefined. */
export function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

/** Those that there are, so that callers can write `condition && item`. */
export function present<T>(items: readonly (T | undefined | false | '' | 0)[]): T[] {
  return items.filter(Boolean) as T[];
}
