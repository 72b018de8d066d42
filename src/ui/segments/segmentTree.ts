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
import { SegmentRows } from './treeProvider';
import type { SegmentViewState } from './viewState';

const VIEW_ID = 'criteoAudiences.segments';

/** Changes that arrive in bursts (pages, names) paint at most this often, in milliseconds. */
const PAINT_EVERY = 150;

/** The Segments view: paints the rows, and tells state, counts and progress around them. */
export class SegmentTree extends DisposableOwner {
  readonly view: TreeView<Node>;
  private readonly rows: SegmentRows;
  private timer: NodeJS.Timeout | undefined;
  private paintedAt = 0;
  private settled: (() => void) | undefined;

  constructor(
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
    history: History,
    choice: SegmentViewState,
    dragAndDropController?: TreeDragAndDropController<Node>,
  ) {
    super();
    this.rows = this.register(new SegmentRows(accounts, list, history, choice));
    this.view = this.register(
      window.createTreeView<Node>(VIEW_ID, {
        treeDataProvider: this.rows,
        canSelectMany: true,
        showCollapseAll: true,
        dragAndDropController,
      }),
    );
    this.register(list.onDidChange(() => this.paintSoon()));
    this.register(history.onDidChange(() => this.paintSoon()));
    this.register(accounts.onDidChange(() => this.paint(true)));
    this.register(choice.onDidChange(() => this.paint(false)));
    this.tell();
  }

  /** For a key: the row in focus and what it stands for, as a context menu passes them. */
  rowsInFocus(): Promise<RowArguments<Node>> {
    return rowsInFocus(this.view, idOf, () =>
      commands.executeCommand('runCommands', {
        commands: ['list.toggleSelection', 'list.toggleSelection'],
      }),
    );
  }

  /** The segments that are selected, for the palette, which passes no row. */
  selectedSegments(): SegmentNode[] {
    return this.view.selection.filter((node) => node.kind === 'segment');
  }

  async reveal(account: AccountHandle, segment: Segment): Promise<void> {
    if (this.view.visible)
      await this.view.reveal({ kind: 'segment', account, segment }, { select: true });
  }

  override dispose(): void {
    clearTimeout(this.timer);
    this.settled?.();
    super.dispose();
  }

  private paintSoon(): void {
    this.timer ??= setTimeout(
      () => this.paint(false),
      Math.max(0, this.paintedAt + PAINT_EVERY - Date.now()),
    );
  }

  private paint(names: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.paintedAt = Date.now();
    this.rows.repaint(names);
    this.tell();
  }

  /**
   * Context key, counts and progress bar. Counts never go to the view's `message`: that would hide
   * the welcome text.
   */
  private tell(): void {
    void setContext('criteoAudiences.state', this.rows.state());
    this.view.description = this.rows.counts();
    const loading = this.accounts
      .shown()
      .some((account) => this.list.state(account).load === 'loading');
    if (loading && !this.settled) {
      const done = new Promise<void>((resolve) => (this.settled = resolve));
      void window.withProgress({ location: { viewId: VIEW_ID } }, () => done);
    } else if (!loading) {
      this.settled?.();
      this.settled = undefined;
    }
  }
}
