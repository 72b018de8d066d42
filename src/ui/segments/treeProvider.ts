import { t } from '@vscode/l10n';
import type { CancellationToken, MarkdownString, TreeItem, TreeView } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { roleOf } from '../../app/audiences/keepsOut';
import type { Arranged, ItemGroup } from '../../app/lists/arrangeItems';
import { PER_MINUTE } from '../../app/segments/readings/backgroundReader';
import { rowsOnScreen } from '../../app/segments/readings/rowsOnScreen';
import type { RowKnowledge } from '../../app/segments/rowTexts';
import { count, plural } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import { ListRows } from '../views/listRows';
import type { RowKey } from '../views/rowRepaints';
import { ArrangedSegments, type SegmentSources } from './arrangedSegments';
import type { SegmentNode } from './segmentNode';
import {
  groupItem,
  idOf,
  segmentItem,
  sizesItem,
  type GroupNode,
  type Node,
  type SegmentRow,
  type SizesNode,
} from './treeItems';

/** The tooltip of a segment. Never rejects; undefined once the token is cancelled. */
export type SegmentTooltip = (
  node: SegmentNode,
  retailer: OutsideText | undefined,
  token: CancellationToken,
) => Promise<MarkdownString | undefined>;

/** What the view tells of what is on screen. */
type ShownView = Pick<
  TreeView<Node>,
  | 'visible'
  | 'selection'
  | 'onDidChangeVisibility'
  | 'onDidChangeSelection'
  | 'onDidCollapseElement'
  | 'onDidExpandElement'
>;

/** Rows of the Segments view: the account and its segments or groups of them, or one root per account. */
export class SegmentTreeProvider extends ListRows<
  Segment,
  SegmentNode,
  SegmentRow,
  SegmentSources
> {
  readonly idOf = idOf;
  readonly lists = new ArrangedSegments(this.sources, () => this.repaint(true));
  /** The segments that keep people out, by account. */
  private readonly keepingOut = new Map<string, ReadonlySet<string>>();
  /** The row that was last selected or under the pointer. */
  private lookedAt: SegmentNode | undefined;
  /** IDs of collapsed rows. */
  private readonly collapsed = new Set<string>();
  /** Rows about sizes that are in the tree, by account. */
  private readonly sizesRows = new Map<string, SizesNode>();

  constructor(
    sources: SegmentSources,
    private readonly tooltip: SegmentTooltip,
    private readonly view: ShownView,
  ) {
    super(sources, {
      showError: 'criteoAudiences.showLoadError',
      refresh: 'criteoAudiences.refresh',
      loadMore: 'criteoAudiences.loadAll',
      clearFilter: 'criteoAudiences.clearFilter',
      items: t('Segments'),
      empty: {
        label: t('No segments yet: create one'),
        icon: 'add',
        command: 'criteoAudiences.createSegment',
      },
    });
    this.register(view.onDidChangeVisibility(() => this.followShown()));
    this.register(view.onDidChangeSelection(({ selection }) => this.lookAt(selection.at(-1))));
    this.register(
      view.onDidCollapseElement(({ element }) => {
        this.collapsed.add(idOf(element));
        this.followShown();
      }),
    );
    this.register(
      view.onDidExpandElement(({ element }) => {
        this.collapsed.delete(idOf(element));
        this.followShown();
      }),
    );
  }

  /** The rows of an account that say something else since its audiences were read. */
  changedUse(account: AccountHandle): RowKey[] {
    const accountKey = account.key;
    const before = this.keepingOut.get(accountKey) ?? new Set();
    const { segments } = this.sources.list.state(account);
    const now = new Set(segments.filter((one) => this.keepsOut(account, one)).map(({ id }) => id));
    this.keepingOut.set(accountKey, now);
    return [...new Set([...before, ...now])]
      .filter((segmentId) => before.has(segmentId) !== now.has(segmentId))
      .map((segmentId) => ({ accountKey, segmentId }));
  }

  repaintSegments(segments: readonly RowKey[]): void {
    const { accounts, list } = this.sources;
    const rows: Node[] = segments.flatMap(({ accountKey, segmentId }) => {
      const account = accounts.byKey(accountKey);
      const segment = account && list.find(account, segmentId);
      return segment ? this.rowsOfItems(account, [segment]) : [];
    });
    const changed = new Set(segments.map(({ accountKey }) => accountKey));
    for (const account of this.shown().filter(({ key }) => changed.has(key))) {
      const row = this.sizesRows.get(account.key);
      if ((row !== undefined) !== this.saysSizes(account)) return this.changed.fire(undefined);
      if (row) rows.push(row);
    }
    if (rows.length > 0) this.changed.fire(this.withSelected(rows));
  }

  /** A single account has a row of its own above its segments. */
  override async getChildren(node?: Node): Promise<Node[]> {
    if (!node) this.sources.viewState.show();
    const [only, second] = this.shown();
    if (!only || second) return super.getChildren(node);
    if (node?.kind === 'account') return [];
    const rows = await super.getChildren(node);
    return node || rows.length === 0 ? rows : [{ kind: 'account', account: only }, ...rows];
  }

  async resolveTreeItem(item: TreeItem, node: Node, token: CancellationToken): Promise<TreeItem> {
    this.lookAt(node);
    if (node.kind === 'segment')
      item.tooltip = await this.tooltip(node, this.retailer(node.account, node.segment), token);
    return item;
  }

  protected createRow(account: AccountHandle, segment: Segment): SegmentNode {
    return { kind: 'segment', account, segment };
  }

  protected itemOf(node: SegmentRow): TreeItem {
    if (node.kind === 'group') return groupItem(node);
    if (node.kind === 'sizes') return sizesItem(node, this.sources.readings.progress(node.account));
    const { account, segment } = node;
    return segmentItem(
      node,
      this.knowledgeOf(account, segment),
      this.retailer(account, segment),
      this.sources.viewState.view.byRetailer,
    );
  }

  protected rowsBelow(node: SegmentRow): SegmentNode[] {
    return node.kind === 'group' ? this.rowsOfItems(node.account, node.segments) : [];
  }

  protected rowAbove(node: SegmentRow): GroupNode | undefined {
    if (node.kind !== 'segment') return undefined;
    const { account, segment } = node;
    const group = this.lists
      .of(account)
      .groups?.find(({ items }) => items.some(({ id }) => id === segment.id));
    return group && this.groupNode(account, group);
  }

  protected override itemRows(account: AccountHandle, arranged: Arranged<Segment>): Node[] {
    const { items, groups, hidden } = arranged;
    this.follow(account, arranged);
    const rows: Node[] = [
      ...this.sizesRow(account),
      ...(groups?.map((group) => this.groupNode(account, group)) ??
        this.rowsOfItems(account, items)),
    ];
    if (hidden > 0)
      rows.push({
        kind: 'action',
        account,
        key: 'refine',
        label: plural(hidden, {
          one: t('{0} more segment matches: refine the filter', count(hidden)),
          other: t('{0} more segments match: refine the filter', count(hidden)),
        }),
        icon: 'filter',
        command: 'criteoAudiences.filterSegments',
      });
    return rows;
  }

  /**
   * The editor repaints a selected row as the last one selected: those selected below it are no longer
   * drawn as such, until they are repainted, too. So they are, from top to bottom. Undefined for all
   * rows: a row with others below it is repainted after these.
   */
  private withSelected(rows: readonly Node[]): Node[] | undefined {
    const selected = new Set(this.view.selection.map(idOf));
    const isRepainted = (row: Node): boolean => rows.some((one) => idOf(one) === idOf(row));
    if (selected.size < 2 || !this.view.selection.some(isRepainted)) return [...rows];
    const inOrder = this.shown()
      .flatMap((account) => this.allRows(account))
      .filter((row) => selected.has(idOf(row)));
    const below = inOrder.slice(inOrder.findIndex(isRepainted));
    const isOrdered = below.every(({ kind }) => kind === 'segment' || kind === 'sizes');
    if (!isOrdered || inOrder.length < selected.size) return undefined;
    return [...rows.filter((row) => !selected.has(idOf(row))), ...below];
  }

  /** An account's rows, without those at its end, from top to bottom. */
  private allRows(account: AccountHandle): Node[] {
    const { items, groups } = this.lists.of(account);
    const sizes = this.sizesRows.get(account.key);
    return [
      { kind: 'account', account },
      ...(sizes ? [sizes] : []),
      ...(groups?.flatMap((group) => [
        this.groupNode(account, group),
        ...this.rowsOfItems(account, group.items),
      ]) ?? this.rowsOfItems(account, items)),
    ];
  }

  /** Tells which segments are shown, and which of them are on screen. */
  private follow(account: AccountHandle, { items, groups }: Arranged<Segment>): void {
    const isOpen = (node: Node): boolean => !this.collapsed.has(idOf(node));
    const segments = groups?.flatMap((group) => group.items) ?? items;
    const expanded =
      groups
        ?.filter((group) => isOpen(this.groupNode(account, group)))
        .flatMap((group) => group.items) ?? items;
    const lookedAt = this.lookedAt?.account.key === account.key ? this.lookedAt.segment.id : '';
    const isOnScreen = this.view.visible && isOpen({ kind: 'account', account });
    this.sources.readings.follow(
      account,
      segments,
      isOnScreen
        ? rowsOnScreen(
            expanded,
            expanded.findIndex(({ id }) => id === lookedAt),
          )
        : [],
    );
  }

  private followShown(): void {
    for (const account of this.shown())
      if (this.sources.list.state(account).items.length > 0)
        this.follow(account, this.lists.of(account));
  }

  private lookAt(node: Node | undefined): void {
    if (node?.kind !== 'segment' || node === this.lookedAt) return;
    this.lookedAt = node;
    this.followShown();
  }

  private sizesRow(account: AccountHandle): SizesNode[] {
    const row: SizesNode | undefined = this.saysSizes(account)
      ? (this.sizesRows.get(account.key) ?? { kind: 'sizes', account })
      : undefined;
    if (row) this.sizesRows.set(account.key, row);
    else this.sizesRows.delete(account.key);
    return row ? [row] : [];
  }

  /**
   * Whether there is something to say of sizes that aren't read: of a live account's rows on screen. Not
   * where they are about to be read within a minute: rows would move twice.
   */
  private saysSizes(account: AccountHandle): boolean {
    if (account.sandbox) return false;
    const { isOnScreen, reading } = this.sources.readings.progress(account);
    if (!reading) return isOnScreen;
    return reading.total - reading.done > PER_MINUTE || this.sizesRows.has(account.key);
  }

  private groupNode(account: AccountHandle, { value, items }: ItemGroup<Segment>): GroupNode {
    const label = this.lists.groupName(account, value);
    return { kind: 'group', account, value, label, segments: items };
  }

  private knowledgeOf(account: AccountHandle, segment: Segment): RowKnowledge {
    return {
      ...this.sources.readings.sizeOf(account, segment.id),
      keepsOut: this.keepsOut(account, segment),
    };
  }

  /** Whether a contact list is known to keep people out of audiences. */
  private keepsOut(account: AccountHandle, segment: Segment): boolean {
    const use = this.sources.viewState.use(account);
    const audiences = typeof use === 'string' ? undefined : use;
    return segment.contactList !== undefined && roleOf(segment, audiences) === 'keepOut';
  }
}
