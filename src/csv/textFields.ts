import { rowAt, valueOf } from './textRows';
import type { Dialect } from './types';

/**
 * All fields of the record at `at`, quotes taken away, and where the next record begins. Lenient
 * about broken quotes.
 */
export function fieldsAt(
  text: string,
  at: number,
  delimiter: string,
  recordEnd: Dialect['recordEnd'],
): { fields: string[]; next: number } {
  const layout = {
    delimiter: delimiter as Dialect['delimiter'],
    recordEnd,
    header: false,
    sepLine: false,
  };
  const fields: string[] = [];
  let from = at;
  for (;;) {
    const row = rowAt(text, from, { ...layout, column: 0 });
    if (row === undefined) return { fields, next: text.length };
    fields.push(valueOf(text, row));
    const after = row.fieldEnd + (row.quoted ? 1 : 0);
    const next = text.indexOf(delimiter, after);
    if (next < 0 || next >= row.end) return { fields, next: row.next };
    from = next + 1;
  }
}
