import type { Dialect } from './csvTypes';
import { formatField } from './formatRecord';

/**
 * What of a file's dialect is needed to find the wanted field in its text (decoded, without a BOM,
 * as the editor has it).
 */
export interface Layout extends Pick<Dialect, 'delimiter' | 'recordEnd' | 'header' | 'sepLine'> {
  /** 0-based. */
  column: number;
  /** Fields that a record should have; undefined where that does not matter. */
  width?: number;
}

/** One record of a text, by offsets in UTF-16 units. */
export interface Row {
  start: number;
  /** Before the line end. */
  end: number;
  /** After the line end: where the next record begins. */
  next: number;
  /** The wanted field without its outer quotes; empty at the record's end where there is none. */
  fieldStart: number;
  fieldEnd: number;
  quoted: boolean;
  /** The record has no such field. */
  missing: boolean;
  /** It has more or fewer fields than it should: which of them is the wanted one cannot be told. */
  ragged: boolean;
  fields: number;
}

const QUOTE = 34;
const CR = 13;
const LF = 10;

/** Takes a field of a record: where it is, without its outer quotes. */
type OnField = (start: number, end: number, quoted: boolean) => void;

/** What ends the fields and the records of a text. */
export type Grammar = Pick<Dialect, 'delimiter' | 'recordEnd'>;

/**
 * Hands the fields of the record that begins at `at` to `take`; says where its line end begins, and
 * where the next record does. Undefined where the text ends in it and more is to come (`final`
 * false). Lenient: quotes count only where a field begins with one, what follows a closing quote
 * belongs to the field, and either makes the record `broken`.
 */
export function readRecord(
  text: string,
  at: number,
  grammar: Grammar,
  take: OnField,
  final = true,
): { end: number; next: number; broken: boolean } | undefined {
  const delimiter = grammar.delimiter.charCodeAt(0);
  let broken = false;
  for (let i = at; ; i++) {
    const quoted = text.charCodeAt(i) === QUOTE;
    const start = quoted ? i + 1 : i;
    let end = -1;
    if (quoted) {
      end = closingQuote(text, start);
      if (end < 0 && !final) return undefined;
      i = end < 0 ? text.length : end + 1;
      if (end < 0) end = text.length;
    }
    const rest = i;
    for (; i < text.length && !endsRecord(text, i, grammar); i++) {
      const code = text.charCodeAt(i);
      if (code === delimiter) break;
      if (code === QUOTE) broken = true;
    }
    if (i >= text.length - 1 && !final) return undefined;
    // A CR there may be half of the line end, cut off.
    if (quoted && i > rest && text.charCodeAt(rest) !== CR) broken = true;
    take(start, quoted ? end : i, quoted);
    if (i < text.length && !endsRecord(text, i, grammar)) continue;
    const lineEnd = text.charCodeAt(i) === CR && grammar.recordEnd === 'lf' ? 2 : 1;
    return { end: i, next: Math.min(text.length, i + lineEnd), broken };
  }
}

/**
 * The record that begins at `at`, or undefined where the text ends in it and more is to come
 * (`final` false).
 */
export function rowAt(text: string, at: number, layout: Layout, final = true): Row | undefined {
  const row: Row = {
    start: at,
    end: at,
    next: at,
    fieldStart: -1,
    fieldEnd: -1,
    quoted: false,
    missing: true,
    ragged: false,
    fields: 0,
  };
  const take: OnField = (fieldStart, fieldEnd, quoted) => {
    if (row.fields++ === layout.column)
      Object.assign(row, { fieldStart, fieldEnd, quoted, missing: false });
  };
  const read = readRecord(text, at, layout, take, final);
  if (read === undefined) return undefined;
  row.end = read.end;
  row.next = read.next;
  row.ragged = layout.width !== undefined && row.fields !== layout.width;
  if (row.missing) row.fieldStart = row.fieldEnd = row.end;
  return row;
}

/**
 * All fields of the first records, `limit` at most; blank lines above them are left out. Where more
 * of the file follows (`whole` false) a last record without a line end counts only if it is the
 * only one.
 */
export function firstRecords(
  text: string,
  grammar: Grammar,
  limit: number,
  whole: boolean,
): string[][] {
  const records: string[][] = [];
  for (let at = 0; at < text.length && records.length < limit;) {
    const fields: string[] = [];
    const read = readRecord(text, at, grammar, (fieldStart, fieldEnd, quoted) =>
      fields.push(valueOf(text, { fieldStart, fieldEnd, quoted })),
    );
    if (read === undefined) break;
    if (read.next === read.end && !whole && records.length > 0) break;
    if (read.end > at || records.length > 0) records.push(fields);
    at = read.next;
  }
  return records;
}

function closingQuote(text: string, from: number): number {
  for (let i = text.indexOf('"', from); i >= 0; i = text.indexOf('"', i + 2)) {
    if (text.charCodeAt(i + 1) !== QUOTE) return i;
  }
  return -1;
}

function endsRecord(text: string, i: number, { recordEnd }: Grammar): boolean {
  const code = text.charCodeAt(i);
  if (recordEnd === 'cr') return code === CR;
  return code === LF || (code === CR && text.charCodeAt(i + 1) === LF);
}

/**
 * Where the first record of data begins: after a `sep=` line and the header, blank lines above it
 * included.
 */
export function dataStart(text: string, layout: Layout, final = true): number | undefined {
  let at = 0;
  if (layout.sepLine) {
    const row = rowAt(text, at, layout, final);
    if (row === undefined) return undefined;
    at = row.next;
  }
  while (layout.header && at < text.length) {
    const row = rowAt(text, at, layout, final);
    if (row === undefined) return undefined;
    at = row.next;
    if (row.end > row.start) break;
  }
  return at;
}

/** All records of data in a whole text. */
export function* rowsOf(text: string, layout: Layout): Generator<Row> {
  for (let at = dataStart(text, layout) ?? 0; at < text.length;) {
    const row = rowAt(text, at, layout);
    if (row === undefined) return;
    yield row;
    at = row.next;
  }
}

/** The field's value: doubled quotes made single. */
export function valueOf(
  text: string,
  row: Pick<Row, 'fieldStart' | 'fieldEnd' | 'quoted'>,
): string {
  const raw = text.slice(row.fieldStart, row.fieldEnd);
  return row.quoted ? raw.replaceAll('""', '"') : raw;
}

/**
 * A value as it stands in the place of a row's field, without outer quotes where the field has
 * them.
 */
function fieldText(value: string, row: Row, layout: Layout): string {
  return row.quoted ? value.replaceAll('"', '""') : formatField(value, layout);
}

/** What replaces a text from `start` to `end`. */
export interface Change {
  start: number;
  end: number;
  text: string;
}

/**
 * The change that puts `values` in the place of a row's field: none takes the row out, several make
 * as many rows. `eol` is used where the last row of a file, without a line end, becomes several.
 */
export function changeOf(
  text: string,
  row: Row,
  values: readonly string[],
  layout: Layout,
  eol: string,
): Change {
  if (values.length === 1)
    return { start: row.fieldStart, end: row.fieldEnd, text: fieldText(values[0], row, layout) };
  if (values.length === 0) return { start: row.start, end: row.next, text: '' };
  const lineEnd = text.slice(row.end, row.next) || eol;
  const records = values.map(
    (value) =>
      text.slice(row.start, row.fieldStart) +
      fieldText(value, row, layout) +
      text.slice(row.fieldEnd, row.end),
  );
  return { start: row.start, end: row.end, text: records.join(lineEnd) };
}

/**
 * Whether a row is as a spreadsheet writes it that leaves out empty fields at the end: shorter than
 * it should be, and on one line.
 */
export function isShort(
  text: string,
  { missing, fields, start, end }: Row,
  { width }: Layout,
): boolean {
  return (
    !missing && width !== undefined && fields < width && !/[\r\n]/.test(text.slice(start, end))
  );
}

/** The change that adds the empty fields which a short row lacks at its end. */
export function paddingOf(row: Row, { delimiter, width = 0 }: Layout): Change {
  return { start: row.end, end: row.end, text: delimiter.repeat(Math.max(0, width - row.fields)) };
}

/**
 * Where parts of a text stand after changes; a part that a change touched is gone. Changes are in
 * order and apart from each other, parts in any.
 */
export function shiftBy<T extends { start: number; end: number }>(
  parts: readonly T[],
  changes: readonly Change[],
): T[] {
  const moved: T[] = [];
  let next = 0;
  let shift = 0;
  for (const part of [...parts].sort((a, b) => a.start - b.start)) {
    for (; next < changes.length && changes[next].end <= part.start; next++)
      shift += changes[next].text.length - (changes[next].end - changes[next].start);
    if (next < changes.length && changes[next].start < part.end) continue;
    moved.push({ ...part, start: part.start + shift, end: part.end + shift });
  }
  return moved;
}

/** A text with changes made, given in order and apart from each other. */
export function applyChanges(text: string, changes: readonly Change[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const change of changes) {
    parts.push(text.slice(at, change.start), change.text);
    at = change.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
