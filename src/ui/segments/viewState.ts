import { EventEmitter, type Memento } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import {
  GROUPS,
  isFiltering,
  needsAll,
  NO_FILTER,
  SORTS,
  type Filter,
  type FilterState,
  type Group,
  type Sort,
} from '../../app/segments/filter';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { setContext } from '../base/contextKeys';

const SORT = 'criteoAudiences.sort';
const GROUP = 'criteoAudiences.group';

/**
 * Filter, sort order and grouping of the Segments view. Sort order and grouping are stored with the
 * workspace; the filter lasts as long as the window. While any of them needs all segments, the rest
 * loads in the background.
 */
export class SegmentViewState extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private current: FilterState;
  private loading = new Map<string, AbortController>();

  constructor(
    private readonly storage: Memento,
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
  ) {
    super();
    this.current = {
      filter: NO_FILTER,
      sort: SORTS.find((sort) => sort === storage.get(SORT)) ?? 'none',
      group: GROUPS.find((group) => group === storage.get(GROUP)) ?? 'none',
    };
    this.register(list.onDidChange(() => this.loadRest()));
    this.register(accounts.onDidChange(() => this.loadRest()));
  }

  get view(): FilterState {
    return this.current;
  }

  setFilter(filter: Filter): void {
    this.set({ ...this.current, filter });
    void setContext('criteoAudiences.filtered', isFiltering(filter));
  }

  async setSort(sort: Sort): Promise<void> {
    this.set({ ...this.current, sort });
    await this.storage.update(SORT, sort);
  }

  async setGroup(group: Group): Promise<void> {
    this.set({ ...this.current, group });
    await this.storage.update(GROUP, group);
  }

  override dispose(): void {
    for (const loading of this.loading.values()) loading.abort();
    super.dispose();
  }

  private set(view: FilterState): void {
    this.current = view;
    this.changed.fire();
    this.loadRest();
  }

  /** Skips lists that are not loaded yet, and failed ones, which wait for the user to retry. */
  private loadRest(): void {
    if (!needsAll(this.current)) {
      for (const loading of this.loading.values()) loading.abort();
      this.loading.clear();
      return;
    }
    for (const account of this.accounts.shown()) {
      if (
        this.loading.has(account.key) ||
        this.list.complete(account) ||
        this.list.state(account).load !== 'loaded'
      )
        continue;
      const controller = new AbortController();
      this.loading.set(account.key, controller);
      void this.list
        .loadAll(account, { signal: controller.signal })
        // The tree shows failures from the list's state.
        .catch(() => undefined)
        .finally(() => {
          if (this.loading.get(account.key) === controller) this.loading.delete(account.key);
        });
    }
  }
}
