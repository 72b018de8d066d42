import { Cancelled } from '../../common/failure';

/**
 * What a key bound in a view passes (`args` in package.json): its command then gets rows as from a
 * context menu.
 */
export const FOCUSED_ROW = 'focusedRow';

/**
 * As a context menu passes them: the row, and the rows that the command is about. Empty where there
 * is none.
 */
export type RowArguments<T = unknown> = [] | [row: T, rows: readonly T[]];

/** Of a view, what tells which row is in focus. */
interface Selectable<T> {
  readonly selection: readonly T[];
  onDidChangeSelection(listener: (event: { readonly selection: readonly T[] }) => void): {
    dispose(): void;
  };
}

/** A tree that is being drawn anew knows some of its rows only a moment later. */
const TRIES = 10;

/**
 * What a key is about: the row in focus, and with it the selection where it is part of that, else
 * itself alone. Without a row in focus, the selection.
 *
 * The editor tells an extension the selection only. So `toggleTwice` has the row in focus selected
 * or not, and back, in one go: what differs between the two is that row. Nothing is drawn or opened
 * meanwhile, and no other input comes between. Throws `Cancelled` where the tree does not come to
 * rest.
 */
export async function rowsInFocus<T>(
  view: Selectable<T>,
  idOf: (row: T) => string,
  toggleTwice: () => PromiseLike<unknown>,
): Promise<RowArguments<T>> {
  for (let tries = 0; tries < TRIES; tries++) {
    const seen: (readonly T[])[] = [];
    const listening = view.onDidChangeSelection(({ selection }) => seen.push(selection));
    try {
      await toggleTwice();
    } finally {
      listening.dispose();
    }
    // What came before these two is of a click just before the key.
    const [toggled, selected] = seen.slice(-2);
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
