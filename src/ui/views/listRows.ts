import { t } from '@vscode/l10n';
import { EventEmitter, type CancellationToken, type TreeItem } from 'vscode';
import { ApiError } from '../../api/apiError';
import type { AccountHandle } from '../../app/accounts/account';
import type { ArrangedLists, ListSources } from '../../app/lists/arrangedLists';
import { areSame, type Arranged } from '../../app/lists/arrangeItems';
import { listText, staleText, staleTime } from '../../app/lists/listFigures';
import type { ListItem } from '../../app/lists/pagedList';
import { DisposableOwner } from '../../common/disposableOwner';
import { count } from '../../common/format';
import { plainText, type OutsideText } from '../../common/outsideText';
import {
  accountItem,
  actionItem,
  type AccountNode,
  type ActionNode,
  type ListRow,
} from './listItems';
import type { RowKey } from './rowRepaints';

/** The commands that rows of a list run, and what the list says of itself. */
interface ListCommands {
  showError: string;
  refresh: string;
  /** Loads what is missing. */
  loadMore: string;
  clearFilter: string;
  /** What it is a list of, as the view's title says. */
  items: string;
  empty: { label: string; icon: string; command?: string };
}

/**
 * Rows of a view of lists: the items of the account shown, or one root per account. Where nothing is
 * loaded there are no rows, so that the editor shows a welcome text. `N`: what rows there are besides
 * accounts and actions, of which `I` are those of items.
 */
export abstract class ListRows<
  T extends ListItem & { retailerId?: string },
  I extends N,
  N extends { kind: string; account: AccountHandle },
  S extends ListSources<T, unknown> = ListSources<T, unknown>,
> extends DisposableOwner {
  protected readonly changed = this.register(new EventEmitter<ListRow<N>[] | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  /** The rows of items: the editor knows a row by its object. */
  private readonly rowOf = new WeakMap<T, I>();
  private painted: readonly unknown[] = [];

  constructor(
    protected readonly sources: S,
    private readonly commands: ListCommands,
  ) {
    super();
  }

  abstract readonly lists: ArrangedLists<T, unknown>;

  /**
   * Repaints all rows, unless they would be the same: most pages that load in the background change
   * none. `all`: names may have changed, which groups and filter depend on. Returns whether anything is
   * repainted.
   */
  repaint(all: boolean): boolean {
    if (all) this.lists.clear();
    const now = this.shown().flatMap((account) => this.lists.contentOf(account));
    const isSame = areSame(now, this.painted);
    this.painted = now;
    if (all || !isSame) this.changed.fire(undefined);
    return all || !isSame;
  }

  /** Repaints the rows of segments that are in the tree. */
  abstract repaintSegments(segments: readonly RowKey[]): void;

  async getChildren(node?: ListRow<N>): Promise<ListRow<N>[]> {
    if (!node) {
      const shown = this.shown();
      this.lists.begin(shown);
      if (shown.length > 1) return shown.map((account) => ({ kind: 'account', account }));
      return shown.flatMap((account) => this.rowsOf(account));
    }
    if (isAction(node)) return [];
    if (!isAccount(node)) return [...this.rowsBelow(node)];
    const rows = this.rowsOf(node.account);
    return rows.length > 0 ? rows : [this.stateRow(node.account)];
  }

  getTreeItem(node: ListRow<N>): TreeItem {
    if (isAction(node)) return actionItem(node);
    if (!isAccount(node)) return this.itemOf(node);
    const { error, load } = this.sources.list.state(node.account);
    const figures = this.lists.figures(node.account);
    return accountItem(node, {
      isRoot: this.shown().length > 1,
      items: this.commands.items,
      figures: listText(figures),
      staleTime: staleTime(figures),
      stale: staleText(figures),
      problem: load === 'failed' && error instanceof ApiError ? plainText(error.message) : '',
    });
  }

  getParent(node: ListRow<N>): ListRow<N> | undefined {
    if (isAccount(node)) return undefined;
    const parent = isAction(node) ? undefined : this.rowAbove(node);
    const { account } = node;
    return parent ?? (this.shown().length > 1 ? { kind: 'account', account } : undefined);
  }

  abstract resolveTreeItem(
    item: TreeItem,
    node: ListRow<N>,
    token: CancellationToken,
  ): Promise<TreeItem>;

  protected abstract createRow(account: AccountHandle, item: T): I;

  /** What the editor shows of a row. */
  protected abstract itemOf(node: N): TreeItem;

  protected abstract rowsBelow(node: N): readonly N[];

  /** Undefined for one that is at the top, or below an account. */
  protected abstract rowAbove(node: N): N | undefined;

  /** The rows of an account’s items. */
  protected itemRows(account: AccountHandle, { items }: Arranged<T>): ListRow<N>[] {
    return this.rowsOfItems(account, items);
  }

  protected rowsOfItems(account: AccountHandle, items: readonly T[]): I[] {
    return items.map((item) => {
      const known = this.rowOf.get(item);
      if (known?.account === account) return known;
      const row = this.createRow(account, item);
      this.rowOf.set(item, row);
      return row;
    });
  }

  protected shown(): readonly AccountHandle[] {
    return this.sources.accounts.shown();
  }

  protected retailer(
    account: AccountHandle,
    { retailerId }: { retailerId?: string },
  ): OutsideText | undefined {
    return this.sources.accounts.retailerName(account, retailerId);
  }

  /** The account's rows; empty where only its state is shown. */
  private rowsOf(account: AccountHandle): ListRow<N>[] {
    if (this.sources.list.state(account).items.length === 0) return [];
    const arranged = this.lists.of(account);
    return [...this.itemRows(account, arranged), ...this.endRows(account, arranged.matches)];
  }

  /** What comes after the items: what is missing of them, and the way to get it. */
  private endRows(account: AccountHandle, matches: number): ActionNode[] {
    const { items, total, error } = this.sources.list.state(account);
    const { loadMore, clearFilter } = this.commands;
    const row = actionsOf(account);
    const loaded =
      total === undefined ? undefined : t('{0} of {1} loaded', count(items.length), count(total));
    const reason = error instanceof ApiError ? plainText(error.message) : undefined;
    const end = this.lists.endOf(account);
    const rows: ActionNode[] = [];
    if (end === 'failed') {
      const description = [loaded, reason].filter(Boolean).join(' · ');
      rows.push(
        row('retry', t('Couldn’t load the rest: try again'), 'error', loadMore, description),
      );
    }
    if (end === 'loading') rows.push(row('loading', t('Loading…'), 'loading~spin'));
    if (end !== 'loading' && matches === 0)
      rows.push(row('clearFilter', t('Clear Filter'), 'clear-all', clearFilter));
    return rows;
  }

  /** Shown below an account root instead of a welcome text, with the same action. */
  private stateRow(account: AccountHandle): ActionNode {
    const { showError, refresh, empty } = this.commands;
    const row = actionsOf(account);
    switch (this.lists.stateOf(account)) {
      case 'noPermission':
        return row('state', t('No permission: show details'), 'lock', showError);
      case 'failed':
        return row('state', t('Couldn’t load: try again'), 'error', refresh);
      case 'empty':
        return row('state', empty.label, empty.icon, empty.command);
      default:
        return row('state', t('Loading…'), 'loading~spin');
    }
  }
}

function isAccount(node: { kind: string }): node is AccountNode {
  return node.kind === 'account';
}

function isAction(node: { kind: string }): node is ActionNode {
  return node.kind === 'action';
}

/** Creates the action rows of an account. */
function actionsOf(account: AccountHandle) {
  return (
    key: string,
    label: string,
    icon: string,
    command?: string,
    description?: string,
  ): ActionNode => ({ kind: 'action', key, account, label, icon, command, description });
}
