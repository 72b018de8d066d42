import { formatRecord } from '../../csv/formatRecord';
import { compareIds } from './itemOrder';

/** Items as CSV, sorted by ID, so that two exports differ only where items do. */
export function writeItems<T extends { id: string }>(
  columns: readonly string[],
  items: readonly T[],
  fieldsOf: (item: T) => string[],
): string {
  const rows = [...items].sort((a, b) => compareIds(a.id, b.id)).map(fieldsOf);
  return [[...columns], ...rows]
    .map((row) => `${formatRecord(row, { delimiter: ',' })}\n`)
    .join('');
}
