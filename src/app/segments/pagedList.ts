import type { Page, Segment } from '../../api/apiTypes';
import { ListReading } from '../../api/paging';
import { unlessAborted } from '../../common/abort';

export type LoadState = 'idle' | 'loading' | 'loaded' | 'failed';

/** The most that the API gives in one answer (difference 1: always send the limit). */
export const PAGE_SIZE = 500;

export type FetchPage = (
  range: { limit: number; offset: number },
  signal: AbortSignal,
) => Promise<Page<Segment>>;

export interface LoadAllOptions {
  /**
   * Stops asking for pages; what has arrived stays. The promise rejects with the signal's reason.
   */
  signal?: AbortSignal;
  onProgress?: (loaded: number, total: number | undefined) => void;
}

interface Run {
  promise: Promise<void>;
  controller: AbortController;
}

/**
 * One account's segments, page by page. What is shown stays until a newer answer replaces it, and a
 * late answer of an earlier load never overwrites a newer one.
 */
export class PagedList {
  load: LoadState = 'idle';
  error?: Error;
  total?: number;
  /** In the API's order; a change keeps a segment's place. */
  private byId = new Map<string, Segment>();
  private listed?: readonly Segment[];
  /** Of those that came by paging. */
  private reading = new ListReading();
  private atEnd = false;
  private run?: Run;
  /** What was put or removed while a load was under way: its answer may be older than that. */
  private since = new Map<string, Segment | undefined>();
  private ended = false;

  constructor(
    private readonly fetchPage: FetchPage,
    private readonly changed: () => void,
  ) {}

  get segments(): readonly Segment[] {
    this.listed ??= [...this.byId.values()];
    return this.listed;
  }

  get complete(): boolean {
    return this.atEnd;
  }

  find(id: string): Segment | undefined {
    return this.byId.get(id);
  }

  /**
   * Loads the first page if none was loaded: segments that were put in from elsewhere are no page.
   */
  loadFirst(): Promise<void> {
    if (this.run) return this.run.promise;
    return this.load === 'loaded' || this.reading.read > 0 ? Promise.resolve() : this.start(0);
  }

  loadMore(): Promise<void> {
    if (this.run) return this.run.promise;
    return this.atEnd ? Promise.resolve() : this.start(0);
  }

  /** Reads again as much as is shown, and swaps it at the end. */
  refresh(): Promise<void> {
    return this.start(Math.max(1, this.reading.read));
  }

  async loadAll({ signal, onProgress }: LoadAllOptions = {}): Promise<readonly Segment[]> {
    await unlessAborted(this.loadFirst(), signal);
    onProgress?.(this.byId.size, this.total);
    while (!this.atEnd && !this.ended) {
      await unlessAborted(this.loadMore(), signal);
      onProgress?.(this.byId.size, this.total);
    }
    return this.segments;
  }

  /** A created or updated segment. */
  put(segment: Segment): void {
    if (this.run) this.since.set(segment.id, segment);
    if (!this.byId.has(segment.id) && this.total !== undefined) this.total += 1;
    this.byId.set(segment.id, segment);
    this.tell();
  }

  /** Segments that a search found: the API's total has them already. */
  merge(segments: readonly Segment[]): void {
    for (const segment of segments) this.byId.set(segment.id, segment);
    if (segments.length > 0) this.tell();
  }

  /** The whole list, read elsewhere. Takes the place of a load under way. */
  replace(segments: readonly Segment[]): void {
    this.run?.controller.abort();
    this.run = undefined;
    const reading = new ListReading();
    reading.take({ items: segments, count: segments.length, total: segments.length, more: false });
    this.swap(segments, reading, segments.length, true);
    this.settle('loaded');
  }

  remove(ids: readonly string[]): void {
    let gone = 0;
    for (const id of ids) {
      if (this.run) this.since.set(id, undefined);
      if (this.byId.delete(id)) gone += 1;
      this.reading.removed(id);
    }
    if (gone === 0) return;
    if (this.total !== undefined) this.total = Math.max(this.byId.size, this.total - gone);
    this.tell();
  }

  dispose(): void {
    this.ended = true;
    this.run?.controller.abort();
  }

  /**
   * `least` items from the beginning, or one more page for 0. A load under way gives way, and
   * follows this one.
   */
  private start(least: number): Promise<void> {
    this.run?.controller.abort();
    const controller = new AbortController();
    this.since.clear();
    const run: Run = { controller, promise: Promise.resolve() };
    this.run = run;
    this.load = 'loading';
    this.tell();
    run.promise = this.read(run, least);
    // Nobody may be waiting for a load that the tree began; the state tells of its failure.
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
      this.settle('failed', this.error);
      throw error;
    }
    if (this.run !== run) return this.run?.promise;
    this.run = undefined;
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
      // A deletion meanwhile moved everything behind it: the page may have left out as many.
    } while (reading.read !== at);
    for (const segment of page.items) {
      // One that a search found or that was made from here comes to its place among the others.
      if (!reading.has(segment.id)) this.byId.delete(segment.id);
      this.byId.set(segment.id, segment);
    }
    const state = reading.take({ ...page, more: page.count >= page.limit });
    this.total = page.total ?? this.total;
    this.atEnd = state === 'whole';
    this.replay();
    if (state === 'endless') throw reading.failure('search');
    // It may have shifted since the page before.
    if (state === 'broken') await this.readFromStart(run, at + 1, false);
  }

  /**
   * Pages up to `least` items; what is shown stays until they are there. A list that is not whole
   * is read once more before that is an error.
   */
  private async readFromStart(run: Run, least: number, again = true): Promise<void> {
    const items = new Map<string, Segment>();
    const reading = new ListReading();
    let total: number | undefined;
    let state: ReturnType<ListReading['take']> = 'more';
    while (state === 'more' && reading.read < least) {
      const answer = await this.fetchPage(
        { limit: PAGE_SIZE, offset: reading.read },
        run.controller.signal,
      );
      if (this.run !== run) return;
      for (const segment of answer.items) items.set(segment.id, segment);
      state = reading.take({ ...answer, more: answer.count >= answer.limit });
      total = answer.total ?? total;
    }
    if (state === 'broken') {
      if (again) return this.readFromStart(run, least, false);
      throw reading.failure('search');
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
    this.atEnd = last;
  }

  /** Does again what was done while the answer was on its way. */
  private replay(): void {
    for (const [id, segment] of this.since) {
      if (segment) this.byId.set(id, segment);
      else this.byId.delete(id);
    }
    this.since.clear();
    if (this.total !== undefined) this.total = Math.max(this.total, this.byId.size);
  }

  private settle(load: LoadState, error?: Error): void {
    this.load = load;
    this.error = error;
    this.tell();
  }

  private tell(): void {
    this.listed = undefined;
    if (!this.ended) this.changed();
  }
}
