import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { ArrangedLists } from '../../app/lists/arrangedLists';
import type { Arranged } from '../../app/lists/arrangeItems';
import { listText } from '../../app/lists/listFigures';
import {
  arrange,
  countUnknownSizes,
  readFilter,
  useAndSizeMatcher,
  wordMatcher,
} from '../../app/segments/filter';
import type { History } from '../../app/segments/history';
import { accountKind } from '../../app/segments/labels';
import {
  filterText,
  nothingMatchesText,
  unknownSizesNote,
  useNotes,
} from '../../app/segments/listTexts';
import type { SegmentList } from '../../app/segments/segmentList';
import type { TreeSources } from '../views/listTree';
import { HeldRows } from './heldRows';
import type { SegmentView, SegmentViewState } from './viewState';

/** What the Segments view shows, and what it is repainted by. */
export interface SegmentSources extends TreeSources<Segment, SegmentView> {
  list: SegmentList;
  viewState: SegmentViewState;
  history: History;
}

/** The lists of segments of the accounts shown as the view arranges them. */
export class ArrangedSegments extends ArrangedLists<Segment, SegmentView, SegmentSources> {
  private readonly held = new HeldRows(this.sources.viewState);
  /** The segments that are unused or empty, as the filter wants them, by account. */
  private readonly meeting = new Map<string, ReadonlySet<string>>();

  /** The label of a group. */
  groupName(account: AccountHandle, retailerId: string): string {
    const name = this.sources.accounts.retailerName(account, retailerId || undefined);
    return name?.forTree() ?? (retailerId || t('no retailer'));
  }

  /** Shows a segment at once, even while the rest of its list is loading. */
  letIn(account: AccountHandle, segment: Segment): void {
    this.held.letIn(account, segment.id);
  }

  /**
   * Of a single account also the word that its row has. Without rows also its name, which the welcome
   * text doesn't say. That the list is old, the row says.
   */
  override description(): string | undefined {
    const [only, second] = this.sources.accounts.shown();
    const text = listText(this.figures());
    if (!only || second) return text || undefined;
    return [text || only.label.forTree(), accountKind(only).word].join(' · ');
  }

  protected override itemsOf(account: AccountHandle): readonly Segment[] {
    return this.held.rows(account, super.itemsOf(account));
  }

  protected override isLoadingRest(account: AccountHandle): boolean {
    return this.sources.viewState.isLoadingRest(account);
  }

  protected loadList(account: AccountHandle): Promise<unknown> | undefined {
    const { list } = this.sources;
    return list.state(account).load === 'idle' ? list.load(account) : undefined;
  }

  protected arrange(account: AccountHandle, segments: readonly Segment[]): Arranged<Segment> {
    const { viewState } = this.sources;
    const { filter, byRetailer } = viewState.view;
    const met = this.dependsOn(account);
    const hasWords = wordMatcher(readFilter(filter).text, viewState.knowledgeOf(account));
    return arrange(
      segments,
      viewState.isFiltering ? (one) => met?.has(one.id) !== false && hasWords(one) : undefined,
      byRetailer ? (retailerId) => this.groupName(account, retailerId) : undefined,
    );
  }

  /**
   * The segments that are unused or empty if the filter wants that, which changes with audiences and
   * readings: one set as long as they are the same.
   */
  protected dependsOn(account: AccountHandle): ReadonlySet<string> | undefined {
    const { viewState } = this.sources;
    const filter = readFilter(viewState.view.filter);
    if (!filter.unused && !filter.empty) return undefined;
    const isMet = useAndSizeMatcher(filter, viewState.knowledgeOf(account));
    const found = this.itemsOf(account).flatMap((one) => (isMet(one) ? one.id : []));
    const last = this.meeting.get(account.key);
    if (last?.size === found.length && found.every((id) => last.has(id))) return last;
    const now = new Set(found);
    this.meeting.set(account.key, now);
    return now;
  }

  protected filterText(matches: number, loaded: number): string {
    const { accounts, viewState } = this.sources;
    const { filter } = viewState.view;
    const { unused, empty } = readFilter(filter);
    const shown = accounts.shown();
    const uses = unused ? shown.map((account) => viewState.use(account)) : [];
    const unknown = shown.reduce(
      (sum, one) => sum + countUnknownSizes(this.itemsOf(one), viewState.knowledgeOf(one)),
      0,
    );
    const isSearched =
      !shown.some((account) => this.isSearching(account)) &&
      uses.every((use) => typeof use !== 'string');
    return [
      matches === 0 && isSearched ? nothingMatchesText(filter, loaded) : filterText(filter),
      ...(unused ? useNotes(uses) : []),
      ...(empty ? unknownSizesNote(unknown) : []),
    ].join(' ');
  }

  private isSearching(account: AccountHandle): boolean {
    const { load } = this.sources.list.state(account);
    return load === 'idle' || load === 'loading' || this.isLoadingRest(account);
  }
}
