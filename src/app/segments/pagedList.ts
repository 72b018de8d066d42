import type { Page, Segment } from '../../api/apiTypes';
import { ListReading } from '../../api/paging';
import { unlessAborted } from '../../common/abort';

export type LoadState = 'idle' | 'loading' | 'loaded' | 'failed';

/** The API's largest page (difference 1: always send the limit). */
export const PAGE_SIZE = 500;

export type FetchPage = (
  range: { limit: number; offset: number },
  signal: AbortSignal,
) => Promise<Page<Segment>>;

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
 * One account's segments, loaded page by page. What is shown stays until newer data replaces it,
 * and a late response of an earlier load never overwrites a newer one.
 */
export class PagedList {
  load: LoadState = 'idle';
  error?: Error;
  total?: number;
  /** When the last page arrived, in milliseconds since 1970. */
  loadedAt?: number;
  /** What failed last: reading what is shown again, or reading more of the list. */
  failed?: 'refresh' | 'more';
  /** In the API's order; a changed segment keeps its position. */
  private byId = new Map<string, Segment>();
  private snapshot?: readonly Segment[];
  /** Tracks the segments loaded by paging. */
  private reading = new ListReading();
  private isComplete = false;
  private run?: Run;
  /** Segments put or removed during a load, whose response can be older than that. */
  private changesDuringLoad = new Map<string, Segment | undefined>();
  private disposed = false;

  constructor(
    private readonly fetchPage: FetchPage,
    private readonly changed: () => void,
  ) {}

  get segments(): readonly Segment[] {
    this.snapshot ??= [...this.byId.values()];
    return this.snapshot;
  }

  get complete(): boolean {
    return this.isComplete;
  }

  find(id: string): Segment | undefined {
    return this.byId.get(id);
  }

  /**
   * Loads the first page unless one is loaded. Segments put in individually don't count as a page.
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

  async loadAll({ signal, onProgress }: LoadAllOptions = {}): Promise<readonly Segment[]> {
    await unlessAborted(this.loadFirst(), signal);
    onProgress?.(this.byId.size, this.total);
    while (!this.isComplete && !this.disposed) {
      await unlessAborted(this.loadMore(), signal);
      onProgress?.(this.byId.size, this.total);
    }
    return this.segments;
  }

  /** Adds or replaces a created or updated segment. */
  put(segment: Segment): void {
    if (this.run) this.changesDuringLoad.set(segment.id, segment);
    if (!this.byId.has(segment.id) && this.total !== undefined) this.total += 1;
    this.byId.set(segment.id, segment);
    this.notify();
  }

  /** Adds segments found by a search, which the API's total already counts. */
  merge(segments: readonly Segment[]): void {
    const changed = segments.filter((segment) => this.known(segment) === undefined);
    for (const segment of changed) this.byId.set(segment.id, segment);
    if (changed.length > 0) this.notify();
  }

  /** The segment as it is in the list, if it is still the same there: then no row has to change. */
  private known(segment: Segment): Segment | undefined {
    const known = this.byId.get(segment.id);
    return known?.json() === segment.json() ? known : undefined;
  }

  /** Replaces everything with the whole list, read elsewhere. Aborts a load in progress. */
  replace(segments: readonly Segment[]): void {
    this.run?.controller.abort();
    this.run = undefined;
    const reading = new ListReading();
    reading.addPage({
      items: segments,
      count: segments.length,
      total: segments.length,
      more: false,
    });
    this.swap(segments, reading, segments.length, true);
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
    let page: Page<Segment>;
    let at: number;
    do {
      at = reading.read;
      page = await this.fetchPage({ limit: PAGE_SIZE, offset: at }, run.controller.signal);
      if (this.run !== run) return;
      // A deletion during the request moved all later items up, so the page may have skipped some.
    } while (reading.read !== at);
    for (const segment of page.items) {
      // Move segments that were put in individually to their place in the order.
      if (!reading.has(segment.id)) this.byId.delete(segment.id);
      this.byId.set(segment.id, segment);
    }
    const state = reading.addPage({ ...page, more: page.count >= page.limit });
    this.total = page.total ?? this.total;
    this.isComplete = state === 'whole';
    this.replay();
    if (state === 'endless') throw reading.error('search');
    // Items may have shifted since the previous page.
    if (state === 'broken') await this.readFromStart(run, at + 1, false);
  }

  /**
   * Loads pages up to `least` items, then replaces what is shown. An inconsistent list is read once
   * more before that is an error.
   */
  private async readFromStart(run: Run, least: number, retry = true): Promise<void> {
    const items = new Map<string, Segment>();
    const reading = new ListReading();
    let total: number | undefined;
    let state: ReturnType<ListReading['addPage']> = 'more';
    while (state === 'more' && reading.read < least) {
      const page = await this.fetchPage(
        { limit: PAGE_SIZE, offset: reading.read },
        run.controller.signal,
      );
      if (this.run !== run) return;
      for (const segment of page.items) items.set(segment.id, this.known(segment) ?? segment);
      state = reading.addPage({ ...page, more: page.count >= page.limit });
      total = page.total ?? total;
    }
    if (state === 'broken') {
      if (retry) return this.readFromStart(run, least, false);
      throw reading.error('search');
    }
    this.swap([...items.values()], reading, total, state === 'whole');
    this.replay();
  }

  private swap(
    segments: readonly Segment[],
    reading: ListReading,
    total: number | undefined,
    last: boolean,
  ): void {
    this.byId = new Map(segments.map((segment) => [segment.id, segment]));
    this.reading = reading;
    this.total = total;
    this.isComplete = last;
  }

  /** Reapplies changes made during the load. */
  private replay(): void {
    for (const [id, segment] of this.changesDuringLoad) {
      if (segment) this.byId.set(id, segment);
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
