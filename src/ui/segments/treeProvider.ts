import { t } from '@vscode/l10n';
import { EventEmitter, type TreeDataProvider, type TreeItem } from 'vscode';
import { ApiError } from '../../api/apiError';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import {
  arrange,
  isFiltering,
  needsAll,
  type ArrangedSegments,
  type SegmentGroup,
} from '../../app/segments/filter';
import type { History } from '../../app/segments/history';
import { detailsOf, typeLabel } from '../../app/segments/labels';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { count, plural } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import type { ContextKeys } from '../base/contextKeys';
import type { SegmentNode } from './segmentNode';
import * as nodes from './treeItems';
import type { ActionNode, Node } from './treeItems';
import type { SegmentViewState } from './viewState';

/** Selects the view's welcome text; the value of the context key `criteoAudiences.state`. */
export type LoadingState = ContextKeys['criteoAudiences.state'];

/** Rows of the Segments view: the segments of a single account, or one root per account. */
export class SegmentTreeProvider extends DisposableOwner implements TreeDataProvider<Node> {
  private readonly changed = this.register(new EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly arranged = new Map<
    string,
    { from: readonly Segment[]; filter: unknown; result: ArrangedSegments }
  >();

  constructor(
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
    private readonly history: History,
    private readonly viewState: Pick<SegmentViewState, 'view'>,
  ) {
    super();
  }

  /** Repaints all rows. `namesChanged`: groups have to be sorted again by retailer name. */
  repaint(namesChanged: boolean): void {
    if (namesChanged) this.arranged.clear();
    this.changed.fire(undefined);
  }

  /** The state of the whole view. With several accounts, each root shows its own state instead. */
  state(): LoadingState {
    const { accounts } = this;
    if (accounts.state === 'signedOut' || accounts.state === 'noAccount') return accounts.state;
    const [first, second] = accounts.shown();
    if (!first) return 'loading';
    return second ? 'ready' : this.stateOf(first);
  }

  /** The view's description, such as `200 of 4,300 loaded`, and the name of a single account. */
  counts(): string | undefined {
    const shown = this.accounts.shown();
    let loaded = 0;
    let total = 0;
    let matches = 0;
    for (const account of shown) {
      const state = this.list.state(account);
      loaded += state.segments.length;
      total += state.total ?? state.segments.length;
      matches += this.arrange(account).matches;
    }
    const parts: string[] = [];
    if (loaded > 0) {
      if (isFiltering(this.viewState.view.filter))
        parts.push(
          t('{0} of {1} loaded match, {2} in total', count(matches), count(loaded), count(total)),
        );
      else
        parts.push(
          loaded < total ? t('{0} of {1} loaded', count(loaded), count(total)) : count(total),
        );
    }
    const [only, second] = shown;
    if (only && !second) parts.push(only.sandbox ? t('local sandbox') : only.label.forTree());
    return parts.join(' · ') || undefined;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) {
      const shown = this.accounts.shown();
      for (const account of shown) this.begin(account);
      if (shown.length > 1) return shown.map((account) => ({ kind: 'account', account }));
      return shown.flatMap((account) => this.rows(account));
    }
    switch (node.kind) {
      case 'account': {
        const rows = this.rows(node.account);
        return rows.length > 0 ? rows : [this.stateRow(node.account)];
      }
      case 'group':
        return node.segments.map((segment) => ({
          kind: 'segment',
          account: node.account,
          segment,
        }));
      case 'segment':
        return this.details(node);
      default:
        return [];
    }
  }

  getTreeItem(node: Node): TreeItem {
    switch (node.kind) {
      case 'account': {
        const { segments, total } = this.list.state(node.account);
        return nodes.accountItem(node, segments.length, total);
      }
      case 'group':
        return nodes.groupItem(node);
      case 'segment':
        return nodes.segmentItem(
          node,
          this.retailer(node),
          this.viewState.view.group === 'retailer',
        );
      case 'detail':
        return nodes.detailItem(node);
      case 'action':
        return nodes.actionItem(node);
    }
  }

  resolveTreeItem(item: TreeItem, node: Node): TreeItem {
    if (node.kind === 'segment') item.tooltip = nodes.segmentTooltip(node, this.retailer(node));
    return item;
  }

  getParent(node: Node): Node | undefined {
    if (node.kind === 'account') return undefined;
    if ((node.kind === 'detail' || node.kind === 'action') && node.segment)
      return { kind: 'segment', account: node.account, segment: node.segment };
    const { groups } = this.arrange(node.account);
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
    const { load, segments, total, error } = this.list.state(account);
    const { segments: shown, groups, hidden } = this.arrange(account);
    const rows: Node[] = groups
      ? groups.map((group) => this.groupNode(account, group))
      : shown.map((segment) => ({ kind: 'segment', account, segment }) as const);
    if (rows.length === 0) return rows;
    const action = (part: Omit<ActionNode, 'kind' | 'account'>): ActionNode => ({
      kind: 'action',
      account,
      ...part,
    });
    if (hidden > 0) {
      rows.push(
        action({
          key: 'refine',
          label: plural(hidden, {
            one: t('{0} more segment matches: refine the filter', count(hidden)),
            other: t('{0} more segments match: refine the filter', count(hidden)),
          }),
          icon: 'filter',
          command: 'criteoAudiences.filterSegments',
        }),
      );
    }
    if (load === 'failed') {
      const description = error instanceof ApiError ? error.message : undefined;
      rows.push(
        action({
          key: 'retry',
          label: t('Couldn’t load: try again'),
          description,
          icon: 'error',
          command: 'criteoAudiences.refresh',
        }),
      );
    } else if (load === 'loading') {
      rows.push(action({ key: 'loading', label: t('Loading…'), icon: 'loading~spin' }));
    } else if (!this.list.complete(account) && !needsAll(this.viewState.view)) {
      const description =
        total === undefined
          ? undefined
          : t('{0} of {1} loaded', count(segments.length), count(total));
      rows.push(
        action({
          key: 'more',
          label: t('Load More…'),
          description,
          icon: 'ellipsis',
          command: 'criteoAudiences.loadMore',
        }),
      );
    }
    return rows;
  }

  /** Shown below an account root instead of a welcome text, with the same action. */
  private stateRow(account: AccountHandle): ActionNode {
    const state = this.stateOf(account);
    const row = (label: string, icon: string, command?: string): ActionNode => ({
      kind: 'action',
      key: 'state',
      account,
      label,
      icon,
      command,
    });
    switch (state) {
      case 'noPermission':
        return row(t('No permission: show details'), 'lock', 'criteoAudiences.showLoadError');
      case 'failed':
        return row(t('Couldn’t load: try again'), 'error', 'criteoAudiences.refresh');
      case 'nothingMatches':
        return row(t('No matches: clear the filter'), 'filter', 'criteoAudiences.clearFilter');
      case 'empty':
        return row(t('No segments yet: create one'), 'add', 'criteoAudiences.createSegment');
      default:
        return row(t('Loading…'), 'loading~spin');
    }
  }

  private async details(node: SegmentNode): Promise<Node[]> {
    const { account, segment } = node;
    const rows: Node[] = detailsOf(segment, this.retailer(node)).map((detail) => ({
      kind: 'detail',
      account,
      segment,
      detail,
    }));
    if (!segment.contactList) return rows;
    const last = await this.history.last(account, segment.id, 'reading').catch(() => undefined);
    return [nodes.statisticsNode(account, segment, last), ...rows];
  }

  private groupNode(account: AccountHandle, { value, segments }: SegmentGroup): nodes.GroupNode {
    const icon = this.viewState.view.group === 'retailer' ? 'home' : 'tag';
    return { kind: 'group', account, value, label: this.groupName(account)(value), icon, segments };
  }

  private groupName(account: AccountHandle): (value: string) => string {
    if (this.viewState.view.group === 'retailer') {
      return (value) =>
        this.accounts.retailerName(account, value || undefined)?.forTree() ??
        (value || t('no retailer'));
    }
    return (value) =>
      identifierTypeLabel(value) === value ? typeLabel(value) : identifierTypeLabel(value);
  }

  /** Cached until the list or the filter changes: the tree asks several times per repaint. */
  private arrange(account: AccountHandle): ArrangedSegments {
    const from = this.list.state(account).segments;
    const filter = this.viewState.view;
    const cached = this.arranged.get(account.key);
    if (cached && cached.from === from && cached.filter === filter && filter.group !== 'retailer')
      return cached.result;
    const result = arrange(from, filter, this.groupName(account));
    this.arranged.set(account.key, { from, filter, result });
    return result;
  }

  private retailer({ account, segment }: SegmentNode): OutsideText | undefined {
    return this.accounts.retailerName(account, segment.retailerId);
  }

  private begin(account: AccountHandle): void {
    if (this.list.state(account).load === 'idle')
      void this.list.load(account).catch(() => undefined);
  }

  private stateOf(account: AccountHandle): LoadingState {
    const { load, segments, error } = this.list.state(account);
    if (segments.length > 0 && this.arrange(account).matches > 0) return 'ready';
    if (load === 'idle' || load === 'loading') return 'loading';
    if (load === 'failed')
      return error instanceof ApiError && error.kind === 'permission' ? 'noPermission' : 'failed';
    if (segments.length === 0) return 'empty';
    return this.list.complete(account) ? 'nothingMatches' : 'loading';
  }
}
