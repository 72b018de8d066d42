import { StringDecoder } from 'node:string_decoder';
import { setImmediate } from 'node:timers/promises';
import type { Dialect, Place } from '../../csv/csvTypes';
import { readBlocks, type Source } from '../../csv/source';
import { dataStart, rowAt, type Layout, type Row } from '../../csv/textRows';
import { fieldsOfRow, type ValidationOptions } from './fieldsOfRow';
import { LineCounter } from './fixRows';

/** Bytes per block: a few milliseconds of work, so that the extension host stays responsive. */
const BLOCK = 256 * 1024;

/**
 * A piece of a file's text: complete rows, and whatever precedes the first one (in the first piece,
 * the header).
 */
export interface Piece {
  text: string;
  rows: readonly Row[];
  /** 0-based number of the first row, counting blank lines. */
  firstRow: number;
}

/**
 * Reads a file's rows piece by piece in constant memory. Throws `CsvError` if it can't be read.
 * `as: 'latin1'`: the text has one character per byte of the file's UTF-8, which preserves
 * malformed bytes too.
 */
export async function* fileRows(
  source: Source,
  dialect: Dialect,
  layout: Layout,
  signal?: AbortSignal,
  as: 'utf8' | 'latin1' = 'utf8',
): AsyncGenerator<Piece, void, void> {
  const decoder = new StringDecoder(as);
  let text = '';
  let started = false;
  let firstRow = 0;
  const takeRows = (final: boolean): Piece | undefined => {
    const start = started ? 0 : dataStart(text, layout, final);
    if (start === undefined) return undefined;
    started = true;
    const rows: Row[] = [];
    let at = start;
    while (at < text.length) {
      const row = rowAt(text, at, layout, final);
      if (!row) break;
      rows.push(row);
      at = row.next;
    }
    const piece: Piece = { text: text.slice(0, at), rows, firstRow };
    firstRow += rows.length;
    text = text.slice(at);
    return piece;
  };
  for await (const block of readBlocks(source, dialect, { blockSize: BLOCK, signal })) {
    text += decoder.write(Buffer.from(block.buffer, block.byteOffset, block.length));
    const piece = takeRows(false);
    if (piece) yield piece;
    await setImmediate();
  }
  text += decoder.end();
  const last = takeRows(true);
  if (last && (last.text !== '' || last.rows.length > 0)) yield last;
}

/**
 * Finds the rows with a field on given lines (those of its first character) as the pieces of a file
 * go by in order.
 */
export class RowsOnLines {
  /** Line and column. */
  private readonly fields: ReadonlySet<string>;
  private line = 0;

  constructor(
    places: readonly { place: Pick<Place, 'line'>; column?: number }[],
    private readonly options: ValidationOptions,
  ) {
    this.fields = new Set(
      places.map(({ place, column = options.layout.column }) => `${place.line}:${column}`),
    );
  }

  /** With the columns of the fields. */
  of({ text, rows }: Piece): ReadonlyMap<Row, ReadonlySet<number>> {
    const matches = new Map<Row, Set<number>>();
    if (this.fields.size === 0) return matches;
    const counter = new LineCounter(text, this.line);
    for (const row of rows) {
      const columns = fieldsOfRow(text, row, this.options).flatMap((field) => {
        const { column } = field.options.layout;
        const { line } = counter.at(field.row.fieldStart);
        return this.fields.has(`${line}:${column}`) ? [column] : [];
      });
      if (columns.length > 0) matches.set(row, new Set(columns));
    }
    this.line = counter.at(text.length).line;
    return matches;
  }
}
