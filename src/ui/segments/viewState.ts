import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import {
  GROUPS,
  isFiltering,
  needsAll,
  needsAudiences,
  NO_FILTER,
  SORTS,
  type FilterState,
  type Group,
  type Sort,
} from '../../app/segments/filter';
import type { MoreOfSegments } from '../../app/segments/filtering/conditions';
import type { KnownUse } from '../../app/segments/listTexts';
import type { Readings } from '../../app/segments/readings/readings';
import type { SegmentList } from '../../app/segments/segmentList';
import { sizeToSortBy } from '../../app/segments/sizes/knownSize';
import { SizeSnapshot } from '../../app/segments/sizeSnapshot';
import type { KeyValueStore } from '../../app/state';
import { setContext } from '../base/contextKeys';
import { ListViewState, storedChoice } from '../views/listViewState';

const SORT = 'criteoAudiences.sort';
const GROUP = 'criteoAudiences.group';
/** Milliseconds. */
const READINGS_EVERY = 1000;

/**
 * Filter, sort order and grouping of the Segments view. Once the view was shown, and while any of them
 * needs all segments, the rest loads in the background, one page after another.
 */
export class SegmentViewState extends ListViewState<FilterState> {
  /** Fires when the audiences of an account, and with them the use of its segments, are read. */
  readonly onDidReadUse: AudienceList['onDidChange'];
  private loading = new Map<string, AbortController>();
  private isShown = false;
  private sizesNow: SizeSnapshot;

  constructor(
    storage: KeyValueStore,
    private readonly accounts: Accounts,
    private readonly list: SegmentList,
    private readonly readings: Pick<Readings, 'sizeOf' | 'onDidChange'>,
    private readonly audiences: AudienceList,
  ) {
    super(
      storage,
      {
        filter: NO_FILTER,
        sort: storedChoice(storage, SORT, SORTS),
        group: storedChoice(storage, GROUP, GROUPS),
      },
      {
        sortKey: SORT,
        setFiltered: (isFiltered) => setContext('criteoAudiences.filtered', isFiltered),
        isFiltering,
      },
    );
    this.onDidReadUse = audiences.onDidChange;
    this.sizesNow = new SizeSnapshot(readings);
    this.register(list.onDidChange(() => this.loadRest()));
    this.register(
      audiences.onDidChange(() => {
        if (!needsAudiences(this.view.filter)) return;
        this.changed.fire();
        this.loadRest();
      }),
    );
    // They arrive one by one.
    const repaint = this.later('every', READINGS_EVERY, () => this.changed.fire());
    this.register(readings.onDidChange(() => this.view.filter.empty && repaint.call()));
    this.register(accounts.onDidChange(() => this.loadRest()));
  }

  /** The sizes to sort by: those that were known when this order was last asked for. */
  get sizes(): SizeSnapshot {
    return this.sizesNow;
  }

  /** Whether the rest of what the rows depend on is loading in the background. */
  isLoadingRest(account: AccountHandle): boolean {
    return this.loading.has(account.key) || this.loading.has(audiencesKey(account));
  }

  /** All audiences of an account, as far as they are read. */
  use(account: AccountHandle): KnownUse {
    const { items, load } = this.audiences.state(account);
    return this.audiences.complete(account) ? items : load === 'failed' ? 'failed' : 'loading';
  }

  /** What is known of an account's segments besides its list. */
  moreOf(account: AccountHandle): MoreOfSegments {
    const use = this.use(account);
    return {
      audiences: typeof use === 'string' ? undefined : use,
      mostSize: ({ id }) => sizeToSortBy(this.readings.sizeOf(account, id)),
    };
  }

  /** Call it when the view is shown: nothing loads in the background for a view nobody opened. */
  show(): void {
    if (this.isShown) return;
    this.isShown = true;
    this.loadRest();
  }

  /** Sorting by size again takes the sizes anew. */
  override async setSort(sort: Sort): Promise<void> {
    if (sort === 'size') this.sizesNow = new SizeSnapshot(this.readings);
    await super.setSort(sort);
  }

  async setGroup(group: Group): Promise<void> {
    this.set({ ...this.view, group });
    await this.storage.update(GROUP, group);
  }

  override dispose(): void {
    for (const loading of this.loading.values()) loading.abort();
    super.dispose();
  }

  protected override set(view: FilterState): void {
    super.set(view);
    this.loadRest();
  }

  /** Skips lists that are not loaded yet, and failed ones, which wait for the user to retry. */
  private loadRest(): void {
    if (!this.isShown) return;
    if (!needsAll(this.view)) {
      for (const loading of this.loading.values()) loading.abort();
      this.loading.clear();
      return;
    }
    for (const account of this.accounts.shown()) {
      const { list, audiences } = this;
      if (!list.complete(account) && list.state(account).load === 'loaded')
        this.loadRestOf(account.key, (signal) => list.loadAll(account, { signal }));
      // Nothing else has to have begun to read them.
      if (needsAudiences(this.view.filter) && this.use(account) === 'loading')
        this.loadRestOf(audiencesKey(account), (signal) => audiences.all(account, { signal }));
    }
  }

  private loadRestOf(key: string, load: (signal: AbortSignal) => Promise<unknown>): void {
    if (this.loading.has(key)) return;
    const controller = new AbortController();
    this.loading.set(key, controller);
    void load(controller.signal)
      // The tree shows failures from the list's state.
      .catch(() => undefined)
      .finally(() => {
        if (this.loading.get(key) !== controller) return;
        this.loading.delete(key);
        this.changed.fire();
      });
  }
}

function audiencesKey(account: AccountHandle): string {
  return `${account.key}/audiences`;
}
