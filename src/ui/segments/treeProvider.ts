import { t } from '@vscode/l10n';
import type { CancellationToken, MarkdownString, TreeItem } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { roleOf } from '../../app/audiences/keepsOut';
import type { Arranged, ItemGroup } from '../../app/lists/arrangeItems';
import type { KnownSize } from '../../app/segments/labels';
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
  type GroupNode,
  type Node,
  type SegmentRow,
} from './treeItems';

/** The tooltip of a segment. Never rejects; undefined once the token is cancelled. */
export type SegmentTooltip = (
  node: SegmentNode,
  retailer: OutsideText | undefined,
  token: CancellationToken,
) => Promise<MarkdownString | undefined>;

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

  constructor(
    sources: SegmentSources,
    private readonly tooltip: SegmentTooltip,
  ) {
    super(sources, {
      showError: 'criteoAudiences.showLoadError',
      refresh: 'criteoAudiences.refresh',
      loadMore: 'criteoAudiences.loadMore',
      clearFilter: 'criteoAudiences.clearFilter',
      empty: {
        label: t('No segments yet: create one'),
        icon: 'add',
        command: 'criteoAudiences.createSegment',
      },
    });
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
    const rows = segments.flatMap(({ accountKey, segmentId }) => {
      const account = accounts.byKey(accountKey);
      const segment = account && list.find(account, segmentId);
      return segment ? this.rowsOfItems(account, [segment]) : [];
    });
    if (rows.length > 0) this.changed.fire(rows);
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
    if (node.kind === 'segment')
      item.tooltip = await this.tooltip(node, this.retailer(node.account, node.segment), token);
    return item;
  }

  protected createRow(account: AccountHandle, segment: Segment): SegmentNode {
    return { kind: 'segment', account, segment };
  }

  protected itemOf(node: SegmentRow): TreeItem {
    if (node.kind === 'group') return groupItem(node);
    const { account, segment } = node;
    const isBelowRetailer = this.sources.viewState.view.group === 'retailer';
    return segmentItem(
      node,
      this.sizeOf(account, segment),
      this.retailer(account, segment),
      isBelowRetailer,
    );
  }

  protected rowsBelow(node: SegmentRow): SegmentNode[] {
    return node.kind === 'group' ? this.rowsOfItems(node.account, node.segments) : [];
  }

  protected rowAbove(node: SegmentRow): GroupNode | undefined {
    if (node.kind === 'group') return undefined;
    const { account, segment } = node;
    const group = this.lists
      .of(account)
      .groups?.find(({ items }) => items.some(({ id }) => id === segment.id));
    return group && this.groupNode(account, group);
  }

  protected override itemRows(account: AccountHandle, arranged: Arranged<Segment>): Node[] {
    const { items, groups, hidden } = arranged;
    this.sources.readings.follow(account, groups?.flatMap((group) => group.items) ?? items);
    const rows: Node[] = groups
      ? groups.map((group) => this.groupNode(account, group))
      : this.rowsOfItems(account, items);
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

  private groupNode(account: AccountHandle, { value, items }: ItemGroup<Segment>): GroupNode {
    const label = this.lists.groupName(account, value);
    return { kind: 'group', account, value, label, segments: items };
  }

  private sizeOf(account: AccountHandle, segment: Segment): KnownSize {
    const { readings } = this.sources;
    return {
      reading: readings.last(account, segment.id),
      isReading: readings.isReading(account, segment.id),
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
