import type { Segment, SegmentFilter } from '../../api/apiTypes';
import { Emitter } from '../../common/events';
import type { AccountHandle, Accounts } from '../accounts/account';
import { ListsByAccount, type ListState } from '../lists/listsByAccount';

/** The segments of each account shown: the one list that tree, pickers and panels read from. */
export class SegmentList extends ListsByAccount<Segment> {
  private readonly created = this.register(new Emitter<Segment>());
  /** Fires when a segment was created from here. */
  readonly onDidCreate = this.created.event;

  constructor(accounts: Accounts) {
    super(accounts, 'search', ({ client, accountId }, options) =>
      client.searchSegments(accountId, {}, options),
    );
  }

  override state(account: AccountHandle): ListState<Segment> & { segments: readonly Segment[] } {
    const state = super.state(account);
    return { ...state, segments: state.items };
  }

  /** Searches through the API, and merges the result into the list. */
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

  /** Puts a created or updated segment into the list without a reload. */
  put(account: AccountHandle, segment: Segment, isNew = false): void {
    this.pages(account).put(segment);
    if (isNew) this.created.fire(segment);
  }

  remove(account: AccountHandle, segmentIds: readonly string[]): void {
    this.pages(account).remove(segmentIds);
  }
}
