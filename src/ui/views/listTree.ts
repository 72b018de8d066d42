import {
  EventEmitter,
  window,
  type TreeDataProvider,
  type TreeView,
  type TreeViewOptions,
} from 'vscode';
import type { ArrangedLists, ListSources } from '../../app/lists/arrangedLists';
import type { ListItem } from '../../app/lists/pagedList';
import { loadBefore, type ViewLoad } from '../../app/lists/viewLoad';
import type { Readings } from '../../app/segments/readings/readings';
import { DisposableOwner } from '../../common/disposableOwner';
import type { Disposable, Event } from '../../common/events';
import { lazy } from '../../common/lazy';
import { rowsInFocus, type RowArguments } from '../base/focusedRow';
import { toggleFocusedRowTwice } from '../base/toggleFocusedRow';
import { RowRepaints, type RowKey } from './rowRepaints';

/**
 * Minimum milliseconds between repaints: pages and names arrive in bursts. Also for each row, because
 * the editor asks for all of them again.
 */
const PAINT_INTERVAL = 150;
const PAINT_INTERVAL_PER_ROW = 0.1;

/** The rows of a view. */
interface TreeRows<N> extends Required<TreeDataProvider<N>>, Disposable {
  readonly lists: Pick<
    ArrangedLists<ListItem, unknown>,
    'rowCount' | 'state' | 'description' | 'message'
  >;
  /** Tells rows apart. */
  readonly idOf: (row: N) => string;
  /** Repaints what has changed; `all`: names may have changed, too. */
  repaint(all: boolean): void;
  /** Repaints the rows of segments that are in the tree. */
  repaintSegments(segments: readonly RowKey[]): void;
}

/** What a view shows, and what it is repainted by. */
export interface TreeSources<T extends ListItem, V> extends ListSources<T, V> {
  viewState: ListSources<T, V>['viewState'] & { readonly onDidChange: Event<void> };
  readings: Readings;
}

/**
 * A view of lists, whose rows are loaded when it is shown: the editor asks for rows of nothing else.
 * Keeps its description, message, progress and context key.
 */
export abstract class ListTree<
  N,
  R extends TreeRows<N>,
  S extends TreeSources<ListItem, unknown>,
> extends DisposableOwner {
  readonly view: TreeView<N>;
  /** Undefined until the view is shown. */
  protected rows: R | undefined;
  protected readonly repaints = this.register(
    new RowRepaints((rows) => this.rows?.repaintSegments(rows)),
  );
  private readonly changed = this.register(new EventEmitter<N | N[] | undefined | void | null>());
  private haveNamesChanged = false;
  private readonly painting = this.later(
    'every',
    () => PAINT_INTERVAL + PAINT_INTERVAL_PER_ROW * (this.rows?.lists.rowCount() ?? 0),
    () => this.repaint(),
  );
  private finishProgress: (() => void) | undefined;

  constructor(
    private readonly viewId: string,
    /** Sets the context key of its state, which selects its welcome text. */
    private readonly setState: (state: ViewLoad) => Promise<void>,
    protected readonly sources: S,
    options?: Omit<TreeViewOptions<N>, 'treeDataProvider'>,
  ) {
    super();
    const load = lazy(async () => {
      const rows = this.register(await this.loadRows());
      this.register(rows.onDidChangeTreeData((nodes) => this.changed.fire(nodes)));
      this.rows = rows;
      this.updateView();
      return rows;
    });
    this.view = this.register(
      window.createTreeView<N>(viewId, {
        ...options,
        treeDataProvider: {
          onDidChangeTreeData: this.changed.event,
          getChildren: async (node) => (await load()).getChildren(node),
          getTreeItem: (node) =>
            this.rows?.getTreeItem(node) ?? load().then((rows) => rows.getTreeItem(node)),
          getParent: async (node) => (await load()).getParent(node),
          resolveTreeItem: async (...row) => (await load()).resolveTreeItem(...row),
        },
      }),
    );
    const { accounts, readings, viewState } = sources;
    this.register(
      readings.onDidChange(({ accountKey, segmentId }) => {
        if (segmentId === undefined) this.paint(true);
        else this.repaints.add({ accountKey, segmentId });
      }),
    );
    this.register(accounts.onDidChange(() => this.paint(true)));
    this.register(viewState.onDidChange(() => this.paint(false)));
    this.updateView();
  }

  /** The focused row and the selection, as a context menu would pass them to a command. */
  async rowsInFocus(): Promise<RowArguments<N>> {
    return this.rows ? rowsInFocus(this.view, this.rows.idOf, toggleFocusedRowTwice) : [];
  }

  override dispose(): void {
    this.finishProgress?.();
    super.dispose();
  }

  protected abstract loadRows(): Promise<R>;

  protected paintSoon(): void {
    this.painting.call();
  }

  protected paint(all: boolean): void {
    this.haveNamesChanged = all;
    this.painting.flush();
  }

  private repaint(): void {
    this.rows?.repaint(this.haveNamesChanged);
    this.haveNamesChanged = false;
    this.updateView();
  }

  /**
   * Sets the context key, description, message and progress bar. The counts don't go to the view's
   * `message`, because that would hide the welcome text.
   */
  private updateView(): void {
    const lists = this.rows?.lists;
    const { accounts, list } = this.sources;
    void this.setState(lists?.state() ?? loadBefore(accounts));
    this.view.description = lists?.description();
    this.view.message = lists?.message();
    // Before the view is shown, the list is read for other reasons.
    this.showProgress(
      lists !== undefined &&
        accounts.shown().some((account) => list.state(account).load === 'loading'),
    );
  }

  /** Shows or ends the view's progress bar. */
  private showProgress(isLoading: boolean): void {
    if (isLoading && !this.finishProgress) {
      const done = new Promise<void>((resolve) => (this.finishProgress = resolve));
      void window.withProgress({ location: { viewId: this.viewId } }, () => done);
    } else if (!isLoading) {
      this.finishProgress?.();
      this.finishProgress = undefined;
    }
  }
}
