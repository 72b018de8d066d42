import type { Segment, SegmentFilter } from '../../api/apiTypes';
import { Emitter, type Disposable, type Event } from '../../common/events';
import type { AccountHandle, Accounts } from '../accounts/account';
import { ListsByAccount, type ListState } from '../lists/listsByAccount';
import type { LoadAllOptions } from '../lists/pagedList';

/** The one list of segments that tree, pickers and panels read from. */
export interface SegmentList {
  readonly onDidChange: Event<AccountHandle>;
  state(account: AccountHandle): ListState<Segment> & { segments: readonly Segment[] };
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

class Segments extends ListsByAccount<Segment> implements PagedSegmentList {
  private readonly created = this.register(new Emitter<Segment>());
  readonly onDidCreate = this.created.event;

  constructor(accounts: Accounts) {
    super(accounts, 'search', ({ client, accountId }, options) =>
      client.searchSegments(accountId, {}, options),
    );
  }

  override state(account: AccountHandle): ReturnType<SegmentList['state']> {
    const state = super.state(account);
    return { ...state, segments: state.items };
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

  put(account: AccountHandle, segment: Segment, isNew = false): void {
    this.pages(account).put(segment);
    if (isNew) this.created.fire(segment);
  }

  remove(account: AccountHandle, segmentIds: readonly string[]): void {
    this.pages(account).remove(segmentIds);
  }
}

/**
 * Creates the one list of segments per account that the tree, pickers, and panels share. Sends no
 * request until used.
 */
export function createSegmentList(accounts: Accounts): PagedSegmentList {
  return new Segments(accounts);
}
