import type { AccountHandle, Accounts } from '../accounts/account';
import { areSame, type Arranged } from './arrangeItems';
import { listText, staleText, sumOfFigures, type ListFigures } from './listFigures';
import type { ListsByAccount } from './listsByAccount';
import type { ListItem } from './pagedList';
import { loadOfList, loadOfView, type ViewLoad } from './viewLoad';

/** What a view of lists shows, and how the user has arranged it. */
export interface ListSources<T extends ListItem, V> {
  accounts: Accounts;
  /** Those that the view shows. */
  list: Pick<ListsByAccount<T>, 'onDidChange' | 'state' | 'complete' | 'find'>;
  viewState: { readonly view: V; readonly isFiltering: boolean };
  /** The sizes of segments that are known on this machine. */
  readings: { load(account: AccountHandle): Promise<void> };
}

/** The lists of the accounts shown as a view arranges them, and what the view says about them. */
export abstract class ArrangedLists<
  T extends ListItem,
  V,
  S extends ListSources<T, V> = ListSources<T, V>,
> {
  /** What the rows of an account are, and what they were made of. */
  private readonly arrangements = new Map<
    string,
    { from: readonly T[]; view: V; besides: unknown; result: Arranged<T> }
  >();
  /** Accounts whose readings on this machine are loaded, or being so. */
  private readonly readingsOf = new Set<string>();

  constructor(
    protected readonly sources: S,
    /** Called once an account's readings are known. */
    private readonly readingsLoaded: () => void,
  ) {}

  /** Arranges everything again: names may have changed, which groups and filter depend on. */
  clear(): void {
    this.arrangements.clear();
  }

  /** Cached until the list or the view changes: the tree asks several times per repaint. */
  of(account: AccountHandle): Arranged<T> {
    const from = this.itemsOf(account);
    const { view } = this.sources.viewState;
    const besides = this.dependsOn(account);
    const last = this.arrangements.get(account.key);
    if (last?.view === view && last.besides === besides && areSame(last.from, from))
      return last.result;
    const arranged = this.arrange(account, from);
    // The same rows in the same order need no repaint.
    const result = last && isSame(last.result, arranged) ? last.result : arranged;
    this.arrangements.set(account.key, { from, view, besides, result });
    return result;
  }

  /** Begins to load the lists of these accounts and their readings, unless that was done. */
  begin(shown: readonly AccountHandle[]): void {
    // The readings of an account that isn't shown are dropped.
    for (const key of this.readingsOf)
      if (!shown.some((account) => account.key === key)) this.readingsOf.delete(key);
    for (const account of shown) {
      // The view shows failures from the list's state.
      void this.loadList(account)?.catch(() => undefined);
      this.loadReadings(account);
    }
  }

  private loadReadings(account: AccountHandle): void {
    const { key } = account;
    if (this.readingsOf.has(key)) return;
    this.readingsOf.add(key);
    void this.sources.readings.load(account).then(
      () => this.readingsOf.has(key) && this.readingsLoaded(),
      () => this.readingsOf.delete(key),
    );
  }

  /** The number of items that have rows. */
  rowCount(): number {
    let rows = 0;
    for (const { result } of this.arrangements.values()) rows += result.items.length;
    return rows;
  }

  /** The state of the whole view. */
  state(): ViewLoad {
    return loadOfView(this.sources.accounts, (account) => this.stateOf(account));
  }

  /** The state of an account's list. */
  stateOf(account: AccountHandle): ViewLoad {
    const { list } = this.sources;
    const state = list.state(account);
    const matches = state.items.length > 0 ? this.of(account).matches : 0;
    return loadOfList(state, matches, list.complete(account));
  }

  /** The figures of an account's list, or those of all accounts shown. */
  figures(account?: AccountHandle): ListFigures {
    const { accounts, list } = this.sources;
    const all = (account ? [account] : accounts.shown()).map((one): ListFigures => {
      const { items, total, load, failed, loadedAt } = list.state(one);
      return {
        loaded: items.length,
        total: Math.max(items.length, total ?? 0),
        matches: this.sources.viewState.isFiltering ? this.of(one).matches : undefined,
        failed: load === 'failed' ? failed : undefined,
        loadedAt,
      };
    });
    return all.length === 1 ? all[0] : sumOfFigures(all);
  }

  /** What the view's title says: one number, or, where no row of the account does, that it is old. */
  description(): string | undefined {
    const figures = this.figures();
    return staleText(figures) || listText(figures) || undefined;
  }

  /** Shown above the rows where the filter needs a word. */
  message(): string | undefined {
    const { matches = 0, loaded } = this.figures();
    return this.sources.viewState.isFiltering && loaded > 0
      ? this.filterText(matches, loaded)
      : undefined;
  }

  /** A failed refresh isn't the end of the rows: they are all there, only older. */
  endOf(account: AccountHandle): 'failed' | 'loading' | 'complete' {
    const { list } = this.sources;
    const { load } = list.state(account);
    const complete = list.complete(account);
    if (load === 'failed' && !complete) return 'failed';
    if (this.isLoadingRest(account) || (load === 'loading' && !complete)) return 'loading';
    return 'complete';
  }

  /** Everything that the rows of an account are made of, to compare. */
  contentOf(account: AccountHandle): unknown[] {
    const { accounts, list } = this.sources;
    const figures = this.figures(account);
    return [
      account.key,
      this.of(account),
      this.endOf(account),
      this.stateOf(account),
      list.state(account).load === 'failed',
      accounts.shown().length > 1 ? listText(figures) : figures.matches,
    ];
  }

  /** Those that are arranged now. */
  protected itemsOf(account: AccountHandle): readonly T[] {
    return this.sources.list.state(account).items;
  }

  /** Whether what is missing of an account's list is about to come. */
  protected isLoadingRest(account: AccountHandle): boolean {
    return !this.sources.list.complete(account);
  }

  /** Begins to load an account's list, unless that was done. */
  protected abstract loadList(account: AccountHandle): Promise<unknown> | undefined;

  protected abstract arrange(account: AccountHandle, items: readonly T[]): Arranged<T>;

  /** What else `arrange` depends on, to compare. */
  protected abstract dependsOn(account: AccountHandle): unknown;

  /** What is said of a filter that lets `matches` of all items through. */
  protected abstract filterText(matches: number, loaded: number): string | undefined;
}

/** Groups are compared by nothing: they may have other names. */
function isSame<T>(one: Arranged<T>, other: Arranged<T>): boolean {
  return (
    !one.groups && !other.groups && one.matches === other.matches && areSame(one.items, other.items)
  );
}
