import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { RecentSegments } from '../../app/segments/recentSegments';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { Cancelled, orCancel } from '../../common/failure';
import { CREATE, pickSegment, type PickOptions } from './pickSegment';
import { isSegmentNode, type SegmentNode } from './segmentNode';
import type { SegmentTree } from './segmentTree';

/** Finds the segments that a command run from the window applies to. */
export class SegmentChooser {
  constructor(
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
    private readonly recent: RecentSegments,
    private readonly tree: SegmentTree,
  ) {}

  /** The segments of the arguments (row, selection), or else the view's selection. */
  chosen(args: readonly unknown[]): SegmentNode[] {
    const [node, nodes] = args;
    const selection = Array.isArray(nodes) ? nodes.filter(isSegmentNode) : [];
    if (selection.length > 0) return selection;
    // A row without a segment (an account, a group): don't fall back to an unrelated selection.
    if (hasAccount(node)) return [ownerOf(node)].filter((owner) => owner !== undefined);
    return this.tree.selectedSegments();
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
    return ownerOf(args[0]) ?? this.chosen(args)[0] ?? this.pick(options, unconfirmed);
  }

  /**
   * Lets the user pick a segment, which then counts as recently used, except where the command
   * still has to be confirmed (`unconfirmed`). Throws `Cancelled` on Escape.
   */
  async pick(options: PickOptions, unconfirmed = false): Promise<SegmentNode> {
    await this.accounts.require();
    const { accounts, list, recent } = this;
    const node = await pickSegment(accounts.shown(), { accounts, list, recent }, options);
    if (node === CREATE) throw new Cancelled();
    if (!unconfirmed) await recent.use(node);
    return node;
  }

  /** The account of the row or of the selected row, or else the one that the user picks. */
  async account(args: readonly unknown[], question: string): Promise<AccountHandle> {
    const node = [args[0], ...this.tree.view.selection].find(hasAccount);
    return (node && this.accounts.byKey(node.account.key)) ?? pickAccount(this.accounts, question);
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

export function hasAccount(value: unknown): value is { account: AccountHandle } {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('account' in value))
    return false;
  return typeof value.account === 'object' && value.account !== null && 'key' in value.account;
}

/** The segment of its row or of a row below it. */
function ownerOf(node: unknown): SegmentNode | undefined {
  if (isSegmentNode(node)) return node;
  if (!hasAccount(node)) return undefined;
  const { segment } = node as { segment?: Segment };
  return segment ? { kind: 'segment', account: node.account, segment } : undefined;
}
