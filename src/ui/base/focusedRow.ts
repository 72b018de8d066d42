import { Cancelled } from '../../common/failure';

/**
 * The arguments of keys bound in a view (`args` in package.json), for each view: the command then
 * gets the same arguments as from a context menu.
 */
export const FOCUSED_ROW = 'focusedRow';
export const FOCUSED_UPLOAD = 'focusedUpload';

/** As from a context menu: the clicked row, and the rows the command applies to. May be empty. */
export type RowArguments<T = unknown> = [] | [row: T, rows: readonly T[]];

/** The part of `TreeView` that is needed to find the focused row. */
interface Selectable<T> {
  readonly selection: readonly T[];
  onDidChangeSelection(listener: (event: { readonly selection: readonly T[] }) => void): {
    dispose(): void;
  };
}

/** A tree that is refreshing may not know some of its rows yet. */
const MAX_TRIES = 10;

/**
 * The rows that a key applies to: the focused row with the selection if it is selected, else the
 * focused row alone; without a focused row, the selection.
 *
 * The API reports only the selection. So `toggleTwice` toggles the focused row's selection twice in
 * one go, and the row that differs between the two events is the focused one. Nothing is drawn or
 * opened in between, and no other input is handled. Throws `Cancelled` if the tree keeps changing.
 */
export async function rowsInFocus<T>(
  view: Selectable<T>,
  idOf: (row: T) => string,
  toggleTwice: () => PromiseLike<unknown>,
): Promise<RowArguments<T>> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const selections: (readonly T[])[] = [];
    const listener = view.onDidChangeSelection(({ selection }) => selections.push(selection));
    try {
      await toggleTwice();
    } finally {
      listener.dispose();
    }
    // Earlier events are from a click just before the key.
    const [toggled, selected] = selections.slice(-2);
    if (!toggled) return view.selection.length > 0 ? [view.selection[0], view.selection] : [];
    if (!selected) continue;
    const added = without(toggled, selected, idOf);
    const removed = without(selected, toggled, idOf);
    if (added.length + removed.length === 1)
      return added.length > 0 ? [added[0], added] : [removed[0], selected];
  }
  throw new Cancelled();
}

function without<T>(rows: readonly T[], others: readonly T[], idOf: (row: T) => string): T[] {
  const ids = new Set(others.map(idOf));
  return rows.filter((row) => !ids.has(idOf(row)));
}
