import {
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type TreeDragAndDropController,
} from 'vscode';
import type { Segment } from '../../api/types';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { History } from '../../app/segments/history';
import { RecentSegments } from '../../app/segments/recent';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import type { Commands } from '../base/command';
import { chosenSegments, type Lists, type Parts, type SegmentPanels } from './context';
import { Documents } from './documents';
import { pickSegment, type PickOptions } from './pick';
import type { SegmentNode } from './segmentNode';
import { SegmentTree } from './tree';
import type { Node } from './treeItems';
import { Choice } from './viewState';

export { createHistory } from '../../app/segments/history';
export { createSegmentList, type PagedSegmentList } from '../../app/segments/segmentList';

export interface SegmentDeps {
  accounts: Accounts;
  list: PagedSegmentList;
  history: History;
  commands: Commands;
  log: LogOutputChannel;
  panels: SegmentPanels;
  /** What may be dropped on the view's rows. */
  dragAndDropController?: TreeDragAndDropController<Node>;
  lists: Lists;
}

/** What other parts of the window need of the Segments view. */
export interface SegmentsView {
  readonly tree: SegmentTree;
  readonly recent: RecentSegments;
  /** Lets the user pick a segment of the accounts shown. Throws `Cancelled` on Escape. */
  pick(accounts: readonly AccountHandle[], options: PickOptions): Promise<SegmentNode>;
  /**
   * The segments that a command of the view is about: the row and the selection, else the view's
   * selection.
   */
  chosen(args: readonly unknown[]): SegmentNode[];
  /** Shows a segment in the tree and selects it, where the view is visible. */
  reveal(account: AccountHandle, segment: Segment): Promise<void>;
}

/**
 * Registers the Segments view and its commands. Makes no call before the view is looked at or a
 * command is run.
 */
export function registerSegments(
  context: Pick<ExtensionContext, 'subscriptions' | 'globalState' | 'workspaceState'>,
  deps: SegmentDeps,
): SegmentsView {
  const own = <T extends Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const { accounts, list, history, commands } = deps;
  const choice = own(new Choice(context.workspaceState, accounts, list));
  const tree = own(
    new SegmentTree({
      accounts,
      list,
      history,
      choice,
      dragAndDropController: deps.dragAndDropController,
    }),
  );
  const documents = own(new Documents(accounts, list));
  const recent = new RecentSegments(context.globalState);
  const parts: Parts = { ...deps, choice, tree, documents, recent };
  commands.followFocus(() => tree.rowsInFocus());
  commands.addLazy(async () => (await import('./segmentCommands')).registerSegmentCommands(parts));
  // With the reading of CSV, which most windows never need.
  commands.addLazy(async () => (await import('./importExport')).registerTransfer(parts, own));
  return {
    tree,
    recent,
    pick: (shown, options) => pickSegment(shown, parts, options),
    chosen: (args) => chosenSegments(tree, args),
    reveal: (account, segment) => tree.reveal(account, segment),
  };
}
