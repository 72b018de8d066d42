import type { Options } from 'csv-parse/sync';
import { CsvError } from '../../../src/csv/csvError';
import type { Dialect, Place, RecordBatch } from '../../../src/csv/csvTypes';
import { detect, type Detected } from '../../../src/csv/detect';
import { fieldPlace, fieldText } from '../../../src/csv/fieldPlaces';
import { ColumnScanner, type ScannerOptions } from '../../../src/csv/scanner';
import { readBlocks, type Source } from '../../../src/csv/source';

export interface Row {
  value: string;
  flags: number;
  place: Place;
}

export function rowsOf(batch: RecordBatch): Row[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    value: fieldText(batch, i),
    flags: batch.flags[i],
    place: fieldPlace(batch, i),
  }));
}

export function scanText(text: string, options: Partial<ScannerOptions> = {}): Row[] {
  const scanner = new ColumnScanner({
    dialect: { delimiter: ',', recordEnd: 'lf' },
    column: 0,
    columns: 1,
    ...options,
  });
  return [...rowsOf(scanner.push(Buffer.from(text))), ...rowsOf(scanner.end())];
}

/** The whole way of a file: found out, then one column read from where the rows begin. */
export async function readColumn(
  source: Source,
  column: number,
  overrides: Partial<Dialect> = {},
  blockSize = 64,
): Promise<{ found: Detected; rows: Row[] }> {
  const found = await detect(source, overrides);
  const { dialect, columns, dataStart } = found;
  const scanner = new ColumnScanner({
    dialect,
    column,
    columns,
    base: dataStart.offset,
    line: dataStart.line,
  });
  const rows: Row[] = [];
  for await (const block of readBlocks(source, dialect, { start: dataStart.offset, blockSize }))
    rows.push(...rowsOf(scanner.push(block)));
  rows.push(...rowsOf(scanner.end()));
  return { found, rows };
}

export const values = (rows: Row[]): string[] => rows.map((row) => row.value);

export function bytesOf(text: string): Source {
  return { bytes: Buffer.from(text) };
}

/**
 * For assert.throws and assert.rejects: the code, the line, and a message that tells none of
 * `secrets`.
 */
export function csvError(
  code: string,
  line?: number,
  ...secrets: string[]
): (error: unknown) => boolean {
  return (error) =>
    error instanceof CsvError &&
    error.code === code &&
    (line === undefined || error.line === line) &&
    error.message.endsWith('.') &&
    !secrets.some((secret) => error.message.includes(secret));
}

export function swapped(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/**
 * The options under which csv-parse is right on every well-formed file: the product's readers agree
 * with it.
 */
export function parserOptions(dialect: Pick<Dialect, 'delimiter' | 'recordEnd'>): Options {
  return {
    delimiter: dialect.delimiter,
    // Its own discovery takes the first line end it sees for all.
    record_delimiter: dialect.recordEnd === 'cr' ? '\r' : ['\r\n', '\n'],
    quote: '"',
    escape: '"',
    relax_column_count: true,
    skip_empty_lines: false,
    trim: false,
    bom: false,
  };
}
