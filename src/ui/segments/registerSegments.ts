import { t } from '@vscode/l10n';
import type { Disposable, ExtensionContext, TreeDragAndDropController } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { RecentSegments } from '../../app/segments/recentSegments';
import type { KeyValueStore } from '../../app/state';
import { orCancel } from '../../common/failure';
import { lazy } from '../../common/lazy';
import type { OutsideText } from '../../common/outsideText';
import { FOCUSED_ROW } from '../base/focusedRow';
import type { PickOptions } from './pickSegment';
import { pickAccount, SegmentChooser } from './segmentChooser';
import { SegmentDocuments } from './segmentDocuments';
import { SegmentKeys } from './segmentKeys';
import type { SegmentNode } from './segmentNode';
import type { SegmentServices } from './segmentServices';
import { SegmentTree } from './segmentTree';
import type { Node } from './treeItems';
import type { SegmentTooltip } from './treeProvider';
import { SegmentViewState } from './viewState';

/** The Segments view as the rest of the window uses it. */
export interface SegmentsView {
  readonly tree: SegmentTree;
  readonly recent: RecentSegments;
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

/** What the Segments view is made of. */
interface SegmentsOptions extends Omit<
  SegmentServices,
  'viewState' | 'tree' | 'recent' | 'documents' | 'chooser'
> {
  /** The file of an upload, if that is known without reading anything. */
  fileOf: (jobId: string) => OutsideText | undefined;
  /** Handles what is dropped on a row. */
  dragAndDropController?: TreeDragAndDropController<Node>;
  globalState: KeyValueStore;
  workspaceState: KeyValueStore;
}

/**
 * Registers the Segments view and its commands. Sends no request before the view is visible or a
 * command runs.
 */
export function registerSegments(
  context: Pick<ExtensionContext, 'subscriptions'>,
  options: SegmentsOptions,
): SegmentsView {
  const own = <T extends Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const { accounts, list, history, readings, audiences, commands } = options;
  own(new SegmentKeys(accounts, list));
  const viewState = own(
    new SegmentViewState(options.workspaceState, accounts, list, readings, audiences),
  );
  const tooltip: SegmentTooltip = async (...row) =>
    (await import('./segmentTooltip')).segmentTooltip(...row, options);
  const tree = own(
    new SegmentTree(
      { accounts, list, readings, history, viewState },
      tooltip,
      options.dragAndDropController,
    ),
  );
  const documents = own(new SegmentDocuments(accounts, list));
  const recent = new RecentSegments(options.globalState);
  const chooser = new SegmentChooser(accounts, list, recent, tree);
  const services: SegmentServices = { ...options, viewState, tree, recent, documents, chooser };
  // Only with an account: nobody else has segments to link to.
  const linkIds = lazy(async () => {
    const { SegmentIds } = await import('./segmentIds/segmentIds');
    own(new SegmentIds(accounts, list, recent, history, readings));
  });
  own(accounts.onDidChange(() => void (accounts.shown().length > 0 && linkIds())));
  commands.followFocus(FOCUSED_ROW, () => tree.rowsInFocus());
  addCommands(services, own);
  return {
    tree,
    recent,
    pick: (shown, picking) => pickOrCreate(services, shown, picking),
    pickSeveral: async (shown, picking) => {
      const { pickSegments } = await import('./pickSegment');
      return pickSegments(shown, services, picking);
    },
    chosen: (args) => chooser.chosen(args),
    reveal: (account, segment) => tree.reveal(account, segment),
  };
}

function addCommands(services: SegmentServices, own: (item: Disposable) => void): void {
  const { commands } = services;
  commands.addLazy(async () => {
    const { registerSegmentCommands } = await import('./commands/segmentCommands');
    registerSegmentCommands(services);
  });
  // Apart, because they load the CSV parser, which most windows never need.
  commands.addLazy(async () => {
    const { registerExportCsv } = await import('./commands/exportCsv');
    registerExportCsv(services);
  });
  commands.addLazy(async () => {
    const { registerCreateFromCsv } = await import('./commands/createFromCsv');
    registerCreateFromCsv(services, own);
  });
}

async function pickOrCreate(
  services: SegmentServices,
  shown: readonly AccountHandle[],
  options: PickOptions,
): Promise<SegmentNode> {
  const { accounts, panels } = services;
  const { CREATE, pickSegment } = await import('./pickSegment');
  const picked = await pickSegment(shown, services, options);
  if (picked !== CREATE) return picked;
  const account = await pickAccount(
    accounts,
    t('Which account do you want to create the segment in?'),
  );
  const [identifierType] = options.likely?.types ?? [];
  const segment = orCancel(await panels.create(account, { identifierType }));
  return { kind: 'segment', account, segment };
}
