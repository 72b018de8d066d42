import { t } from '@vscode/l10n';
import { EventEmitter, type CancellationToken, type MarkdownString, type TreeItem } from 'vscode';
import { ApiError } from '../../api/apiError';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { roleOf } from '../../app/audiences/keepsOut';
import type { SegmentGroup } from '../../app/segments/filter';
import type { KnownSize } from '../../app/segments/labels';
import { listText } from '../../app/segments/listTexts';
import type { Readings } from '../../app/segments/readings/readings';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { count, plural } from '../../common/format';
import { plainText, type OutsideText } from '../../common/outsideText';
import type { TreeRows } from '../views/lazyTree';
import { ArrangedLists } from './arrangedLists';
import type { SegmentNode } from './segmentNode';
import * as nodes from './treeItems';
import type { ActionNode, Node } from './treeItems';
import type { SegmentViewState } from './viewState';

/** The tooltip of a segment. Never rejects; undefined once the token is cancelled. */
export type SegmentTooltip = (
  node: SegmentNode,
  retailer: OutsideText | undefined,
  token: CancellationToken,
) => Promise<MarkdownString | undefined>;

/**
 * Rows of the Segments view: the account and its segments, or one root per account. Where nothing is
 * loaded there are no rows, so that the editor shows a welcome text.
 */
export class SegmentTreeProvider extends DisposableOwner implements TreeRows<Node> {
  private readonly changed = this.register(new EventEmitter<Node[] | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  readonly lists: ArrangedLists;
  /** The rows of segments by account and ID: the editor knows a row by its object. */
  private readonly rowsOf = new Map<string, Map<string, SegmentNode>>();
  private painted: readonly unknown[] = [];
  /** The segments that keep people out, by account. */
  private readonly keepingOut = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
    private readonly readings: Pick<Readings, 'last' | 'isReading' | 'load' | 'follow'>,
    private readonly viewState: Pick<
      SegmentViewState,
      'view' | 'sizes' | 'isLoadingRest' | 'use' | 'show'
    >,
    private readonly tooltip: SegmentTooltip,
  ) {
    super();
    this.lists = new ArrangedLists(accounts, list, readings, viewState, () => this.repaint(true));
  }

  /**
   * Repaints all rows, unless they would be the same: most pages that load in the background change
   * none. `all`: names may have changed, which groups and filter depend on.
   */
  repaint(all: boolean): void {
    if (all) this.lists.clear();
    const now = this.accounts.shown().flatMap((account) => this.lists.contentOf(account));
    const same =
      now.length === this.painted.length &&
      now.every((part, index) => part === this.painted[index]);
    this.painted = now;
    if (all || !same) this.changed.fire(undefined);
  }

  rowCount(): number {
    return this.lists.rowCount();
  }

  /** The rows of an account that say something else since its audiences were read. */
  changedUse(account: AccountHandle): { accountKey: string; segmentId: string }[] {
    const accountKey = account.key;
    const before = this.keepingOut.get(accountKey) ?? new Set();
    const { segments } = this.list.state(account);
    const now = new Set(segments.filter((one) => this.keepsOut(account, one)).map(({ id }) => id));
    this.keepingOut.set(accountKey, now);
    return [...new Set([...before, ...now])]
      .filter((segmentId) => before.has(segmentId) !== now.has(segmentId))
      .map((segmentId) => ({ accountKey, segmentId }));
  }

  /** Whether a contact list is known to keep people out of audiences. */
  private keepsOut(account: AccountHandle, segment: Segment): boolean {
    const use = this.viewState.use(account);
    const audiences = typeof use === 'string' ? undefined : use;
    return segment.contactList !== undefined && roleOf(segment, audiences) === 'keepOut';
  }

  /** Repaints the rows of segments that are in the tree. */
  repaintRows(rows: readonly { accountKey: string; segmentId: string }[]): void {
    const known = rows.flatMap(
      ({ accountKey, segmentId }) => this.rowsOf.get(accountKey)?.get(segmentId) ?? [],
    );
    if (known.length > 0) this.changed.fire(known);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) {
      this.viewState.show();
      const shown = this.accounts.shown();
      this.lists.begin(shown);
      if (shown.length > 1) return shown.map((account) => ({ kind: 'account', account }));
      return shown.flatMap((account) => {
        const rows = this.rows(account);
        return rows.length > 0 ? [{ kind: 'account', account } as const, ...rows] : [];
      });
    }
    switch (node.kind) {
      case 'account': {
        if (this.accounts.shown().length < 2) return [];
        const rows = this.rows(node.account);
        return rows.length > 0
          ? rows
          : [
              nodes.stateRow(node.account, this.lists.stateOf(node.account), {
                showError: 'criteoAudiences.showLoadError',
                refresh: 'criteoAudiences.refresh',
                empty: [t('No segments yet: create one'), 'add', 'criteoAudiences.createSegment'],
              }),
            ];
      }
      case 'group':
        return node.segments.map((segment) => this.segmentNode(node.account, segment));
      default:
        return [];
    }
  }

  getTreeItem(node: Node): TreeItem {
    switch (node.kind) {
      case 'account': {
        const { account } = node;
        const { error, load } = this.list.state(account);
        return nodes.accountItem(node, {
          isRoot: this.accounts.shown().length > 1,
          figures: listText(this.lists.figures(account)),
          problem: load === 'failed' && error instanceof ApiError ? plainText(error.message) : '',
        });
      }
      case 'group':
        return nodes.groupItem(node);
      case 'segment':
        return nodes.segmentItem(
          node,
          this.sizeOf(node),
          this.retailer(node),
          this.viewState.view.group === 'retailer',
        );
      case 'action':
        return nodes.actionItem(node);
    }
  }

  async resolveTreeItem(item: TreeItem, node: Node, token: CancellationToken): Promise<TreeItem> {
    if (node.kind === 'segment')
      item.tooltip = await this.tooltip(node, this.retailer(node), token);
    return item;
  }

  getParent(node: Node): Node | undefined {
    if (node.kind === 'account') return undefined;
    const { groups } = this.lists.of(node.account);
    const group =
      node.kind === 'segment' &&
      groups?.find((other) => other.segments.some((segment) => segment.id === node.segment.id));
    if (group) return this.groupNode(node.account, group);
    return this.accounts.shown().length > 1
      ? { kind: 'account', account: node.account }
      : undefined;
  }

  /** The account's rows; empty where only its state is shown. */
  private rows(account: AccountHandle): Node[] {
    if (this.list.state(account).segments.length === 0) return [];
    const { segments, groups, hidden } = this.lists.of(account);
    this.keepRows(account, segments);
    this.readings.follow(account, groups?.flatMap((group) => group.segments) ?? segments);
    const rows: Node[] = groups
      ? groups.map((group) => this.groupNode(account, group))
      : segments.map((segment) => this.segmentNode(account, segment));
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
    rows.push(...this.endRows(account));
    return rows;
  }

  /** What comes after the segments: what is missing of them, and the way to get it. */
  private endRows(account: AccountHandle): ActionNode[] {
    const { segments, total, error } = this.list.state(account);
    const row = (key: string, label: string, icon: string, more?: Partial<ActionNode>) =>
      ({ kind: 'action', account, key, label, icon, ...more }) as const;
    const loaded =
      total === undefined
        ? undefined
        : t('{0} of {1} loaded', count(segments.length), count(total));
    const end = this.lists.endOf(account);
    const rows: ActionNode[] = [];
    if (end === 'failed') {
      const reason = error instanceof ApiError ? error.message : undefined;
      rows.push(
        row('retry', t('Couldn’t load the rest: try again'), 'error', {
          description: [loaded, reason].filter(Boolean).join(' · '),
          command: 'criteoAudiences.loadMore',
        }),
      );
    } else if (end === 'loading') {
      rows.push(row('loading', t('Loading…'), 'loading~spin'));
    } else if (end === 'more') {
      rows.push(
        row('more', t('Load More…'), 'ellipsis', {
          description: loaded,
          command: 'criteoAudiences.loadMore',
        }),
      );
    }
    if (end !== 'loading' && this.lists.of(account).matches === 0)
      rows.push(
        row('clearFilter', t('Clear Filter'), 'clear-all', {
          command: 'criteoAudiences.clearFilter',
        }),
      );
    return rows;
  }

  private groupNode(account: AccountHandle, { value, segments }: SegmentGroup): nodes.GroupNode {
    return { kind: 'group', account, value, label: this.lists.groupName(account, value), segments };
  }

  /** Forgets the rows of segments that are no longer shown. */
  private keepRows(account: AccountHandle, segments: readonly Segment[]): void {
    const rows = this.rowsOf.get(account.key);
    if (!rows) return;
    const kept = new Map<string, SegmentNode>();
    for (const { id } of segments) {
      const row = rows.get(id);
      if (row) kept.set(id, row);
    }
    this.rowsOf.set(account.key, kept);
  }

  private segmentNode(account: AccountHandle, segment: Segment): SegmentNode {
    let rows = this.rowsOf.get(account.key);
    if (!rows) this.rowsOf.set(account.key, (rows = new Map()));
    const known = rows.get(segment.id);
    if (known && known.segment === segment && known.account === account) return known;
    const row: SegmentNode = { kind: 'segment', account, segment };
    rows.set(segment.id, row);
    return row;
  }

  private sizeOf({ account, segment }: SegmentNode): KnownSize {
    return {
      reading: this.readings.last(account, segment.id),
      isReading: this.readings.isReading(account, segment.id),
      keepsOut: this.keepsOut(account, segment),
    };
  }

  private retailer({ account, segment }: SegmentNode): OutsideText | undefined {
    return this.accounts.retailerName(account, segment.retailerId);
  }
}
