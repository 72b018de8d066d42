import {
  EventEmitter,
  window,
  type TreeDataProvider,
  type TreeView,
  type TreeViewOptions,
} from 'vscode';
import { DisposableOwner } from '../../common/disposableOwner';
import type { Disposable } from '../../common/events';
import { lazy } from '../../common/lazy';

/**
 * Minimum milliseconds between repaints: pages and names arrive in bursts. Also for each row, because
 * the editor asks for all of them again.
 */
const PAINT_INTERVAL = 150;
const PAINT_INTERVAL_PER_ROW = 0.1;

/** The rows of a view. */
export interface TreeRows<N> extends Required<TreeDataProvider<N>>, Disposable {
  /** Rows at the top, about: more of them are repainted less often. */
  rowCount(): number;
  /** Repaints what has changed; `all`: names may have changed, too. */
  repaint(all: boolean): void;
}

/** A view whose rows are loaded when it is shown: the editor asks for rows of nothing else. */
export abstract class LazyTree<N, R extends TreeRows<N>> extends DisposableOwner {
  readonly view: TreeView<N>;
  /** Undefined until the view is shown. */
  protected rows: R | undefined;
  private readonly changed = this.register(new EventEmitter<N | N[] | undefined | void | null>());
  private timer: NodeJS.Timeout | undefined;
  private paintedAt = 0;
  private finishProgress: (() => void) | undefined;

  constructor(
    private readonly viewId: string,
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
  }

  override dispose(): void {
    clearTimeout(this.timer);
    this.finishProgress?.();
    super.dispose();
  }

  protected abstract loadRows(): Promise<R>;

  /** Sets what the view shows besides its rows. */
  protected abstract updateView(): void;

  protected paintSoon(): void {
    const interval = PAINT_INTERVAL + PAINT_INTERVAL_PER_ROW * (this.rows?.rowCount() ?? 0);
    this.timer ??= setTimeout(
      () => this.paint(false),
      Math.max(0, this.paintedAt + interval - Date.now()),
    );
  }

  protected paint(all: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.paintedAt = Date.now();
    this.rows?.repaint(all);
    this.updateView();
  }

  /** Shows or ends the view's progress bar. */
  protected showProgress(isLoading: boolean): void {
    if (isLoading && !this.finishProgress) {
      const done = new Promise<void>((resolve) => (this.finishProgress = resolve));
      void window.withProgress({ location: { viewId: this.viewId } }, () => done);
    } else if (!isLoading) {
      this.finishProgress?.();
      this.finishProgress = undefined;
    }
  }
}
