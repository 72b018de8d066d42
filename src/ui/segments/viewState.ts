import { EventEmitter } from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import { readFilter, type SegmentKnowledge } from '../../app/segments/filter';
import type { KnownUse } from '../../app/segments/listTexts';
import type { Readings } from '../../app/segments/readings/readings';
import type { SegmentList } from '../../app/segments/segmentList';
import { sizeToFilterBy } from '../../app/segments/sizes/knownSize';
import type { KeyValueStore } from '../../app/state';
import { DisposableOwner } from '../../common/disposableOwner';
import { setContext } from '../base/contextKeys';

const BY_RETAILER = 'criteoAudiences.groupByRetailer';
/** Milliseconds. */
const READINGS_EVERY = 1000;

/** How the Segments view has its rows. */
export interface SegmentView {
  /** As it was typed: see `readFilter`. */
  readonly filter: string;
  readonly byRetailer: boolean;
}

/**
 * Filter and grouping of the Segments view: the grouping is stored with the workspace, the filter
 * lasts as long as the window. Once the view was shown, the rest of its lists loads in the background,
 * one page after another.
 */
export class SegmentViewState extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  /** Fires when the audiences of an account, and with them the use of its segments, are read. */
  readonly onDidReadUse: AudienceList['onDidChange'];
  private current: SegmentView;
  private readonly loading = new Map<string, AbortController>();
  private isShown = false;

  constructor(
    private readonly storage: KeyValueStore,
    private readonly accounts: Accounts,
    private readonly list: SegmentList,
    private readonly readings: Pick<Readings, 'sizeOf' | 'onDidChange'>,
    private readonly audiences: AudienceList,
  ) {
    super();
    this.current = { filter: '', byRetailer: storage.get(BY_RETAILER) === true };
    this.onDidReadUse = audiences.onDidChange;
    this.register(list.onDidChange(() => this.loadRest()));
    this.register(
      audiences.onDidChange(() => {
        if (!readFilter(this.view.filter).unused) return;
        this.changed.fire();
        this.loadRest();
      }),
    );
    // They arrive one by one.
    const repaint = this.later('every', READINGS_EVERY, () => this.changed.fire());
    this.register(readings.onDidChange(() => readFilter(this.view.filter).empty && repaint.call()));
    this.register(accounts.onDidChange(() => this.loadRest()));
  }

  get view(): SegmentView {
    return this.current;
  }

  get isFiltering(): boolean {
    return this.view.filter.trim() !== '';
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
  knowledgeOf(account: AccountHandle): SegmentKnowledge {
    const use = this.use(account);
    return {
      retailerName: (retailerId) => this.accounts.retailerName(account, retailerId),
      audiences: typeof use === 'string' ? undefined : use,
      mostSize: ({ id }) => sizeToFilterBy(this.readings.sizeOf(account, id)),
    };
  }

  /** Call it when the view is shown: nothing loads in the background for a view nobody opened. */
  show(): void {
    if (this.isShown) return;
    this.isShown = true;
    this.loadRest();
  }

  setFilter(filter: string): void {
    this.set({ ...this.view, filter });
    void setContext('criteoAudiences.filtered', this.isFiltering);
  }

  async toggleByRetailer(): Promise<void> {
    const byRetailer = !this.view.byRetailer;
    this.set({ ...this.view, byRetailer });
    await this.storage.update(BY_RETAILER, byRetailer);
  }

  override dispose(): void {
    for (const loading of this.loading.values()) loading.abort();
    super.dispose();
  }

  private set(view: SegmentView): void {
    this.current = view;
    this.changed.fire();
    this.loadRest();
  }

  /** Skips lists that are not loaded yet, and failed ones, which wait for the user to retry. */
  private loadRest(): void {
    if (!this.isShown) return;
    for (const account of this.accounts.shown()) {
      const { list, audiences } = this;
      if (!list.complete(account) && list.state(account).load === 'loaded')
        this.loadRestOf(account.key, (signal) => list.loadAll(account, { signal }));
      // Nothing else has to have begun to read them.
      if (readFilter(this.view.filter).unused && this.use(account) === 'loading')
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
