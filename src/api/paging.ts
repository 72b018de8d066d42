import type { ApiError, Operation } from './apiError';

/** Limits for one list: a faulty server may always have one more page. */
const MAX_ITEMS = 100_000;
const MAX_PAGES = 2_000;

/** One page, as `ListReading` needs it. */
export interface ListPage<T> {
  items: readonly T[];
  /** Number of items in the page, including unreadable ones. */
  count: number;
  /** Length of the whole list, from the API. */
  total?: number;
  /** Number of items in a full page. */
  limit: number;
  /** Whether there is another page, if the API says so without a total. */
  more?: boolean;
}

/**
 * - `more`: there is another page to read
 * - `whole`: the list is complete
 * - `broken`: what was read isn't the whole list
 * - `endless`: the limit for one list is reached
 */
type ReadingState = 'more' | 'whole' | 'broken' | 'endless';

/**
 * Checks the pages of one list against what the API says about the whole. A list is complete if its
 * end was reached (without a total: by an empty page, or one that a server which ignores offsets
 * repeats), all items are readable, there are as many as the last total says, and no total
 * was lower than the one before: then an item was deleted in between, and one that moved up may
 * have been skipped. An item deleted and another created between the same two pages can't be
 * detected.
 */
export class ListReading {
  /** Number of items read, also the offset of the next page. */
  read = 0;
  private readonly ids = new Set<string>();
  private pages = 0;
  private total?: number;
  private unreadable = false;
  private shrunk = false;

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** Adds the next page. */
  addPage(page: ListPage<{ id: string }>): ReadingState {
    const { items, count, total = this.total, limit, more } = page;
    const before = this.ids.size;
    for (const { id } of items) this.ids.add(id);
    const isNew = this.ids.size > before;
    if (isNew) this.read += count;
    this.pages++;
    this.unreadable ||= items.length < count;
    this.shrunk ||= total !== undefined && this.total !== undefined && total < this.total;
    this.total = total;
    if (this.shrunk) return 'broken';
    if (total === undefined ? (more ?? count > 0) : this.read < total) {
      if (isNew) return this.read >= MAX_ITEMS || this.pages >= MAX_PAGES ? 'endless' : 'more';
      if (total !== undefined || (more ?? count >= limit)) return 'broken';
    }
    return this.unreadable || this.ids.size < (total ?? 0) ? 'broken' : 'whole';
  }

  /** Call this after deleting an item of the list: the items after it move up. */
  removeItem(id: string): void {
    if (this.ids.delete(id)) this.read--;
    if (this.total !== undefined) this.total--;
  }

  /** Why the list is incomplete. */
  async error(operation: Operation): Promise<ApiError> {
    const { incompleteListError } = await import('./wire/incompleteList');
    return incompleteListError(operation, {
      items: this.ids.size,
      total: this.total,
      isTooLong: this.read >= MAX_ITEMS || this.pages >= MAX_PAGES,
      hasShrunk: this.shrunk,
    });
  }
}

/**
 * Reads all items of a list, each once. A list that turns out incomplete is read once more from its
 * start, since it may have shifted between two pages. Rejects with the errors of `read`, and with
 * an `ApiError` of code `incomplete-list`: a partial list is never returned.
 * @param read requests the page with that number, from 0, which begins at `offset`
 */
export async function readWholeList<T extends { id: string }>(
  operation: Operation,
  read: (page: number, offset: number) => Promise<ListPage<T>>,
): Promise<T[]> {
  for (let mayRetry = true; ; mayRetry = false) {
    const items = new Map<string, T>();
    const reading = new ListReading();
    let state: ReadingState = 'more';
    for (let page = 0; state === 'more'; page++) {
      const nextPage = await read(page, reading.read);
      for (const item of nextPage.items) items.set(item.id, item);
      state = reading.addPage(nextPage);
    }
    if (state === 'whole') return [...items.values()];
    if (state === 'endless' || !mayRetry) throw await reading.error(operation);
  }
}
