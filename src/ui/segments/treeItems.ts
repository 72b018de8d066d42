import { t } from '@vscode/l10n';
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import {
  accountKind,
  contextValueOf,
  iconOf,
  nameOf,
  rowDescription,
  rowInWords,
  type KnownSize,
} from '../../app/segments/labels';
import { segmentsText } from '../../common/counts';
import { count } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import type { ViewLoad } from '../views/viewLoad';
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
  readonly segments: readonly Segment[];
}

/** A row that runs a command when it is clicked, such as Load More. */
export interface ActionNode {
  readonly kind: 'action';
  readonly key: string;
  readonly account: AccountHandle;
  readonly label: string;
  readonly description?: string;
  readonly icon: string;
  readonly command?: string;
}

export type Node = SegmentNode | AccountNode | GroupNode | ActionNode;

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
    case 'action':
      return `${key}/${node.key}`;
  }
}

/** `grouped`: the row is below its retailer, so its description leaves the retailer out. */
export function segmentItem(
  node: SegmentNode,
  size: KnownSize,
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

/**
 * The row of an account: a root if several are shown, else a row of its own. `figures` and `problem`
 * are what is to be said about its list.
 */
export function accountItem(
  node: AccountNode,
  { isRoot, figures, problem }: { isRoot: boolean; figures: string; problem?: string },
): TreeItem {
  const { account } = node;
  const label = account.label.forTree();
  const item = new TreeItem(
    label,
    isRoot ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None,
  );
  // Another row than the root, which the editor would otherwise leave as closed as this one is.
  item.id = isRoot ? idOf(node) : `${idOf(node)}/only`;
  const { icon, word } = accountKind(account);
  item.description = [word, isRoot ? figures : ''].filter(Boolean).join(' · ');
  item.iconPath = new ThemeIcon(icon);
  item.contextValue = [
    'account',
    account.sandbox ? 'sandbox' : '',
    account.isProtected ? 'protected' : '',
  ]
    .filter(Boolean)
    .join('.');
  item.tooltip = [
    label,
    [word, label === account.accountId ? '' : account.accountId, hostOf(account)]
      .filter(Boolean)
      .join(' · '),
    account.sandbox ? t('Local sandbox: nothing is sent to Criteo') : '',
    account.isProtected ? t('Deleting, clearing and replacing require typing the account ID.') : '',
    problem ?? '',
  ]
    .filter(Boolean)
    .join('\n');
  if (!isRoot)
    item.command = { command: 'criteoAudiences.selectAccount', title: t('Select Account') };
  item.accessibilityInformation = {
    label: [t('Account {0}', label), word, figures, problem].filter(Boolean).join(', '),
  };
  return item;
}

/** Empty for the sandbox, whose port changes. */
function hostOf({ origin }: AccountHandle): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
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

/**
 * Shown below an account root instead of a welcome text, with the same action. `showError` and
 * `refresh` are commands; `empty` is the row of a list without items: label, icon, command.
 */
export function stateRow(
  account: AccountHandle,
  load: ViewLoad,
  {
    showError,
    refresh,
    empty,
  }: {
    showError: string;
    refresh: string;
    empty: [label: string, icon: string, command?: string];
  },
): ActionNode {
  const row = (label: string, icon: string, command?: string): ActionNode => ({
    kind: 'action',
    key: 'state',
    account,
    label,
    icon,
    command,
  });
  switch (load) {
    case 'noPermission':
      return row(t('No permission: show details'), 'lock', showError);
    case 'failed':
      return row(t('Couldn’t load: try again'), 'error', refresh);
    case 'empty':
      return row(...empty);
    default:
      return row(t('Loading…'), 'loading~spin');
  }
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
