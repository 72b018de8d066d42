import type { Segment, SegmentFilter } from '../../api/apiTypes';
import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter, type Disposable, type Event } from '../../common/events';
import type { AccountHandle, Accounts } from '../accounts/account';
import { PagedList, type LoadAllOptions, type LoadState } from './pagedList';

/** The one list of segments that tree, pickers and panels read from. */
export interface SegmentList {
  readonly onDidChange: Event<AccountHandle>;
  state(account: AccountHandle): {
    load: LoadState;
    segments: readonly Segment[];
    total?: number;
    error?: Error;
    /** When the last page arrived, in milliseconds since 1970. */
    loadedAt?: number;
    /** What failed last, if `load` is `failed`: reading it all again, or reading more of it. */
    failed?: 'refresh' | 'more';
  };
  /** Loads the first page if nothing is loaded. */
  load(account: AccountHandle): Promise<void>;
  loadMore(account: AccountHandle): Promise<void>;
  /** Loads the rest; the tree shows pages as they arrive. */
  loadAll(account: AccountHandle): Promise<readonly Segment[]>;
  refresh(account?: AccountHandle): Promise<void>;
  /** Searches through the API, and merges the result into the list. */
  search(
    account: AccountHandle,
    filter: SegmentFilter,
    signal?: AbortSignal,
  ): Promise<readonly Segment[]>;
  find(account: AccountHandle, segmentId: string): Segment | undefined;
  /** Puts a created or updated segment into the list without a reload. */
  put(account: AccountHandle, segment: Segment, isNew?: boolean): void;
  remove(account: AccountHandle, segmentIds: readonly string[]): void;
}

/** The list as the segment commands use it: loading the rest has progress and can be stopped. */
export interface PagedSegmentList extends SegmentList, Disposable {
  /** Rejects with the signal's reason if stopped; loaded pages stay. */
  loadAll(account: AccountHandle, options?: LoadAllOptions): Promise<readonly Segment[]>;
  /** Whether all pages are loaded. */
  complete(account: AccountHandle): boolean;
  /** Fires when a segment was created from here. */
  readonly onDidCreate: Event<Segment>;
}

class Segments extends DisposableOwner implements PagedSegmentList {
  private readonly changed = this.register(new Emitter<AccountHandle>());
  readonly onDidChange = this.changed.event;
  private readonly created = this.register(new Emitter<Segment>());
  readonly onDidCreate = this.created.event;
  private readonly lists = new Map<string, PagedList>();

  constructor(private readonly accounts: Accounts) {
    super();
    this.register(accounts.onDidChange(() => this.dropHidden()));
  }

  state(account: AccountHandle): ReturnType<SegmentList['state']> {
    const pages = this.lists.get(account.key);
    if (!pages) return { load: 'idle', segments: [] };
    const { load, segments, total, error, loadedAt, failed } = pages;
    return { load, segments, total, error, loadedAt, failed };
  }

  complete(account: AccountHandle): boolean {
    return this.lists.get(account.key)?.complete ?? false;
  }

  load(account: AccountHandle): Promise<void> {
    return this.pages(account).loadFirst();
  }

  async loadMore(account: AccountHandle): Promise<void> {
    const pages = this.pages(account);
    if (pages.load === 'idle') await pages.loadFirst();
    else await pages.loadMore();
  }

  loadAll(account: AccountHandle, options?: LoadAllOptions): Promise<readonly Segment[]> {
    return this.pages(account).loadAll(options);
  }

  async refresh(account?: AccountHandle): Promise<void> {
    if (account) return this.pages(account).refresh();
    const results = await Promise.allSettled(
      this.accounts.shown().map((shown) => this.pages(shown).refresh()),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async search(
    account: AccountHandle,
    filter: SegmentFilter,
    signal?: AbortSignal,
  ): Promise<readonly Segment[]> {
    const segments = await account.client.allSegments(account.accountId, filter, undefined, {
      signal,
    });
    const everything =
      !filter.segmentIds?.length && !filter.retailerIds?.length && !filter.types?.length;
    if (everything) this.pages(account).replace(segments);
    else this.pages(account).merge(segments);
    return segments;
  }

  find(account: AccountHandle, segmentId: string): Segment | undefined {
    return this.lists.get(account.key)?.find(segmentId);
  }

  put(account: AccountHandle, segment: Segment, isNew = false): void {
    this.pages(account).put(segment);
    if (isNew) this.created.fire(segment);
  }

  remove(account: AccountHandle, segmentIds: readonly string[]): void {
    this.lists.get(account.key)?.remove(segmentIds);
  }

  override dispose(): void {
    for (const pages of this.lists.values()) pages.dispose();
    super.dispose();
  }

  private pages(account: AccountHandle): PagedList {
    let pages = this.lists.get(account.key);
    if (!pages) {
      // Use the current handle: signing in again gives the account another client.
      const current = (): AccountHandle => this.accounts.byKey(account.key) ?? account;
      pages = new PagedList(
        (range, signal) =>
          current().client.searchSegments(account.accountId, {}, { ...range, signal }),
        () => this.changed.fire(current()),
      );
      this.lists.set(account.key, pages);
    }
    return pages;
  }

  private dropHidden(): void {
    const shown = new Set(this.accounts.shown().map((account) => account.key));
    for (const [key, pages] of this.lists) {
      if (shown.has(key)) continue;
      this.lists.delete(key);
      pages.dispose();
    }
  }
}

/**
 * Creates the one list of segments per account that the tree, pickers, and panels share. Sends no
 * request until used.
 */
export function createSegmentList(accounts: Accounts): PagedSegmentList {
  return new Segments(accounts);
}
