import { t } from '@vscode/l10n';
import { window, type LogOutputChannel } from 'vscode';
import type { CallOptions } from '../../api/options';
import type { Segment } from '../../api/types';
import { type AccountHandle, type Accounts } from '../../app/accounts/account';
import { type History } from '../../app/segments/history';
import { fullName, type Surroundings } from '../../app/segments/labels';
import type { RecentSegments } from '../../app/segments/recent';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { answered, Failure, isCancelled } from '../../common/failure';
import type { OutsideText } from '../../common/outsideText';
import type { Commands } from '../base/command';
import type { Documents } from './documents';
import { pickSegment, type PickOptions } from './pick';
import { isSegmentNode, type SegmentNode } from './segmentNode';
import type { SegmentTree } from './tree';
import type { Choice } from './viewState';

/** The panels that the window's way of these commands opens. */
export interface SegmentPanels {
  create(account: AccountHandle): Promise<void>;
  edit(account: AccountHandle, segment: Segment): Promise<void>;
  /** Several segments of one account side by side. */
  statistics(account: AccountHandle, segmentIds: readonly string[]): Promise<void>;
}

/** What the uploads know of the lists in segments. */
export interface Lists {
  /** Rejects with `locked` while an upload works on the segment. */
  refuseBusy(account: AccountHandle, segmentId: string): Promise<void>;
  /**
   * Empties a list with `clear`: no upload that was cut off goes on into it. Rejects as
   * `refuseBusy` and `clear` do.
   */
  empty(
    account: AccountHandle,
    segmentId: string,
    clear: (options: Pick<CallOptions, 'mayTry'>) => Promise<void>,
  ): Promise<void>;
  /** The segment was deleted: what is known of its list no longer holds. */
  changed(account: AccountHandle, segmentId: string): Promise<void>;
}

/** What the segments' commands work with. */
export interface Parts {
  accounts: Accounts;
  list: PagedSegmentList;
  history: History;
  commands: Commands;
  log: LogOutputChannel;
  choice: Choice;
  tree: SegmentTree;
  documents: Documents;
  recent: RecentSegments;
  panels: SegmentPanels;
  lists: Lists;
}

/**
 * The segments that a command from the window is about: the row and the selection, else the view's
 * selection.
 */
export function chosenSegments(tree: SegmentTree, args: readonly unknown[]): SegmentNode[] {
  const [node, nodes] = args;
  const several = Array.isArray(nodes) ? nodes.filter(isSegmentNode) : [];
  if (several.length > 0) return several;
  // To a row that stands for no segment, what is selected elsewhere is no answer.
  if (hasAccount(node)) return [ownerOf(node)].filter((owner) => owner !== undefined);
  return tree.selectedSegments();
}

/** Those of `chosenSegments`, else the one picked from all. */
export async function oneOrMoreSegments(
  parts: Parts,
  args: readonly unknown[],
  options: PickOptions,
  stillToCome = false,
): Promise<SegmentNode[]> {
  const chosen = chosenSegments(parts.tree, args);
  return chosen.length > 0 ? chosen : [await pickedSegment(parts, options, stillToCome)];
}

/**
 * One segment for a command from the window: the row's, the selected one, or the one picked from
 * all.
 */
export async function oneSegment(
  parts: Parts,
  args: readonly unknown[],
  options: PickOptions,
  stillToCome = false,
): Promise<SegmentNode> {
  return (
    ownerOf(args[0]) ??
    chosenSegments(parts.tree, args)[0] ??
    pickedSegment(parts, options, stillToCome)
  );
}

/** A pick counts as used, but where a confirmation is `stillToCome`. */
export async function pickedSegment(
  parts: Parts,
  options: PickOptions,
  stillToCome = false,
): Promise<SegmentNode> {
  await parts.accounts.require();
  const node = await pickSegment(parts.accounts.shown(), parts, options);
  if (!stillToCome) await parts.recent.use(node);
  return node;
}

/**
 * The account of a row, of the selected row, or the only one; else it is asked for with this
 * question.
 */
export async function accountOf(
  { accounts, tree }: Pick<Parts, 'accounts' | 'tree'>,
  args: readonly unknown[],
  question: string,
): Promise<AccountHandle> {
  const node = [args[0], ...tree.view.selection].find(hasAccount);
  return (node && accounts.byKey(node.account.key)) ?? askAccount(accounts, question);
}

/** Lets the user pick one of the accounts that are shown, where there are several. */
export async function askAccount(accounts: Accounts, question: string): Promise<AccountHandle> {
  const only = await accounts.require();
  const shown = accounts.shown();
  if (shown.length < 2) return only;
  const items = shown.map((account) => ({
    account,
    label: account.label.forPrompt(),
    description: account.sandbox ? t('local sandbox') : account.accountId,
  }));
  return answered(await window.showQuickPick(items, { title: question })).account;
}

export function surroundings(
  parts: Pick<Parts, 'accounts'>,
  { account, segment }: SegmentNode,
): Surroundings {
  return {
    account: account.label,
    retailer: parts.accounts.retailerName(account, segment.retailerId),
  };
}

export function fullNameOf(parts: Pick<Parts, 'accounts'>, node: SegmentNode): OutsideText {
  return fullName(node.segment, surroundings(parts, node));
}

/**
 * Called by contract, an Escape in a confirmation is a rejection, since the caller waits for a
 * result.
 */
export async function rejectingCancel<T>(operation: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isCancelled(error))
      throw new Failure('cancelled', t('Cancelled. Nothing was changed.'), operation);
    throw error;
  }
}

/** A row under a segment stands for its segment too. */
function ownerOf(node: unknown): SegmentNode | undefined {
  if (isSegmentNode(node)) return node;
  if (!hasAccount(node)) return undefined;
  const { segment } = node as { segment?: Segment };
  return segment ? { kind: 'segment', account: node.account, segment } : undefined;
}

export function hasAccount(value: unknown): value is { account: AccountHandle } {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('account' in value))
    return false;
  return typeof value.account === 'object' && value.account !== null && 'key' in value.account;
}
