import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { RecentSegments } from '../../app/segments/recentSegments';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { orCancel } from '../../common/failure';
import { pickSegment, type PickOptions } from './pickSegment';
import { isSegmentNode, type SegmentNode } from './segmentNode';
import type { SegmentTree } from './segmentTree';

/** Tells what a command from the window is about: its row, the selection, else what is picked. */
export class SegmentChooser {
  constructor(
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
    private readonly recent: RecentSegments,
    private readonly tree: SegmentTree,
  ) {}

  /** The row and the selection, else the view's selection. */
  chosen(args: readonly unknown[]): SegmentNode[] {
    const [node, nodes] = args;
    const several = Array.isArray(nodes) ? nodes.filter(isSegmentNode) : [];
    if (several.length > 0) return several;
    // To a row that stands for no segment, what is selected elsewhere is no answer.
    if (hasAccount(node)) return [ownerOf(node)].filter((owner) => owner !== undefined);
    return this.tree.selectedSegments();
  }

  /** Those of `toPickedAccount`, else the one picked from all. */
  async oneOrMore(
    args: readonly unknown[],
    options: PickOptions,
    stillToCome = false,
  ): Promise<SegmentNode[]> {
    const chosen = this.chosen(args);
    return chosen.length > 0 ? chosen : [await this.pick(options, stillToCome)];
  }

  /** The row's segment, the selected one, or the one picked from all. */
  async one(
    args: readonly unknown[],
    options: PickOptions,
    stillToCome = false,
  ): Promise<SegmentNode> {
    return ownerOf(args[0]) ?? this.chosen(args)[0] ?? this.pick(options, stillToCome);
  }

  /** A pick counts as used, but where a confirmation is `stillToCome`. */
  async pick(options: PickOptions, stillToCome = false): Promise<SegmentNode> {
    await this.accounts.require();
    const { accounts, list, recent } = this;
    const node = await pickSegment(accounts.shown(), { accounts, list, recent }, options);
    if (!stillToCome) await recent.use(node);
    return node;
  }

  /**
   * The account of a row, of the selected row, or the only one; else it is asked for with this
   * question.
   */
  async account(args: readonly unknown[], question: string): Promise<AccountHandle> {
    const node = [args[0], ...this.tree.view.selection].find(hasAccount);
    return (node && this.accounts.byKey(node.account.key)) ?? pickAccount(this.accounts, question);
  }
}

/** Lets the user pick one of the accounts that are shown, where there are several. */
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

/** A row under a segment stands for its segment too. */
function ownerOf(node: unknown): SegmentNode | undefined {
  if (isSegmentNode(node)) return node;
  if (!hasAccount(node)) return undefined;
  const { segment } = node as { segment?: Segment };
  return segment ? { kind: 'segment', account: node.account, segment } : undefined;
}
