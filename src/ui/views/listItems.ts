import { t } from '@vscode/l10n';
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { AccountHandle } from '../../app/accounts/account';
import { accountKind } from '../../app/segments/labels';

export interface AccountNode {
  readonly kind: 'account';
  readonly account: AccountHandle;
}

/** A row that runs a command when it is clicked, such as Clear Filter. */
export interface ActionNode {
  readonly kind: 'action';
  readonly key: string;
  readonly account: AccountHandle;
  readonly label: string;
  readonly description?: string;
  readonly icon: string;
  readonly command?: string;
}

/** A row of a view of lists: of an account, an action, or what else the view has. */
export type ListRow<N> = N | AccountNode | ActionNode;

/** Stable across refreshes, so that the tree keeps its selection and expanded rows. */
export function idOfListRow(node: AccountNode | ActionNode): string {
  return node.kind === 'account' ? node.account.key : `${node.account.key}/${node.key}`;
}

/**
 * The row of an account: a root if several are shown, else a row of its own. `figures` and `problem`
 * are what is to be said about its list of `items`, and `stale` that it is old: of that, a narrow row has
 * room for the time.
 */
export function accountItem(
  node: AccountNode,
  {
    isRoot,
    items,
    figures,
    staleTime,
    stale,
    problem,
  }: {
    isRoot: boolean;
    items: string;
    figures: string;
    staleTime: string;
    stale: string;
    problem?: string;
  },
): TreeItem {
  const { account } = node;
  const label = account.label.forTree();
  const item = new TreeItem(
    label,
    isRoot ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None,
  );
  // Another row than the root, which the editor would otherwise leave as closed as this one is.
  item.id = isRoot ? idOfListRow(node) : `${idOfListRow(node)}/only`;
  const { icon, word } = accountKind(account);
  item.description = [staleTime, word, isRoot ? figures : ''].filter(Boolean).join(' · ');
  item.iconPath = stale
    ? new ThemeIcon('warning', new ThemeColor('list.warningForeground'))
    : new ThemeIcon(icon);
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
    stale,
    problem ?? '',
  ]
    .filter(Boolean)
    .join('\n');
  if (!isRoot)
    item.command = { command: 'criteoAudiences.selectAccount', title: t('Select Account') };
  item.accessibilityInformation = {
    label: [t('Account {0}', label), word, figures && t('{0}: {1}', items, figures), stale, problem]
      .filter(Boolean)
      .join(', '),
  };
  return item;
}

/** Empty for the sandbox, whose port changes. */
function hostOf({ origin }: AccountHandle): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
}

export function actionItem(node: ActionNode): TreeItem {
  const item = new TreeItem(node.label, TreeItemCollapsibleState.None);
  item.id = idOfListRow(node);
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
