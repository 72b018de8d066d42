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
 * How the user wants to see the segments. Sort and grouping are kept with the workspace, a filter
 * ends with the window. While something is chosen that speaks of all segments, the rest is loaded
 * by itself.
 */
export class SegmentViewState extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private current: FilterState;
  private loading = new Map<string, AbortController>();

  constructor(
    private readonly memory: Memento,
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
  ) {
    super();
    this.current = {
      filter: NO_FILTER,
      sort: SORTS.find((sort) => sort === memory.get(SORT)) ?? 'none',
      group: GROUPS.find((group) => group === memory.get(GROUP)) ?? 'none',
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
    await this.memory.update(SORT, sort);
  }

  async setGroup(group: Group): Promise<void> {
    this.set({ ...this.current, group });
    await this.memory.update(GROUP, group);
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

  /** Only lists that have begun, and none that failed: that one waits for the user's retry. */
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
        // The list's own state tells the tree of a failure.
        .catch(() => undefined)
        .finally(() => {
          if (this.loading.get(account.key) === controller) this.loading.delete(account.key);
        });
    }
  }
}
