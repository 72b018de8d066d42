import { rowAt, type Layout, type Row } from '../../csv/textRows';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import { validate } from '../../identifiers/validate';

/** What it takes to validate a text's rows as the check did. */
export interface ValidationOptions {
  type: IdentifierType;
  /** With the first of the columns that are read. */
  layout: Layout;
  /** That column's header, to recognize its hash as a placeholder. */
  header?: string;
  /** The other columns that are read, in the order of the file. */
  more?: readonly { column: number; header?: string }[];
}

/** A row as it is seen with one of the columns, and how to validate that field. */
export interface Field {
  row: Row;
  options: ValidationOptions;
}

/** The 0-based columns that are read, in the order of the file. */
export function columnsOf({ layout, more = [] }: ValidationOptions): number[] {
  return [layout.column, ...more.map(({ column }) => column)];
}

/** The fields of a row in the columns that are read. `row`: as it is seen with the first one. */
export function fieldsOfRow(text: string, row: Row, options: ValidationOptions): Field[] {
  const { type, layout, header, more } = options;
  if (more === undefined) return [{ row, options }];
  return [
    { row, options: { type, layout, header } },
    ...more.flatMap((one): Field[] => {
      const own = { type, layout: { ...layout, column: one.column }, header: one.header };
      const same = rowAt(text, row.start, own.layout);
      return same ? [{ row: same, options: own }] : [];
    }),
  ];
}

/** Whether a field with this value is valid. */
export function isValidField({ row, options: { type, header } }: Field, value: string): boolean {
  return !row.missing && !row.ragged && validate(type, value, { header }).kind === 'valid';
}
