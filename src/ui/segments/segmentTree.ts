import { commands, window, type TreeDragAndDropController, type TreeView } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { History } from '../../app/segments/history';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { setContext } from '../base/contextKeys';
import { rowsInFocus, type RowArguments } from '../base/focusedRow';
import type { SegmentNode } from './segmentNode';
import { idOf, type Node } from './treeItems';
import { SegmentTreeProvider } from './treeProvider';
import type { SegmentViewState } from './viewState';

const VIEW_ID = 'criteoAudiences.segments';

/** Minimum milliseconds between repaints: pages and names arrive in bursts. */
const PAINT_INTERVAL = 150;

/** The Segments view: repaints its rows and keeps its description, progress and context key. */
export class SegmentTree extends DisposableOwner {
  readonly view: TreeView<Node>;
  private readonly provider: SegmentTreeProvider;
  private timer: NodeJS.Timeout | undefined;
  private paintedAt = 0;
  private finishProgress: (() => void) | undefined;

  constructor(
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
    history: History,
    viewState: SegmentViewState,
    dragAndDropController?: TreeDragAndDropController<Node>,
  ) {
    super();
    this.provider = this.register(new SegmentTreeProvider(accounts, list, history, viewState));
    this.view = this.register(
      window.createTreeView<Node>(VIEW_ID, {
        treeDataProvider: this.provider,
        canSelectMany: true,
        showCollapseAll: true,
        dragAndDropController,
      }),
    );
    this.register(list.onDidChange(() => this.paintSoon()));
    this.register(history.onDidChange(() => this.paintSoon()));
    this.register(accounts.onDidChange(() => this.paint(true)));
    this.register(viewState.onDidChange(() => this.paint(false)));
    this.updateView();
  }

  /** The focused row and the selection, as a context menu would pass them to a command. */
  rowsInFocus(): Promise<RowArguments<Node>> {
    return rowsInFocus(this.view, idOf, () =>
      commands.executeCommand('runCommands', {
        commands: ['list.toggleSelection', 'list.toggleSelection'],
      }),
    );
  }

  /** The selected segments, for the Command Palette, which passes no row. */
  selectedSegments(): SegmentNode[] {
    return this.view.selection.filter((node) => node.kind === 'segment');
  }

  async reveal(account: AccountHandle, segment: Segment): Promise<void> {
    if (this.view.visible)
      await this.view.reveal({ kind: 'segment', account, segment }, { select: true });
  }

  override dispose(): void {
    clearTimeout(this.timer);
    this.finishProgress?.();
    super.dispose();
  }

  private paintSoon(): void {
    this.timer ??= setTimeout(
      () => this.paint(false),
      Math.max(0, this.paintedAt + PAINT_INTERVAL - Date.now()),
    );
  }

  private paint(namesChanged: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.paintedAt = Date.now();
    this.provider.repaint(namesChanged);
    this.updateView();
  }

  /**
   * Sets the context key, description and progress bar. The counts don't go to the view's
   * `message`, because that would hide the welcome text.
   */
  private updateView(): void {
    void setContext('criteoAudiences.state', this.provider.state());
    this.view.description = this.provider.counts();
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
}
