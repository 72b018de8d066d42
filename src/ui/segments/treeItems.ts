import { t } from '@vscode/l10n';
import { ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { contextValueOf, iconOf, nameOf } from '../../app/segments/labels';
import { progressRow } from '../../app/segments/readings/progressTexts';
import type { ReadingProgress } from '../../app/segments/readings/readings';
import { rowDescription, rowInWords, type RowKnowledge } from '../../app/segments/rowTexts';
import { segmentsText } from '../../common/counts';
import { count } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import { actionItem, idOfListRow, type ListRow } from '../views/listItems';
import type { SegmentNode } from './segmentNode';

export interface GroupNode {
  readonly kind: 'group';
  readonly account: AccountHandle;
  /** The retailer's ID; empty if there is none. */
  readonly value: string;
  readonly label: string;
  readonly segments: readonly Segment[];
}

/** Says how far the account's sizes are read. */
export interface SizesNode {
  readonly kind: 'sizes';
  readonly account: AccountHandle;
}

export type SegmentRow = SegmentNode | GroupNode | SizesNode;
export type Node = ListRow<SegmentRow>;

/** Stable across refreshes, so that the tree keeps its selection and expanded rows. */
export function idOf(node: Node): string {
  const { key } = node.account;
  switch (node.kind) {
    case 'group':
      return `${key}/group/${node.value}`;
    case 'sizes':
      return `${key}/sizes`;
    case 'segment':
      return `${key}/segment/${node.segment.id}`;
    default:
      return idOfListRow(node);
  }
}

/** `grouped`: the row is below its retailer, so its description leaves the retailer out. */
export function segmentItem(
  node: SegmentNode,
  size: RowKnowledge,
  retailer: OutsideText | undefined,
  grouped: boolean,
): TreeItem {
  const { segment } = node;
  const item = new TreeItem(nameOf(segment).forTree(), TreeItemCollapsibleState.None);
  item.id = idOf(node);
  item.description = rowDescription(segment, size, retailer, grouped);
  item.iconPath = new ThemeIcon(iconOf(segment));
  item.contextValue = contextValueOf(segment);
  item.command = {
    command: 'criteoAudiences.showStatistics',
    title: t('Open'),
    arguments: [node],
  };
  item.accessibilityInformation = { label: rowInWords(segment, size, retailer) };
  return item;
}

export function groupItem(node: GroupNode): TreeItem {
  const { label } = node;
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  item.id = idOf(node);
  item.description = count(node.segments.length);
  item.contextValue = 'group';
  item.accessibilityInformation = {
    label: t('{0}, {1}', label, segmentsText(node.segments.length)),
  };
  return item;
}

export function sizesItem({ account }: SizesNode, progress: ReadingProgress): TreeItem {
  const { tooltip, ...row } = progressRow(progress);
  const command = 'criteoAudiences.readAllSizes';
  const item = actionItem({ kind: 'action', key: 'sizes', account, command, ...row });
  item.tooltip = tooltip;
  return item;
}
