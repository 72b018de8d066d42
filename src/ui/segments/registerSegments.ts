import { t } from '@vscode/l10n';
import {
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type TreeDragAndDropController,
} from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import type { UploadLocks } from '../../app/segments/access';
import type { History } from '../../app/segments/history';
import type { Readings } from '../../app/segments/readings/readings';
import { RecentSegments } from '../../app/segments/recentSegments';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { orCancel } from '../../common/failure';
import { lazy } from '../../common/lazy';
import type { OutsideText } from '../../common/outsideText';
import type { Commands } from '../base/command';
import { FOCUSED_ROW } from '../base/focusedRow';
import type { PickOptions } from './pickSegment';
import { pickAccount, SegmentChooser } from './segmentChooser';
import { SegmentDocuments } from './segmentDocuments';
import { SegmentKeys } from './segmentKeys';
import type { SegmentNode } from './segmentNode';
import type { SegmentPanels } from './segmentPanels';
import { SegmentTree } from './segmentTree';
import type { Node } from './treeItems';
import type { SegmentTooltip } from './treeProvider';
import { SegmentViewState } from './viewState';

/** The Segments view as the rest of the window uses it. */
export interface SegmentsView {
  readonly tree: SegmentTree;
  readonly recent: RecentSegments;
  readonly documents: SegmentDocuments;
  /**
   * Lets the user pick a segment of the accounts shown, or create one. Throws `Cancelled` on Escape.
   */
  pick(accounts: readonly AccountHandle[], options: PickOptions): Promise<SegmentNode>;
  /** The same for any number of segments that exist, none included. */
  pickSeveral(accounts: readonly AccountHandle[], options: PickOptions): Promise<SegmentNode[]>;
  /**
   * The segments that a view command applies to: its row and selection arguments, or else the
   * view's selection.
   */
  chosen(args: readonly unknown[]): SegmentNode[];
  /** Selects a segment in the tree; does nothing while the view is hidden. */
  reveal(account: AccountHandle, segment: Segment): Promise<void>;
}

/**
 * Registers the Segments view and its commands. Sends no request before the view is visible or a
 * command runs.
 */
export function registerSegments(
  context: Pick<ExtensionContext, 'subscriptions' | 'globalState' | 'workspaceState'>,
  {
    accounts,
    list,
    history,
    readings,
    audiences,
    fileOf,
    commands,
    log,
    panels,
    lists,
    dragAndDropController,
  }: {
    accounts: Accounts;
    list: PagedSegmentList;
    history: History;
    readings: Readings;
    audiences: AudienceList;
    /** The file of an upload, if that is known without reading anything. */
    fileOf: (jobId: string) => OutsideText | undefined;
    commands: Commands;
    log: LogOutputChannel;
    panels: SegmentPanels;
    lists: UploadLocks;
    /** Handles what is dropped on a row. */
    dragAndDropController?: TreeDragAndDropController<Node>;
  },
): SegmentsView {
  const own = <T extends Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  own(new SegmentKeys(accounts, list));
  const viewState = own(
    new SegmentViewState(context.workspaceState, accounts, list, readings, audiences),
  );
  const tooltip: SegmentTooltip = async (...row) =>
    (await import('./segmentTooltip')).segmentTooltip(...row, {
      readings,
      history,
      audiences,
      fileOf,
    });
  const tree = own(
    new SegmentTree(
      { accounts, list, readings, history, viewState },
      tooltip,
      dragAndDropController,
    ),
  );
  const documents = own(new SegmentDocuments(accounts, list, audiences));
  const recent = new RecentSegments(context.globalState);
  const chooser = new SegmentChooser(accounts, list, recent, tree);
  // Only with an account: nobody else has segments to link to.
  const linkIds = lazy(async () => {
    const { SegmentIds } = await import('./segmentIds/segmentIds');
    own(new SegmentIds(accounts, list, recent, history));
  });
  own(accounts.onDidChange(() => void (accounts.shown().length > 0 && linkIds())));
  commands.followFocus(FOCUSED_ROW, () => tree.rowsInFocus());
  commands.addLazy(async () => {
    const register = await import('./commands/segmentCommands');
    register.registerLoad({ commands, accounts, list, chooser });
    register.registerReadAllSizes({ commands, accounts, list, readings });
    register.registerFilter({ commands, viewState, accounts, list, audiences, log });
    register.registerCreate({ commands, accounts, list, panels, chooser });
    register.registerRemove({
      commands,
      accounts,
      list,
      audiences,
      recent,
      lists,
      documents,
      chooser,
    });
    register.registerClear({
      commands,
      accounts,
      list,
      audiences,
      history,
      recent,
      lists,
      chooser,
    });
    register.registerInspect({ commands, accounts, list, history, documents, panels, chooser });
    register.registerGoToSegment({
      commands,
      accounts,
      list,
      readings,
      panels,
      chooser,
      reveal: (node) => register.showInTree(tree, viewState, node),
    });
  });
  // Apart, because they load the CSV parser, which most windows never need.
  commands.addLazy(async () => {
    const { registerExportCsv } = await import('./commands/exportCsv');
    registerExportCsv({ commands, accounts, list, chooser });
  });
  commands.addLazy(async () => {
    const { registerCreateFromCsv } = await import('./commands/createFromCsv');
    registerCreateFromCsv({ commands, accounts, list }, own);
  });
  return {
    tree,
    recent,
    documents,
    pick: async (shown, options) => {
      const { CREATE, pickSegment } = await import('./pickSegment');
      const picked = await pickSegment(shown, { accounts, list, recent }, options);
      if (picked !== CREATE) return picked;
      const account = await pickAccount(
        accounts,
        t('Which account do you want to create the segment in?'),
      );
      const [identifierType] = options.likely?.types ?? [];
      const segment = orCancel(await panels.create(account, { identifierType }));
      return { kind: 'segment', account, segment };
    },
    pickSeveral: async (shown, options) => {
      const { pickSegments } = await import('./pickSegment');
      return pickSegments(shown, { accounts, list, recent }, options);
    },
    chosen: (args) => chooser.chosen(args),
    reveal: (account, segment) => tree.reveal(account, segment),
  };
}
