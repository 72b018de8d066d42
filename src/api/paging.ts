import { isObject, objectOf, type JsonObject } from './json';

/** An end for paging against a server that always has one more page. */
const MAX_PAGES = 2_000;

/** A reply's totals: `meta` or `metadata`, as both occur. */
export function pagingOf(json: JsonObject): JsonObject {
  return isObject(json.meta) ? json.meta : objectOf(json.metadata);
}

/** Reads pages until there are no more, or until one brings nothing new. Items with the same id are taken once. */
export async function collect<T extends { id: string }>(read: (page: number) => Promise<{ items: T[]; more: boolean }>): Promise<T[]> {
  const found = new Map<string, T>();
  for (let page = 0; page < MAX_PAGES; page++) {
    const before = found.size;
    const { items, more } = await read(page);
    for (const item of items) found.set(item.id, item);
    if (!more || found.size === before) break;
  }
  return [...found.values()];
}
