import { t } from '@vscode/l10n';
import { EventEmitter, type TreeItem } from 'vscode';
import { ApiError } from '../../api/apiError';
import type { Audience, Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import { sentenceText } from '../../app/audiences/audienceSentence';
import { listText } from '../../app/segments/listTexts';
import type { Readings } from '../../app/segments/readings/readings';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { plainText, type OutsideText } from '../../common/outsideText';
import { accountItem, actionItem, stateRow, type ActionNode } from '../segments/treeItems';
import type { TreeRows } from '../views/lazyTree';
import { ArrangedAudiences } from './arrangedAudiences';
import { audienceItem, operatorItem, ruleSegmentItem, sentenceItem } from './audienceItems';
import {
  ruleNode,
  ruleNodesBelow,
  type AudienceNode,
  type AudienceTreeNode,
  type OperatorNode,
  type RuleNode,
  type RuleSegmentNode,
  type SentenceNode,
} from './audienceNodes';
import { audienceTooltip } from './audienceTooltip';
import type { AudienceViewState } from './audienceViewState';
import type { RuleSegments } from './ruleSegments';

/** The rows below an audience that was expanded. */
interface Opened {
  sentence: SentenceNode;
  rule: RuleNode;
  /** Rows below operators that were asked for: the editor knows a row by its object. */
  below: Map<OperatorNode, RuleNode[]>;
}

/**
 * Rows of the Audiences view: the audiences with their rules below, or one root per account. Where
 * nothing is loaded there are no rows, so that the editor shows a welcome text.
 */
export class AudienceTreeProvider extends DisposableOwner implements TreeRows<AudienceTreeNode> {
  private readonly changed = this.register(new EventEmitter<AudienceTreeNode[] | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  readonly lists: ArrangedAudiences;
  private readonly nodes = new Map<string, Map<string, AudienceNode>>();
  private readonly opened = new Map<AudienceNode, Opened>();
  /** What rows about segments were painted with. */
  private readonly paintedWith = new WeakMap<AudienceTreeNode, unknown>();
  private readonly loading = new Set<string>();
  private readonly readingsOf = new Set<string>();
  private painted: readonly unknown[] = [];

  constructor(
    private readonly accounts: Accounts,
    private readonly audiences: AudienceList,
    private readonly list: PagedSegmentList,
    private readonly readings: Pick<Readings, 'last' | 'isReading' | 'load'>,
    viewState: Pick<AudienceViewState, 'view'>,
    private readonly segments: RuleSegments,
  ) {
    super();
    this.lists = new ArrangedAudiences(accounts, audiences, list, viewState, segments);
  }

  rowCount(): number {
    return this.lists.rowCount();
  }

  repaint(all: boolean): void {
    if (all) this.lists.clear();
    const now = this.accounts
      .shown()
      .flatMap((account) => [
        account.key,
        this.lists.of(account),
        this.lists.endOf(account),
        this.lists.loadOf(account),
        listText(this.lists.figuresOf(account)),
      ]);
    const same =
      now.length === this.painted.length &&
      now.every((part, index) => part === this.painted[index]);
    this.painted = now;
    for (const account of this.accounts.shown()) this.lookUpSegments(account);
    if (all || !same) return this.changed.fire(undefined);
    const renamed = this.openedRows().filter(
      (node) => this.paintedWith.has(node) && this.paintedWith.get(node) !== this.paintOf(node),
    );
    if (renamed.length > 0) this.changed.fire(renamed);
  }

  /** Repaints the rows of segments that are in the tree. */
  repaintSegments(segments: readonly { accountKey: string; segmentId: string }[]): void {
    const keys = new Set(segments.map(({ accountKey, segmentId }) => `${accountKey}/${segmentId}`));
    const rows = this.openedRows().filter(
      (node) => node.kind === 'segmentLink' && keys.has(`${node.accountKey}/${node.segmentId}`),
    );
    if (rows.length > 0) this.changed.fire(rows);
  }

  async getChildren(node?: AudienceTreeNode): Promise<AudienceTreeNode[]> {
    if (!node) {
      const shown = this.accounts.shown();
      for (const account of shown) this.begin(account);
      if (shown.length > 1) return shown.map((account) => ({ kind: 'account', account }));
      return shown.flatMap((account) => this.rowsOf(account));
    }
    switch (node.kind) {
      case 'account': {
        const rows = this.rowsOf(node.account);
        return rows.length > 0
          ? rows
          : [
              stateRow(node.account, this.lists.loadOf(node.account), {
                showError: 'criteoAudiences.showAudiencesLoadError',
                refresh: 'criteoAudiences.refreshAudiences',
                empty: [t('No audiences yet'), 'info'],
              }),
            ];
      }
      case 'audience': {
        const { sentence, rule } = this.open(node);
        return [sentence, rule];
      }
      case 'operator':
        return this.below(node);
      default:
        return [];
    }
  }

  getTreeItem(node: AudienceTreeNode): TreeItem {
    switch (node.kind) {
      case 'account': {
        const { error, load } = this.audiences.state(node.account);
        return accountItem(node, {
          isRoot: true,
          figures: listText(this.lists.figuresOf(node.account)),
          problem: load === 'failed' && error instanceof ApiError ? plainText(error.message) : '',
        });
      }
      case 'action':
        return actionItem(node);
      case 'audience':
        return audienceItem(node, this.retailer(node.account, node.audience));
      case 'sentence':
        this.paintedWith.set(node, this.paintOf(node));
        return sentenceItem(node, this.sentenceOf(node.parent));
      case 'operator':
        return operatorItem(node);
      case 'segmentLink': {
        const { account, segmentId } = node;
        const segment = this.segments.of(account, segmentId);
        this.paintedWith.set(node, this.paintOf(node));
        const size = {
          reading: this.readings.last(account, segmentId),
          isReading: this.readings.isReading(account, segmentId),
        };
        const retailer = typeof segment === 'object' ? this.retailer(account, segment) : undefined;
        return ruleSegmentItem(node, segment, size, retailer);
      }
    }
  }

  async resolveTreeItem(item: TreeItem, node: AudienceTreeNode): Promise<TreeItem> {
    if (node.kind === 'audience') {
      const retailer = this.retailer(node.account, node.audience);
      item.tooltip = audienceTooltip(node, retailer, this.sentenceOf(node));
    }
    return item;
  }

  getParent(node: AudienceTreeNode): AudienceTreeNode | undefined {
    if ('parent' in node) return node.parent;
    return node.kind !== 'account' && this.accounts.shown().length > 1
      ? { kind: 'account', account: node.account }
      : undefined;
  }

  private begin(account: AccountHandle): void {
    const { key } = account;
    const { load } = this.audiences.state(account);
    if (load !== 'failed' && !this.audiences.complete(account) && !this.loading.has(key)) {
      this.loading.add(key);
      void this.audiences
        .loadAll(account)
        // The view shows failures from the list's state.
        .catch(() => undefined)
        .finally(() => this.loading.delete(key));
    }
    if (this.readingsOf.has(key)) return;
    this.readingsOf.add(key);
    void this.readings.load(account).then(
      () => {
        const rows = this.openedRows().filter((node) => node.kind === 'segmentLink');
        if (rows.length > 0) this.changed.fire(rows);
      },
      () => this.readingsOf.delete(key),
    );
  }

  /** Once all audiences are known: of segments that the list is about to have, nothing is asked. */
  private lookUpSegments(account: AccountHandle): void {
    if (!this.audiences.complete(account) || this.list.state(account).load === 'loading') return;
    void this.segments.lookUpIn(account, this.audiences.state(account).items).then(
      (some) => some && !this.disposed && this.repaint(false),
      // The rows keep the IDs.
      () => undefined,
    );
  }

  /** The account's rows; empty where only its state is shown. */
  private rowsOf(account: AccountHandle): AudienceTreeNode[] {
    const { items, error } = this.audiences.state(account);
    if (items.length === 0) return [];
    const before = this.nodes.get(account.key);
    const kept = new Map<string, AudienceNode>();
    for (const audience of this.lists.of(account)) {
      const known = before?.get(audience.id);
      kept.set(
        audience.id,
        known?.audience === audience && known.account === account
          ? known
          : { kind: 'audience', account, audience },
      );
    }
    for (const [id, node] of before ?? []) if (kept.get(id) !== node) this.opened.delete(node);
    this.nodes.set(account.key, kept);
    const row = (key: string, label: string, icon: string, more?: Partial<ActionNode>) =>
      ({ kind: 'action', account, key, label, icon, ...more }) as const;
    const rows: AudienceTreeNode[] = [...kept.values()];
    const end = this.lists.endOf(account);
    if (end === 'failed') {
      rows.push(
        row('retry', t('Couldn’t load the rest: try again'), 'error', {
          description: error instanceof ApiError ? plainText(error.message) : undefined,
          command: 'criteoAudiences.refreshAudiences',
        }),
      );
    } else if (end === 'loading') rows.push(row('loading', t('Loading…'), 'loading~spin'));
    else if (kept.size === 0)
      rows.push(
        row('clearFilter', t('Clear Filter'), 'clear-all', {
          command: 'criteoAudiences.clearAudienceFilter',
        }),
      );
    return rows;
  }

  private open(node: AudienceNode): Opened {
    let opened = this.opened.get(node);
    if (!opened) {
      const { account, audience } = node;
      opened = {
        sentence: { kind: 'sentence', account, parent: node },
        rule: ruleNode(account, node, audience.algebra, '0'),
        below: new Map(),
      };
      this.opened.set(node, opened);
    }
    return opened;
  }

  private below(node: OperatorNode): RuleNode[] {
    let audience: AudienceNode | OperatorNode = node;
    while (audience.kind === 'operator') audience = audience.parent;
    const { below } = this.open(audience);
    let nodes = below.get(node);
    if (!nodes) below.set(node, (nodes = ruleNodesBelow(node)));
    return nodes;
  }

  /** The sentences and segments of audiences that were expanded. */
  private openedRows(): (SentenceNode | RuleSegmentNode)[] {
    return [...this.opened.values()].flatMap(({ sentence, rule, below }) => [
      sentence,
      ...[rule, ...[...below.values()].flat()].filter((node) => node.kind === 'segmentLink'),
    ]);
  }

  /** What changes when a row has to be painted again. */
  private paintOf(node: SentenceNode | RuleSegmentNode): unknown {
    return node.kind === 'sentence'
      ? this.sentenceOf(node.parent)
      : this.segments.of(node.account, node.segmentId);
  }

  private sentenceOf({ account, audience }: AudienceNode): string {
    return sentenceText(audience.algebra, (id) => this.segments.nameOf(account, id));
  }

  private retailer(
    account: AccountHandle,
    { retailerId }: Pick<Segment | Audience, 'retailerId'>,
  ): OutsideText | undefined {
    return this.accounts.retailerName(account, retailerId);
  }
}
