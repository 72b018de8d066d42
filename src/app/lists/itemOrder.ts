import type { OutsideText } from '../../common/outsideText';

/** What items of a list are sorted by. */
export interface Sortable {
  id: string;
  name?: OutsideText;
}

export const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Order by name: digits by their value, without regard to case and accents; same names by ID. */
export function byName(a: Sortable, b: Sortable): number {
  return collator.compare(a.name?.raw() ?? '', b.name?.raw() ?? '') || compareIds(a.id, b.id);
}

/** Compares IDs, which are int64 as strings, far above 2^53: by length, then digit by digit. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
