import type { Operation } from '../../api/apiError';
import type { Page, PageRange } from '../../api/apiTypes';
import { ListReading } from '../../api/paging';
import { unlessAborted } from '../../common/abort';

export type LoadState = 'idle' | 'loading' | 'loaded' | 'failed';

/** The API's largest page (difference 1: always send the limit). */
export const PAGE_SIZE = 500;

/** One of the API's resources, as decoded. */
export interface ListItem {
  id: string;
  /** Equal for two that are the same. `indent`: spaces for each level. */
  json: (indent?: number) => string;
}

type FetchPage<T> = (range: PageRange, signal: AbortSignal) => Promise<Page<T>>;

export interface LoadAllOptions {
  /** Stops loading; loaded pages stay. The promise rejects with the signal's reason. */
  signal?: AbortSignal;
  onProgress?: (loaded: number, total: number | undefined) => void;
}

interface Run {
  promise: Promise<void>;
  controller: AbortController;
}

/**
 * One list of an account, loaded page by page. What is shown stays until newer data replaces it,
 * and a late response of an earlier load never overwrites a newer one.
 */
export class PagedList<T extends ListItem> {
  load: LoadState = 'idle';
  error?: Error;
  total?: number;
  /** When the last page arrived, in milliseconds since 1970. */
  loadedAt?: number;
  /** What failed last: reading what is shown again, or reading more of the list. */
  failed?: 'refresh' | 'more';
  /** In the API's order; a changed item keeps its position. */
  private byId = new Map<string, T>();
  private snapshot?: readonly T[];
  /** Tracks the items loaded by paging. */
  private reading = new ListReading();
  private isComplete = false;
  private run?: Run;
  /** Items put or removed during a load, whose response can be older than that. */
  private changesDuringLoad = new Map<string, T | undefined>();
  private disposed = false;

  constructor(
    private readonly operation: Operation,
    private readonly fetchPage: FetchPage<T>,
    private readonly changed: () => void,
  ) {}

  get items(): readonly T[] {
    this.snapshot ??= [...this.byId.values()];
    return this.snapshot;
  }

  get complete(): boolean {
    return this.isComplete;
  }

  find(id: string): T | undefined {
    return this.byId.get(id);
  }

  /**
   * Loads the first page unless one is loaded. Items put in individually don't count as a page.
   */
  loadFirst(): Promise<void> {
    if (this.run) return this.run.promise;
    return this.load === 'loaded' || this.reading.read > 0 ? Promise.resolve() : this.start(0);
  }

  loadMore(): Promise<void> {
    if (this.run) return this.run.promise;
    return this.isComplete ? Promise.resolve() : this.start(0);
  }

  /** Reloads as much as is shown, and replaces it at the end. */
  refresh(): Promise<void> {
    return this.start(Math.max(1, this.reading.read));
  }

  async loadAll({ signal, onProgress }: LoadAllOptions = {}): Promise<readonly T[]> {
    await unlessAborted(this.loadFirst(), signal);
    onProgress?.(this.byId.size, this.total);
    while (!this.isComplete && !this.disposed) {
      await unlessAborted(this.loadMore(), signal);
      onProgress?.(this.byId.size, this.total);
    }
    return this.items;
  }

  /** Adds or replaces a created or updated item. */
  put(item: T): void {
    if (this.run) this.changesDuringLoad.set(item.id, item);
    if (!this.byId.has(item.id) && this.total !== undefined) this.total += 1;
    this.byId.set(item.id, item);
    this.notify();
  }

  /** Adds items found by a search, which the API's total already counts. */
  merge(items: readonly T[]): void {
    const changed = items.filter((item) => this.known(item) === undefined);
    for (const item of changed) this.byId.set(item.id, item);
    if (changed.length > 0) this.notify();
  }

  /** The item as it is in the list, if it is still the same there: then no row has to change. */
  private known(item: T): T | undefined {
    const known = this.byId.get(item.id);
    return known?.json(0) === item.json(0) ? known : undefined;
  }

  /** Replaces everything with the whole list, read elsewhere. Aborts a load in progress. */
  replace(items: readonly T[]): void {
    this.run?.controller.abort();
    this.run = undefined;
    const reading = new ListReading();
    reading.addPage({
      items,
      count: items.length,
      total: items.length,
      limit: PAGE_SIZE,
    });
    this.swap(items, reading, items.length, true);
    this.loadedAt = Date.now();
    this.settle('loaded');
  }

  remove(ids: readonly string[]): void {
    let removed = 0;
    for (const id of ids) {
      if (this.run) this.changesDuringLoad.set(id, undefined);
      if (this.byId.delete(id)) removed += 1;
      this.reading.removeItem(id);
    }
    if (removed === 0) return;
    if (this.total !== undefined) this.total = Math.max(this.byId.size, this.total - removed);
    this.notify();
  }

  dispose(): void {
    this.disposed = true;
    this.run?.controller.abort();
  }

  /**
   * Loads at least `least` items from the start, or one more page for 0. Aborts a load in progress,
   * whose promise then follows this one.
   */
  private start(least: number): Promise<void> {
    this.run?.controller.abort();
    const controller = new AbortController();
    this.changesDuringLoad.clear();
    const run: Run = { controller, promise: Promise.resolve() };
    this.run = run;
    this.load = 'loading';
    this.notify();
    run.promise = this.read(run, least);
    // A load started by the tree has no one to catch its failure; `load` and `error` show it.
    run.promise.catch(() => undefined);
    return run.promise;
  }

  private async read(run: Run, least: number): Promise<void> {
    try {
      if (least === 0) await this.readNext(run);
      else await this.readFromStart(run, least);
    } catch (error) {
      if (this.run !== run) return this.run?.promise;
      this.run = undefined;
      this.error = error instanceof Error ? error : new Error(typeof error);
      this.failed = least > 0 ? 'refresh' : 'more';
      this.settle('failed', this.error);
      throw error;
    }
    if (this.run !== run) return this.run?.promise;
    this.run = undefined;
    this.loadedAt = Date.now();
    this.settle('loaded');
  }

  private async readNext(run: Run): Promise<void> {
    const { reading } = this;
    let page: Page<T>;
    let at: number;
    do {
      at = reading.read;
      page = await this.fetchPage({ limit: PAGE_SIZE, offset: at }, run.controller.signal);
      if (this.run !== run) return;
      // A deletion during the request moved all later items up, so the page may have skipped some.
    } while (reading.read !== at);
    for (const item of page.items) {
      // Move items that were put in individually to their place in the order.
      if (!reading.has(item.id)) this.byId.delete(item.id);
      this.byId.set(item.id, item);
    }
    const state = reading.addPage(page);
    this.total = page.total ?? this.total;
    this.isComplete = state === 'whole';
    this.replay();
    if (state === 'endless') throw await reading.error(this.operation);
    // Items may have shifted since the previous page.
    if (state === 'broken') await this.readFromStart(run, at + 1, false);
    else if (state === 'more' && isShort(page)) await this.readNext(run);
  }

  /**
   * Loads pages up to `least` items, then replaces what is shown. An inconsistent list is read once
   * more before that is an error.
   */
  private async readFromStart(run: Run, least: number, retry = true): Promise<void> {
    const items = new Map<string, T>();
    const reading = new ListReading();
    let total: number | undefined;
    let state: ReturnType<ListReading['addPage']> = 'more';
    while (state === 'more' && reading.read < least) {
      const page = await this.fetchPage(
        { limit: PAGE_SIZE, offset: reading.read },
        run.controller.signal,
      );
      if (this.run !== run) return;
      for (const item of page.items) items.set(item.id, this.known(item) ?? item);
      state = reading.addPage(page);
      total = page.total ?? total;
      if (isShort(page)) least = reading.read + 1;
    }
    if (state === 'broken') {
      if (retry) return this.readFromStart(run, least, false);
      throw await reading.error(this.operation);
    }
    this.swap([...items.values()], reading, total, state === 'whole');
    this.replay();
  }

  private swap(
    items: readonly T[],
    reading: ListReading,
    total: number | undefined,
    last: boolean,
  ): void {
    this.byId = new Map(items.map((item) => [item.id, item]));
    this.reading = reading;
    this.total = total;
    this.isComplete = last;
  }

  /** Reapplies changes made during the load. */
  private replay(): void {
    for (const [id, item] of this.changesDuringLoad) {
      if (item) this.byId.set(id, item);
      else this.byId.delete(id);
    }
    this.changesDuringLoad.clear();
    if (this.total !== undefined) this.total = Math.max(this.total, this.byId.size);
  }

  private settle(load: LoadState, error?: Error): void {
    this.load = load;
    if (load === 'loaded') this.failed = undefined;
    this.error = error;
    this.notify();
  }

  private notify(): void {
    this.snapshot = undefined;
    if (!this.disposed) this.changed();
  }
}

/**
 * Whether there may be more although the page isn't full: a server may return less than it was
 * asked for, and only a total or an empty page says that this is all.
 */
function isShort({ count, total, limit }: Page<unknown>): boolean {
  return total === undefined && count > 0 && count < limit;
}
