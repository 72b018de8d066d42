import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { RecentSegments } from '../../app/segments/recentSegments';
import type { SegmentList } from '../../app/segments/segmentList';
import { Cancelled, orCancel } from '../../common/failure';
import { hasAccount, rowAccount } from '../views/rowAccount';
import type { PickOptions } from './pickSegment';
import { isSegmentLink, isSegmentNode, type SegmentNode } from './segmentNode';
import type { SegmentTree } from './segmentTree';

/** Finds the segments that a command run from the window applies to. */
export class SegmentChooser {
  constructor(
    private readonly accounts: Accounts,
    private readonly list: SegmentList,
    private readonly recent: RecentSegments,
    private readonly tree: SegmentTree,
  ) {}

  /** The segments of the arguments (row, selection), or else the view's selection. */
  chosen(args: readonly unknown[]): SegmentNode[] {
    const [node, nodes] = args;
    const selection = Array.isArray(nodes) ? nodes.filter(isSegmentNode) : [];
    if (selection.length > 0) return selection;
    const segment = this.segmentOf(node);
    if (segment) return [segment];
    // A row without a segment (an account, a group) or a link to one that is gone: don't fall back to
    // an unrelated selection.
    return hasAccount(node) || isSegmentLink(node) ? [] : this.tree.selectedSegments();
  }

  /** Those of `chosen`, or else the one that the user picks. For `unconfirmed` see `pick`. */
  async oneOrMore(
    args: readonly unknown[],
    options: PickOptions,
    unconfirmed = false,
  ): Promise<SegmentNode[]> {
    const chosen = this.chosen(args);
    return chosen.length > 0 ? chosen : [await this.pick(options, unconfirmed)];
  }

  /** The row's segment, the first selected one, or the one that the user picks. */
  async one(
    args: readonly unknown[],
    options: PickOptions,
    unconfirmed = false,
  ): Promise<SegmentNode> {
    return this.segmentOf(args[0]) ?? this.chosen(args)[0] ?? this.pick(options, unconfirmed);
  }

  /**
   * Lets the user pick a segment, which then counts as recently used, except where the command
   * still has to be confirmed (`unconfirmed`). Throws `Cancelled` on Escape.
   */
  async pick(options: PickOptions, unconfirmed = false): Promise<SegmentNode> {
    await this.accounts.require();
    const { accounts, list, recent } = this;
    const { CREATE, pickSegment } = await import('./pickSegment');
    const node = await pickSegment(accounts.shown(), { accounts, list, recent }, options);
    if (node === CREATE) throw new Cancelled();
    if (!unconfirmed) await recent.use(node);
    return node;
  }

  /** The account of the row or of the selected row, or else the one that the user picks. */
  async account(args: readonly unknown[], question: string): Promise<AccountHandle> {
    const row = [args[0], ...this.tree.view.selection].find(hasAccount);
    return rowAccount(this.accounts, row) ?? pickAccount(this.accounts, question);
  }

  /** The segment of its row, or of a link to it. */
  private segmentOf(value: unknown): SegmentNode | undefined {
    if (isSegmentNode(value)) return value;
    if (!isSegmentLink(value)) return undefined;
    const account = this.accounts.byKey(value.accountKey);
    const segment = account && this.list.find(account, value.segmentId);
    return segment && { kind: 'segment', account, segment };
  }
}

/** The only account shown, or the one that the user picks. Throws `Cancelled` on Escape. */
export async function pickAccount(accounts: Accounts, question: string): Promise<AccountHandle> {
  const only = await accounts.require();
  const shown = accounts.shown();
  if (shown.length < 2) return only;
  const items = shown.map((account) => ({
    account,
    label: account.label.forPrompt(),
    description: account.sandbox ? t('local sandbox') : account.accountId,
  }));
  return orCancel(await window.showQuickPick(items, { title: question })).account;
}
