import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { segmentsUsedIn } from '../../app/audiences/audienceList';
import {
  arrange,
  isFiltering,
  needsAll,
  type ArrangedSegments,
  type FilterState,
} from '../../app/segments/filter';
import { accountKind, typeLabel } from '../../app/segments/labels';
import {
  listText,
  nothingMatchesText,
  sumOfFigures,
  unusedNotes,
  type KnownUse,
  type ListFigures,
} from '../../app/segments/listTexts';
import type { Readings } from '../../app/segments/readings/readings';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import { loadOfList, loadOfView, type ViewLoad } from '../views/viewLoad';
import { HeldRows } from './heldRows';
import type { SegmentViewState } from './viewState';

/** What the rows of an account were made of. */
interface Arrangement {
  from: readonly Segment[];
  view: FilterState;
  used: ReadonlySet<string> | undefined;
  result: ArrangedSegments;
}

/** The lists of the accounts shown as the view arranges them, and what the view says about them. */
export class ArrangedLists {
  private readonly arrangements = new Map<string, Arrangement>();
  private readonly held: HeldRows;
  /** Accounts whose readings on this machine are being loaded, and those where they are. */
  private readonly readingsOf = new Map<string, 'loading' | 'loaded'>();

  constructor(
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
    private readonly readings: Pick<Readings, 'load'>,
    private readonly viewState: Pick<SegmentViewState, 'view' | 'sizes' | 'isLoadingRest' | 'use'>,
    /** Called once an account's readings are known, by which it may have to be sorted. */
    private readonly readingsLoaded: () => void,
  ) {
    this.held = new HeldRows(viewState);
  }

  /** Arranges everything again: names may have changed, which groups and filter depend on. */
  clear(): void {
    this.arrangements.clear();
  }

  /** Cached until the list or the view changes: the tree asks several times per repaint. */
  of(account: AccountHandle): ArrangedSegments {
    const from = this.held.rows(account, this.list.state(account).segments);
    const { view, sizes } = this.viewState;
    const used = view.filter.unused ? usedIn(this.viewState.use(account)) : undefined;
    const cached = this.arrangements.get(account.key);
    if (cached?.view === view && isSame(cached.from, from) && hasSame(cached.used, used))
      return cached.result;
    const hasReadings = this.readingsOf.get(account.key) === 'loaded';
    const result = arrange(from, view, {
      retailerName: (retailerId) => this.accounts.retailerName(account, retailerId),
      used,
      size: (segment) => (hasReadings ? sizes.of(account, segment.id) : undefined),
      groupName: (value) => this.groupName(account, value),
    });
    this.arrangements.set(account.key, { from, view, used, result });
    return result;
  }

  /** The label of a group by its value: a retailer's ID or a type. */
  groupName(account: AccountHandle, value: string): string {
    if (this.viewState.view.group === 'retailer')
      return (
        this.accounts.retailerName(account, value || undefined)?.forTree() ??
        (value || t('no retailer'))
      );
    return identifierTypeLabel(value) === value ? typeLabel(value) : identifierTypeLabel(value);
  }

  /** Begins to load the lists of these accounts and their readings, unless that was done. */
  begin(shown: readonly AccountHandle[]): void {
    // The readings of an account that isn't shown are dropped.
    for (const key of this.readingsOf.keys())
      if (!shown.some((account) => account.key === key)) this.readingsOf.delete(key);
    for (const account of shown) this.beginOne(account);
  }

  private beginOne(account: AccountHandle): void {
    if (this.list.state(account).load === 'idle')
      void this.list.load(account).catch(() => undefined);
    if (this.readingsOf.has(account.key)) return;
    this.readingsOf.set(account.key, 'loading');
    void this.readings
      .load(account)
      .catch(() => undefined)
      .then(() => {
        if (this.readingsOf.get(account.key) !== 'loading') return;
        this.readingsOf.set(account.key, 'loaded');
        this.readingsLoaded();
      });
  }

  /** Shows a segment at once, even while the rest of its list is loading. */
  letIn(account: AccountHandle, segment: Segment): void {
    this.held.letIn(account, segment.id);
  }

  /** The number of segments that have rows. */
  rowCount(): number {
    let rows = 0;
    for (const { result } of this.arrangements.values()) rows += result.segments.length;
    return rows;
  }

  /** The state of the whole view. */
  state(): ViewLoad {
    return loadOfView(this.accounts, (account) => this.stateOf(account));
  }

  /** The figures of an account's list, or those of all accounts shown. */
  figures(account?: AccountHandle): ListFigures {
    const filtering = isFiltering(this.viewState.view.filter);
    const all = (account ? [account] : this.accounts.shown()).map((one): ListFigures => {
      const { segments, total, load, failed, loadedAt } = this.list.state(one);
      return {
        loaded: segments.length,
        total: Math.max(segments.length, total ?? 0),
        matches: filtering ? this.of(one).matches : undefined,
        failed: load === 'failed' ? failed : undefined,
        loadedAt,
      };
    });
    return all.length === 1 ? all[0] : sumOfFigures(all);
  }

  /** Shown above the rows if the filter finds nothing in any account, or finds less than it seems. */
  message(): string | undefined {
    const { filter } = this.viewState.view;
    if (!isFiltering(filter)) return undefined;
    const shown = this.accounts.shown();
    const { matches, loaded } = this.figures();
    if (loaded === 0) return undefined;
    const uses = filter.unused ? shown.map((account) => this.viewState.use(account)) : [];
    const isSearched =
      !shown.some((account) => this.isSearching(account)) &&
      uses.every((use) => typeof use !== 'string');
    return (
      [
        ...(matches === 0 && isSearched ? [nothingMatchesText(filter, loaded)] : []),
        ...(filter.unused && (matches ?? 0) > 0 ? [t('Only segments that no audience uses.')] : []),
        ...(filter.unused ? unusedNotes(uses) : []),
      ].join(' ') || undefined
    );
  }

  /**
   * What the view's title says: one number, and of a single account the word that its row has. Without
   * rows also its name, which the welcome text doesn't say.
   */
  description(): string | undefined {
    const [only, second] = this.accounts.shown();
    const figures = this.figures();
    const text = listText(figures);
    if (!only || second) return text || undefined;
    // Why the list is old is longer than a narrow view has room for.
    if (figures.failed === 'refresh' && text) return text;
    return [text || only.label.forTree(), accountKind(only).word].join(' · ');
  }

  /** A failed refresh isn't the end of the rows: they are all there, only older. */
  endOf(account: AccountHandle): 'failed' | 'loading' | 'more' | 'complete' {
    const { load, failed } = this.list.state(account);
    const complete = this.list.complete(account);
    const all = needsAll(this.viewState.view);
    if (load === 'failed' && !complete && (failed === 'more' || all)) return 'failed';
    if (this.viewState.isLoadingRest(account) || (load === 'loading' && !complete))
      return 'loading';
    return complete || all ? 'complete' : 'more';
  }

  /** Everything that the rows of an account are made of, to compare. */
  contentOf(account: AccountHandle): unknown[] {
    const isRoot = this.accounts.shown().length > 1;
    return [
      account.key,
      this.of(account),
      this.endOf(account),
      this.stateOf(account),
      this.list.state(account).load === 'failed',
      isRoot && listText(this.figures(account)),
    ];
  }

  /** The state of an account's list. */
  stateOf(account: AccountHandle): ViewLoad {
    const state = this.list.state(account);
    return loadOfList(
      state,
      state.segments.length > 0 ? this.of(account).matches : 0,
      this.list.complete(account),
    );
  }

  private isSearching(account: AccountHandle): boolean {
    const { load } = this.list.state(account);
    return load === 'idle' || load === 'loading' || this.viewState.isLoadingRest(account);
  }
}

function usedIn(use: KnownUse): ReadonlySet<string> | undefined {
  return typeof use === 'string' ? undefined : segmentsUsedIn(use);
}

function hasSame(
  some: ReadonlySet<string> | undefined,
  others: ReadonlySet<string> | undefined,
): boolean {
  return (
    some === others ||
    (some?.size === others?.size && [...(some ?? [])].every((id) => others?.has(id)))
  );
}

function isSame(some: readonly Segment[], others: readonly Segment[]): boolean {
  return (
    some === others ||
    (some.length === others.length && some.every((segment, index) => segment === others[index]))
  );
}
