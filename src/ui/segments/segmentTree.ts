import type { TreeDragAndDropController } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { History } from '../../app/segments/history';
import type { Readings } from '../../app/segments/readings/readings';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { setContext } from '../base/contextKeys';
import { rowsInFocus, type RowArguments } from '../base/focusedRow';
import { toggleFocusedRowTwice } from '../base/toggleFocusedRow';
import { LazyTree } from '../views/lazyTree';
import { loadBefore } from '../views/viewLoad';
import { RowRepaints } from './rowRepaints';
import type { SegmentNode } from './segmentNode';
import type { Node } from './treeItems';
import type { SegmentTooltip, SegmentTreeProvider } from './treeProvider';
import type { SegmentViewState } from './viewState';

/** The Segments view: repaints its rows and keeps its description, message, progress and context key. */
export class SegmentTree extends LazyTree<Node, SegmentTreeProvider> {
  private readonly repaints = this.register(
    new RowRepaints((rows) => {
      this.rows?.repaintRows(rows);
    }),
  );

  constructor(
    private readonly accounts: Accounts,
    private readonly list: PagedSegmentList,
    private readonly readings: Readings,
    history: History,
    private readonly viewState: SegmentViewState,
    private readonly tooltip: SegmentTooltip,
    dragAndDropController?: TreeDragAndDropController<Node>,
  ) {
    super('criteoAudiences.segments', {
      canSelectMany: true,
      showCollapseAll: true,
      dragAndDropController,
    });
    this.register(list.onDidChange(() => this.paintSoon()));
    this.register(
      list.onDidCreate((segment) => {
        for (const account of accounts.shown()) this.rows?.lists.letIn(account, segment);
      }),
    );
    this.register(
      readings.onDidChange(({ accountKey, segmentId }) => {
        if (segmentId === undefined) this.paint(true);
        else this.repaints.add({ accountKey, segmentId });
      }),
    );
    // The tooltip has the last upload.
    this.register(history.onDidChange((change) => this.repaints.add(change)));
    this.register(accounts.onDidChange(() => this.paint(true)));
    this.register(viewState.onDidChange(() => this.paint(false)));
    this.register(
      viewState.onDidReadUse((account) => {
        for (const row of this.rows?.changedUse(account) ?? []) this.repaints.add(row);
      }),
    );
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
    this.rows?.lists.letIn(account, segment);
    await this.view.reveal({ kind: 'segment', account, segment }, { select: true });
  }

  protected async loadRows(): Promise<SegmentTreeProvider> {
    const { SegmentTreeProvider } = await import('./treeProvider');
    const { accounts, list, readings, viewState } = this;
    return new SegmentTreeProvider(accounts, list, readings, viewState, (node, ...more) => {
      this.repaints.hovered({ accountKey: node.account.key, segmentId: node.segment.id });
      return this.tooltip(node, ...more);
    });
  }

  /**
   * Sets the context key, description, message and progress bar. The counts don't go to the view's
   * `message`, because that would hide the welcome text.
   */
  protected updateView(): void {
    const lists = this.rows?.lists;
    void setContext('criteoAudiences.state', lists?.state() ?? loadBefore(this.accounts));
    this.view.description = lists?.description();
    this.view.message = lists?.message();
    this.showProgress(
      this.accounts.shown().some((account) => this.list.state(account).load === 'loading'),
    );
  }
}
