import { EventEmitter, window, type TreeDragAndDropController, type TreeView } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { History } from '../../app/segments/history';
import type { Readings } from '../../app/segments/readings/readings';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { lazy } from '../../common/lazy';
import { setContext, type ContextKeys } from '../base/contextKeys';
import { rowsInFocus, type RowArguments } from '../base/focusedRow';
import { toggleFocusedRowTwice } from '../base/toggleFocusedRow';
import { RowRepaints } from './rowRepaints';
import type { SegmentNode } from './segmentNode';
import type { Node } from './treeItems';
import type { SegmentTooltip, SegmentTreeProvider } from './treeProvider';
import type { SegmentViewState } from './viewState';

const VIEW_ID = 'criteoAudiences.segments';

/**
 * Minimum milliseconds between repaints: pages and names arrive in bursts. Also for each row, because
 * the editor asks for all of them again.
 */
const PAINT_INTERVAL = 150;
const PAINT_INTERVAL_PER_ROW = 0.1;

/** The Segments view: repaints its rows and keeps its description, message, progress and context key. */
export class SegmentTree extends DisposableOwner {
  readonly view: TreeView<Node>;
  private readonly changed = this.register(new EventEmitter<Node[] | undefined>());
  private provider: SegmentTreeProvider | undefined;
  private timer: NodeJS.Timeout | undefined;
  private paintedAt = 0;
  private finishProgress: (() => void) | undefined;

  constructor(
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
    readings: Readings,
    history: History,
    viewState: SegmentViewState,
    tooltip: SegmentTooltip,
    dragAndDropController?: TreeDragAndDropController<Node>,
  ) {
    super();
    const repaints = this.register(
      new RowRepaints((rows) => {
        this.provider?.repaintRows(rows);
      }),
    );
    // Loaded when the view is shown: the editor asks for rows of nothing else.
    const load = lazy(async () => {
      const { SegmentTreeProvider } = await import('./treeProvider');
      const provider = this.register(
        new SegmentTreeProvider(accounts, list, readings, viewState, (node, ...more) => {
          repaints.hovered({ accountKey: node.account.key, segmentId: node.segment.id });
          return tooltip(node, ...more);
        }),
      );
      this.register(provider.onDidChangeTreeData((rows) => this.changed.fire(rows)));
      this.provider = provider;
      this.updateView();
      return provider;
    });
    this.view = this.register(
      window.createTreeView<Node>(VIEW_ID, {
        treeDataProvider: {
          onDidChangeTreeData: this.changed.event,
          getChildren: async (node) => (await load()).getChildren(node),
          getTreeItem: (node) =>
            this.provider?.getTreeItem(node) ??
            load().then((provider) => provider.getTreeItem(node)),
          getParent: async (node) => (await load()).getParent(node),
          resolveTreeItem: async (...row) => (await load()).resolveTreeItem(...row),
        },
        canSelectMany: true,
        showCollapseAll: true,
        dragAndDropController,
      }),
    );
    this.register(list.onDidChange(() => this.paintSoon()));
    this.register(
      list.onDidCreate((segment) => {
        for (const account of accounts.shown()) this.provider?.lists.letIn(account, segment);
      }),
    );
    this.register(
      readings.onDidChange(({ accountKey, segmentId }) => {
        if (segmentId === undefined) this.paint(true);
        else repaints.add({ accountKey, segmentId });
      }),
    );
    // The tooltip has the last upload.
    this.register(history.onDidChange((change) => repaints.add(change)));
    this.register(accounts.onDidChange(() => this.paint(true)));
    this.register(viewState.onDidChange(() => this.paint(false)));
    this.updateView();
  }

  /** The focused row and the selection, as a context menu would pass them to a command. */
  async rowsInFocus(): Promise<RowArguments<Node>> {
    const { idOf } = await import('./treeItems');
    return rowsInFocus(this.view, idOf, toggleFocusedRowTwice);
  }

  /** The selected segments, for the Command Palette, which passes no row. */
  selectedSegments(): SegmentNode[] {
    return this.view.selection.filter((node) => node.kind === 'segment');
  }

  async reveal(account: AccountHandle, segment: Segment): Promise<void> {
    if (!this.view.visible) return;
    this.provider?.lists.letIn(account, segment);
    await this.view.reveal({ kind: 'segment', account, segment }, { select: true });
  }

  override dispose(): void {
    clearTimeout(this.timer);
    this.finishProgress?.();
    super.dispose();
  }

  private paintSoon(): void {
    const interval =
      PAINT_INTERVAL + PAINT_INTERVAL_PER_ROW * (this.provider?.lists.rowCount() ?? 0);
    this.timer ??= setTimeout(
      () => this.paint(false),
      Math.max(0, this.paintedAt + interval - Date.now()),
    );
  }

  private paint(all: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.paintedAt = Date.now();
    this.provider?.repaint(all);
    this.updateView();
  }

  /**
   * Sets the context key, description, message and progress bar. The counts don't go to the view's
   * `message`, because that would hide the welcome text.
   */
  private updateView(): void {
    const lists = this.provider?.lists;
    void setContext('criteoAudiences.state', lists?.state() ?? this.stateBefore());
    this.view.description = lists?.description();
    this.view.message = lists?.message();
    const loading = this.accounts
      .shown()
      .some((account) => this.list.state(account).load === 'loading');
    if (loading && !this.finishProgress) {
      const done = new Promise<void>((resolve) => (this.finishProgress = resolve));
      void window.withProgress({ location: { viewId: VIEW_ID } }, () => done);
    } else if (!loading) {
      this.finishProgress?.();
      this.finishProgress = undefined;
    }
  }

  /** The state as long as the view wasn't shown, and no list is loaded for it. */
  private stateBefore(): ContextKeys['criteoAudiences.state'] {
    const { state } = this.accounts;
    return state === 'signedOut' || state === 'noAccount' ? state : 'loading';
  }
}
