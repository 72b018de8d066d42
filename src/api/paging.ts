import { t } from '@vscode/l10n';
import { ApiError, type Operation } from './apiError';
import { operationLabel } from './operations';

/** Where the reading of one list ends, whole or not: a server may always have one more. */
const MAX_ITEMS = 100_000;
const MAX_PAGES = 2_000;

/** A page as `ListReading` looks at it. */
export interface ListPage<T> {
  items: readonly T[];
  /** Items that it held, also those that cannot be read. */
  count: number;
  /** As the API counts the whole list. */
  total?: number;
  /** Where there is no total: whether another page is to be expected. */
  more: boolean;
}

/**
 * - `more`: another page is to be read
 * - `whole`: that was all of it
 * - `broken`: what was read is not the list
 * - `endless`: what was read is as much as is read of one list
 */
type ReadingState = 'more' | 'whole' | 'broken' | 'endless';

/**
 * Holds the pages of one list against what the API says of the whole. A list is whole where its end
 * was reached, all of its items can be read, they are as many as the last total says, and no total
 * was less than one before it: then something was deleted meanwhile, and what moved up may have
 * been left out. One deleted and another made between the same two pages cannot be seen.
 */
export class ListReading {
  /** Items that the pages held: the next one begins here. */
  read = 0;
  private readonly ids = new Set<string>();
  private pages = 0;
  private total?: number;
  private unreadable = false;
  private shrunk = false;

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** Takes in the next page. */
  addPage({ items, count, total = this.total, more }: ListPage<{ id: string }>): ReadingState {
    const before = this.ids.size;
    for (const { id } of items) this.ids.add(id);
    this.read += count;
    this.pages++;
    this.unreadable ||= items.length < count;
    this.shrunk ||= total !== undefined && this.total !== undefined && total < this.total;
    this.total = total;
    if (this.shrunk) return 'broken';
    if (total === undefined ? more : this.read < total) {
      if (this.ids.size === before) return 'broken';
      return this.read >= MAX_ITEMS || this.pages >= MAX_PAGES ? 'endless' : 'more';
    }
    return this.unreadable || this.ids.size < (total ?? 0) ? 'broken' : 'whole';
  }

  /** An item of the list was deleted from here: what follows moves up. */
  removeItem(id: string): void {
    if (this.ids.delete(id)) this.read--;
    if (this.total !== undefined) this.total--;
  }

  /** Why this is not the list, in words. */
  error(operation: Operation): ApiError {
    return new ApiError(this.message(operationLabel(operation)), {
      kind: 'malformed',
      operation,
      code: 'incomplete-list',
      outcome: 'notDone',
      retryable: true,
    });
  }

  private message(label: string): string {
    const { size } = this.ids;
    if (this.read >= MAX_ITEMS || this.pages >= MAX_PAGES)
      return t(
        '{0} was stopped: the list is too long to read at once ({1} items read). Narrow it, for example to one retailer.',
        label,
        size,
      );
    if (this.shrunk)
      return t('{0} failed: the list changed each time it was read. Try again in a moment.', label);
    if (this.total !== undefined && size < this.total)
      return t(
        '{0} failed: Criteo reported {1} items but returned only {2}, even after a retry. Try again later.',
        label,
        this.total,
        size,
      );
    return t(
      '{0} failed: Criteo didn’t return the whole list, even after a retry; {1} items were read. Try again later.',
      label,
      size,
    );
  }
}

/**
 * All items of a list, each once. A list that turns out not to be whole is read once more from its
 * start, since it may have shifted between two pages. Rejects with what `read` rejects with, and
 * with an `ApiError` of code `incomplete-list`: a part is never given as the whole.
 * @param read gives the page of that number, from 0, which begins at `offset`
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
    if (state === 'endless' || !mayRetry) throw reading.error(operation);
  }
}
