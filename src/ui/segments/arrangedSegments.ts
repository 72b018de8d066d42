import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { ArrangedLists } from '../../app/lists/arrangedLists';
import type { Arranged } from '../../app/lists/arrangeItems';
import { listText } from '../../app/lists/listFigures';
import {
  conditionsOf,
  needsAll,
  needsAudiences,
  type FilterState,
} from '../../app/segments/filter';
import { arrange } from '../../app/segments/filtering/arrangeSegments';
import { countUnknownSizes, meetsConditions } from '../../app/segments/filtering/conditions';
import type { History } from '../../app/segments/history';
import { accountKind, typeLabel } from '../../app/segments/labels';
import {
  CONDITION_TEXTS,
  nothingMatchesText,
  unknownSizesNote,
  useNotes,
} from '../../app/segments/listTexts';
import type { SegmentList } from '../../app/segments/segmentList';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import type { TreeSources } from '../views/listTree';
import { HeldRows } from './heldRows';
import type { SegmentViewState } from './viewState';

/** What the Segments view shows, and what it is repainted by. */
export interface SegmentSources extends TreeSources<Segment, FilterState> {
  list: SegmentList;
  viewState: SegmentViewState;
  history: History;
}

/** The lists of segments of the accounts shown as the view arranges them. */
export class ArrangedSegments extends ArrangedLists<Segment, FilterState, SegmentSources> {
  private readonly held = new HeldRows(this.sources.viewState);
  /** The segments that are what the filter wants them to be, by account. */
  private readonly meeting = new Map<string, ReadonlySet<string>>();

  /** The label of a group by its value: a retailer's ID or a type. */
  groupName(account: AccountHandle, value: string): string {
    const { accounts, viewState } = this.sources;
    if (viewState.view.group === 'retailer')
      return (
        accounts.retailerName(account, value || undefined)?.forTree() ?? (value || t('no retailer'))
      );
    return identifierTypeLabel(value) === value ? typeLabel(value) : identifierTypeLabel(value);
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

  protected override needsAll(): boolean {
    return needsAll(this.sources.viewState.view);
  }

  protected override isLoadingRest(account: AccountHandle): boolean {
    return this.sources.viewState.isLoadingRest(account);
  }

  protected loadList(account: AccountHandle): Promise<unknown> | undefined {
    const { list } = this.sources;
    return list.state(account).load === 'idle' ? list.load(account) : undefined;
  }

  protected arrange(account: AccountHandle, segments: readonly Segment[]): Arranged<Segment> {
    const { accounts, viewState } = this.sources;
    const hasReadings = this.hasReadings(account);
    const met = this.dependsOn(account);
    return arrange(segments, viewState.view, {
      retailerName: (retailerId) => accounts.retailerName(account, retailerId),
      meets: met && (({ id }) => met.has(id)),
      size: ({ id }) => (hasReadings ? viewState.sizes.of(account, id) : undefined),
      groupName: (value) => this.groupName(account, value),
    });
  }

  /**
   * The segments that are what the filter wants them to be, which changes with audiences and readings:
   * one set as long as they are the same.
   */
  protected dependsOn(account: AccountHandle): ReadonlySet<string> | undefined {
    const { viewState } = this.sources;
    const { filter } = viewState.view;
    if (conditionsOf(filter).length === 0) return undefined;
    const meets = meetsConditions(filter, viewState.moreOf(account));
    const found = this.itemsOf(account).flatMap((one) => (meets(one) ? one.id : []));
    const last = this.meeting.get(account.key);
    if (last?.size === found.length && found.every((id) => last.has(id))) return last;
    const now = new Set(found);
    this.meeting.set(account.key, now);
    return now;
  }

  protected filterText(matches: number, loaded: number): string | undefined {
    const { accounts, viewState } = this.sources;
    const { filter } = viewState.view;
    const shown = accounts.shown();
    const byAudiences = needsAudiences(filter);
    const uses = byAudiences ? shown.map((account) => viewState.use(account)) : [];
    const unknown = shown.reduce(
      (sum, one) => sum + countUnknownSizes(this.itemsOf(one), viewState.moreOf(one)),
      0,
    );
    const isSearched =
      !shown.some((account) => this.isSearching(account)) &&
      uses.every((use) => typeof use !== 'string');
    return (
      [
        ...(matches === 0 && isSearched ? [nothingMatchesText(filter, loaded)] : []),
        ...(matches > 0 ? conditionsOf(filter).map((one) => CONDITION_TEXTS[one].only()) : []),
        ...(byAudiences ? useNotes(uses) : []),
        ...(filter.empty ? unknownSizesNote(unknown) : []),
      ].join(' ') || undefined
    );
  }

  private isSearching(account: AccountHandle): boolean {
    const { load } = this.sources.list.state(account);
    return load === 'idle' || load === 'loading' || this.isLoadingRest(account);
  }
}
