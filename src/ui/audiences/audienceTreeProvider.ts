import { t } from '@vscode/l10n';
import type { TreeItem } from 'vscode';
import type { Audience } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { sentenceText } from '../../app/audiences/audienceSentence';
import type { Arranged } from '../../app/lists/arrangeItems';
import { ListRows } from '../views/listRows';
import type { RowKey } from '../views/rowRepaints';
import { ArrangedAudiences, type AudienceSources } from './arrangedAudiences';
import { audienceItem, idOf, operatorItem, ruleSegmentItem, sentenceItem } from './audienceItems';
import {
  ruleNode,
  ruleSegmentsIn,
  type AudienceNode,
  type AudienceRow,
  type AudienceTreeNode,
  type RuleNode,
  type RuleSegmentNode,
  type SentenceNode,
} from './audienceNodes';
import { audienceTooltip } from './audienceTooltip';

/** Rows of the Audiences view: the audiences with their rules below, or one root per account. */
export class AudienceTreeProvider extends ListRows<
  Audience,
  AudienceNode,
  AudienceRow,
  AudienceSources
> {
  readonly idOf = idOf;
  readonly lists = new ArrangedAudiences(this.sources, () =>
    this.repaintOpened(({ kind }) => kind === 'segmentLink'),
  );
  /** The rows below audiences that were expanded: the editor knows a row by its object. */
  private readonly opened = new Map<AudienceNode, readonly [SentenceNode, RuleNode]>();
  /** What rows about segments were painted with. */
  private readonly paintedWith = new WeakMap<AudienceTreeNode, unknown>();

  constructor(sources: AudienceSources) {
    super(sources, {
      showError: 'criteoAudiences.showAudiencesLoadError',
      refresh: 'criteoAudiences.refreshAudiences',
      loadMore: 'criteoAudiences.refreshAudiences',
      clearFilter: 'criteoAudiences.clearAudienceFilter',
      items: t('Audiences'),
      empty: { label: t('No audiences yet'), icon: 'info' },
    });
  }

  /** Also the rows about segments whose names have changed. */
  override repaint(all: boolean): boolean {
    for (const account of this.shown()) this.lookUpSegments(account);
    if (super.repaint(all)) return true;
    return this.repaintOpened(
      (node) => this.paintedWith.has(node) && this.paintedWith.get(node) !== this.paintOf(node),
    );
  }

  repaintSegments(segments: readonly RowKey[]): void {
    const keys = new Set(segments.map(({ accountKey, segmentId }) => `${accountKey}/${segmentId}`));
    this.repaintOpened(
      (node) => node.kind === 'segmentLink' && keys.has(`${node.accountKey}/${node.segmentId}`),
    );
  }

  async resolveTreeItem(item: TreeItem, node: AudienceTreeNode): Promise<TreeItem> {
    if (node.kind === 'audience') {
      const retailer = this.retailer(node.account, node.audience);
      item.tooltip = audienceTooltip(node, retailer, this.sentenceOf(node));
    }
    return item;
  }

  protected createRow(account: AccountHandle, audience: Audience): AudienceNode {
    return { kind: 'audience', account, audience };
  }

  protected itemOf(node: AudienceRow): TreeItem {
    switch (node.kind) {
      case 'audience':
        return audienceItem(node, this.retailer(node.account, node.audience));
      case 'sentence':
        this.paintedWith.set(node, this.paintOf(node));
        return sentenceItem(node, this.sentenceOf(node.parent));
      case 'operator':
        return operatorItem(node);
      case 'segmentLink': {
        const { account, segmentId } = node;
        const { readings, segments } = this.sources;
        const segment = segments.of(account, segmentId);
        this.paintedWith.set(node, this.paintOf(node));
        const size = readings.sizeOf(account, segmentId);
        const retailer = typeof segment === 'object' ? this.retailer(account, segment) : undefined;
        return ruleSegmentItem(node, segment, size, retailer);
      }
    }
  }

  protected rowsBelow(node: AudienceRow): readonly AudienceRow[] {
    if (node.kind === 'operator') return node.parts;
    if (node.kind !== 'audience') return [];
    const { account, audience } = node;
    const opened = this.opened.get(node) ?? [
      { kind: 'sentence', account, parent: node },
      ruleNode(account, node, audience.algebra, '0'),
    ];
    this.opened.set(node, opened);
    return opened;
  }

  protected rowAbove(node: AudienceRow): AudienceRow | undefined {
    return 'parent' in node ? node.parent : undefined;
  }

  /** Forgets what was expanded below audiences that are no longer shown. */
  protected override itemRows(
    account: AccountHandle,
    arranged: Arranged<Audience>,
  ): AudienceTreeNode[] {
    const rows = super.itemRows(account, arranged);
    const shown = new Set(rows);
    for (const node of this.opened.keys())
      if (node.account.key === account.key && !shown.has(node)) this.opened.delete(node);
    return rows;
  }

  /** Once all audiences are known: of segments that the list is about to have, nothing is asked. */
  private lookUpSegments(account: AccountHandle): void {
    const { list, segments } = this.sources;
    if (!list.complete(account) || segments.list.state(account).load === 'loading') return;
    void segments.lookUpIn(account, list.state(account).items).then(
      (some) => some && !this.disposed && this.repaint(false),
      // The rows keep the IDs.
      () => undefined,
    );
  }

  /** Repaints some of the sentences and segments of audiences that were expanded, if there are any. */
  private repaintOpened(isMeant: (node: SentenceNode | RuleSegmentNode) => boolean): boolean {
    const rows = [...this.opened.values()]
      .flatMap(([sentence, rule]) => [sentence, ...ruleSegmentsIn(rule)])
      .filter(isMeant);
    if (rows.length > 0) this.changed.fire(rows);
    return rows.length > 0;
  }

  /** What changes when a row has to be painted again. */
  private paintOf(node: SentenceNode | RuleSegmentNode): unknown {
    return node.kind === 'sentence'
      ? this.sentenceOf(node.parent)
      : this.sources.segments.of(node.account, node.segmentId);
  }

  private sentenceOf({ account, audience }: AudienceNode): string {
    return sentenceText(audience.algebra, (id) => this.sources.segments.nameOf(account, id));
  }
}
