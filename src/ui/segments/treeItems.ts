import { t } from '@vscode/l10n';
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import type { HistoryEntry } from '../../app/segments/history';
import {
  accessOf,
  contextValueOf,
  descriptionOf,
  detailsOf,
  iconOf,
  nameOf,
  readingText,
  type Detail,
} from '../../app/segments/labels';
import { segmentsText } from '../../common/counts';
import { count } from '../../common/format';
import { markdownText, OutsideText } from '../../common/outsideText';
import type { SegmentNode } from './segmentNode';

export interface AccountNode {
  readonly kind: 'account';
  readonly account: AccountHandle;
}

export interface GroupNode {
  readonly kind: 'group';
  readonly account: AccountHandle;
  /** The retailer's ID, or the segment type. */
  readonly value: string;
  readonly label: string;
  readonly icon: string;
  readonly segments: readonly Segment[];
}

export interface DetailNode {
  readonly kind: 'detail';
  readonly account: AccountHandle;
  readonly segment: Segment;
  readonly detail: Detail;
}

/** A row that runs a command when it is clicked, such as Load More or Statistics. */
export interface ActionNode {
  readonly kind: 'action';
  readonly key: string;
  readonly account: AccountHandle;
  /** Set for a row below a segment. */
  readonly segment?: Segment;
  readonly label: string;
  readonly description?: string;
  readonly icon: string;
  readonly command?: string;
}

export type Node = SegmentNode | AccountNode | GroupNode | DetailNode | ActionNode;

/** Stable across refreshes, so that the tree keeps its selection and expanded rows. */
export function idOf(node: Node): string {
  const { key } = node.account;
  switch (node.kind) {
    case 'account':
      return key;
    case 'group':
      return `${key}/group/${node.value}`;
    case 'segment':
      return `${key}/segment/${node.segment.id}`;
    case 'detail':
      return `${key}/segment/${node.segment.id}/${node.detail.key}`;
    case 'action':
      return node.segment ? `${key}/segment/${node.segment.id}/${node.key}` : `${key}/${node.key}`;
  }
}

/** `grouped`: the row is below its retailer, so its description leaves the retailer out. */
export function segmentItem(
  node: SegmentNode,
  retailer: OutsideText | undefined,
  grouped: boolean,
): TreeItem {
  const { segment } = node;
  const name = nameOf(segment).forTree();
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  item.id = idOf(node);
  item.description = descriptionOf(segment, retailer, grouped);
  item.iconPath = new ThemeIcon(iconOf(segment));
  item.contextValue = contextValueOf(segment);
  item.accessibilityInformation = {
    label: [
      name,
      accessOf(segment) === 'events' ? t('events segment') : '',
      descriptionOf(segment, retailer),
    ]
      .filter(Boolean)
      .join(', '),
  };
  return item;
}

/** Built only when the user hovers over the row. */
export function segmentTooltip(
  node: SegmentNode,
  retailer: OutsideText | undefined,
): MarkdownString {
  const text = new MarkdownString();
  const { account, segment } = node;
  const owner = OutsideText.join(
    [account.label, account.sandbox ? t('Local sandbox: nothing is sent to Criteo') : undefined],
    ' · ',
  );
  text.appendMarkdown(`**${nameOf(segment).forMarkdown()}**\n\n`);
  for (const { label, value } of [
    { label: t('Account'), value: owner },
    ...detailsOf(segment, retailer),
  ])
    text.appendMarkdown(`- ${t('{0}: {1}', markdownText(label), value.forMarkdown())}\n`);
  return text;
}

export function accountItem(
  node: AccountNode,
  loaded: number,
  total: number | undefined,
): TreeItem {
  const { account } = node;
  const label = account.label.forTree();
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  item.id = idOf(node);
  const parts = [
    // The long ID last: a narrow sidebar cuts off the end.
    account.sandbox ? t('local sandbox') : '',
    account.isProtected ? t('protected') : '',
    total === undefined
      ? ''
      : loaded < total
        ? t('{0} of {1} loaded', count(loaded), count(total))
        : count(total),
    label === account.accountId ? '' : account.accountId,
  ].filter((part) => part !== '');
  item.description = parts.join(' · ');
  item.iconPath = new ThemeIcon(
    account.sandbox ? 'beaker' : account.isProtected ? 'shield' : 'account',
  );
  item.contextValue = [
    'account',
    account.sandbox ? 'sandbox' : '',
    account.isProtected ? 'protected' : '',
  ]
    .filter(Boolean)
    .join('.');
  item.tooltip = account.sandbox ? t('Local sandbox: nothing is sent to Criteo') : undefined;
  item.accessibilityInformation = { label: [t('Account {0}', label), ...parts].join(', ') };
  return item;
}

export function groupItem(node: GroupNode): TreeItem {
  const { label } = node;
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  item.id = idOf(node);
  item.description = count(node.segments.length);
  item.iconPath = new ThemeIcon(node.icon);
  item.contextValue = 'group';
  item.accessibilityInformation = {
    label: t('{0}, {1}', label, segmentsText(node.segments.length)),
  };
  return item;
}

export function detailItem(node: DetailNode): TreeItem {
  const { label } = node.detail;
  const value = node.detail.value.forTree();
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = idOf(node);
  item.description = value;
  item.tooltip = value;
  item.contextValue = 'detail';
  item.accessibilityInformation = { label: t('{0}: {1}', label, value) };
  return item;
}

export function actionItem(node: ActionNode): TreeItem {
  const item = new TreeItem(node.label, TreeItemCollapsibleState.None);
  item.id = idOf(node);
  item.description = node.description;
  item.iconPath = new ThemeIcon(
    node.icon,
    node.icon === 'error' ? new ThemeColor('list.errorForeground') : undefined,
  );
  item.tooltip = node.description;
  item.contextValue = 'action';
  if (node.command) item.command = { command: node.command, title: node.label, arguments: [node] };
  item.accessibilityInformation = {
    label: [node.label, node.description].filter(Boolean).join(', '),
    role: node.command ? 'button' : undefined,
  };
  return item;
}

/** The "Statistics" row, with the last reading taken on this machine. */
export function statisticsNode(
  account: AccountHandle,
  segment: Segment,
  last: HistoryEntry | undefined,
): ActionNode {
  const description = last ? readingText(last) : t('click to load');
  return {
    kind: 'action',
    key: 'statistics',
    account,
    segment,
    label: t('Statistics'),
    description,
    icon: 'graph',
    command: 'criteoAudiences.showStatistics',
  };
}
