/** As many rows as a tall window has. */
const TOP = 40;
/** Rows above and below one that somebody looks at. */
const AROUND = 20;

/**
 * The rows that are taken to be on screen, of all that are expanded, from top to bottom. It is an
 * approximation, since the editor asks for every row and doesn't say which it draws: the 20 above and
 * below the row that was last selected or under the pointer (`lookedAt`, undefined or −1 if there is
 * none), and then the first 40. Rows that somebody scrolled to without either aren't among them.
 */
export function rowsOnScreen<T>(rows: readonly T[], lookedAt = -1): T[] {
  const near =
    lookedAt < 0 ? [] : rows.slice(Math.max(0, lookedAt - AROUND), lookedAt + AROUND + 1);
  return [...new Set([...near, ...rows.slice(0, TOP)])];
}
