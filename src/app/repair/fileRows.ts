import { StringDecoder } from 'node:string_decoder';
import { setImmediate } from 'node:timers/promises';
import type { Dialect, Place } from '../../csv/csvTypes';
import { readBlocks, type Source } from '../../csv/source';
import { dataStart, rowAt, type Layout, type Row } from '../../csv/textRows';
import { LineCounter } from './fixRows';

/** Bytes walked at a time: a few milliseconds, so that the extension host stays free for others. */
const BLOCK = 256 * 1024;

/**
 * A piece of a file's text: its whole rows, and what stands before the first (the header, in the
 * first piece).
 */
export interface Piece {
  text: string;
  rows: readonly Row[];
  /** Number of the first row, 0-based, blank lines included. */
  firstRow: number;
}

/**
 * A file's rows piece by piece, in memory that does not grow with it. Throws `CsvError` where it
 * cannot be read. `latin1`: the text has a character for each byte of the file in UTF-8, so that
 * also malformed ones are kept.
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
  const cut = (final: boolean): Piece | undefined => {
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
    const piece = cut(false);
    if (piece) yield piece;
    await setImmediate();
  }
  text += decoder.end();
  const last = cut(true);
  if (last && (last.text !== '' || last.rows.length > 0)) yield last;
}

/**
 * The rows that stand on these lines (of their field's first character), while pieces of a file go
 * by in order.
 */
export class RowsOnLines {
  private readonly lines: ReadonlySet<number>;
  private line = 0;

  constructor(places: readonly { place: Pick<Place, 'line'> }[]) {
    this.lines = new Set(places.map(({ place }) => place.line));
  }

  of({ text, rows }: Piece): ReadonlySet<Row> {
    if (this.lines.size === 0) return new Set();
    const counter = new LineCounter(text, this.line);
    const found = new Set(
      rows.filter(({ fieldStart }) => this.lines.has(counter.at(fieldStart).line)),
    );
    this.line = counter.at(text.length).line;
    return found;
  }
}
