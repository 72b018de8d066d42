import type { Dialect } from './csvTypes';
import { formatField } from './formatRecord';

/** What is needed to find a column in a file's text, which is decoded and has no BOM. */
export interface Layout extends Pick<Dialect, 'delimiter' | 'recordEnd' | 'header' | 'sepLine'> {
  /** 0-based. */
  column: number;
  /** Expected number of fields. Undefined if it doesn't matter. */
  width?: number;
}

/** A record of a text. Offsets are in UTF-16 units. */
export interface Row {
  start: number;
  /** Offset of the line ending. */
  end: number;
  /** Offset after the line ending, where the next record begins. */
  next: number;
  /** The field in the column, without outer quotes. Empty, at the record's end, if missing. */
  fieldStart: number;
  fieldEnd: number;
  quoted: boolean;
  /** The record has no such field. */
  missing: boolean;
  /** Whether it has more or fewer fields than expected, so that the column is uncertain. */
  ragged: boolean;
  fields: number;
}

const QUOTE = 34;
const CR = 13;
const LF = 10;

/** Called for each field of a record with its range, without outer quotes. */
type OnField = (start: number, end: number, quoted: boolean) => void;

/** What separates fields and records. */
export type Grammar = Pick<Dialect, 'delimiter' | 'recordEnd'>;

/**
 * Calls `onField` for each field of the record at `at`. Returns the offsets of its line ending and
 * of the next record, or undefined if the record is incomplete and more text follows (`final` is
 * false). Tolerates malformed quotes, which make the record `broken`: a quote inside an unquoted
 * field is ordinary text, and text after a closing quote is skipped.
 */
export function readRecord(
  text: string,
  at: number,
  grammar: Grammar,
  onField: OnField,
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
    // A CR there may be the first half of a CRLF that was cut off.
    if (quoted && i > rest && text.charCodeAt(rest) !== CR) broken = true;
    onField(start, quoted ? end : i, quoted);
    if (i < text.length && !endsRecord(text, i, grammar)) continue;
    const lineEnd = text.charCodeAt(i) === CR && grammar.recordEnd === 'lf' ? 2 : 1;
    return { end: i, next: Math.min(text.length, i + lineEnd), broken };
  }
}

/** Reads the record at `at`. Undefined if it's incomplete and more text follows (not `final`). */
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
  const onField: OnField = (fieldStart, fieldEnd, quoted) => {
    if (row.fields++ === layout.column)
      Object.assign(row, { fieldStart, fieldEnd, quoted, missing: false });
  };
  const read = readRecord(text, at, layout, onField, final);
  if (read === undefined) return undefined;
  row.end = read.end;
  row.next = read.next;
  row.ragged = layout.width !== undefined && row.fields !== layout.width;
  if (row.missing) row.fieldStart = row.fieldEnd = row.end;
  return row;
}

/**
 * The fields of the first records, at most `limit`, without leading blank lines. If more of the
 * file follows (`whole` is false), a last record without a line ending counts only if it's the only
 * one.
 */
export function firstRecords(
  text: string,
  grammar: Grammar,
  limit: number,
  whole: boolean,
): string[][] {
  return firstRecordsWithStart(text, grammar, limit, whole).map(({ fields }) => fields);
}

/** `firstRecords`, each with the offset at which it starts. */
export function firstRecordsWithStart(
  text: string,
  grammar: Grammar,
  limit: number,
  whole: boolean,
): { start: number; fields: string[] }[] {
  const records: { start: number; fields: string[] }[] = [];
  for (let at = 0; at < text.length && records.length < limit;) {
    const fields: string[] = [];
    const read = readRecord(text, at, grammar, (fieldStart, fieldEnd, quoted) =>
      fields.push(valueOf(text, { fieldStart, fieldEnd, quoted })),
    );
    if (read === undefined) break;
    if (read.next === read.end && !whole && records.length > 0) break;
    if (read.end > at || records.length > 0) records.push({ start: at, fields });
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
 * Offset of the first row: after the `sep=` line, and after the header with the blank lines above
 * it. Undefined if the text ends before it and more follows (not `final`).
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

/** All rows of a complete text. */
export function* rowsOf(text: string, layout: Layout): Generator<Row> {
  for (let at = dataStart(text, layout) ?? 0; at < text.length;) {
    const row = rowAt(text, at, layout);
    if (row === undefined) return;
    yield row;
    at = row.next;
  }
}

/** The value of a row's field, unescaped. */
export function valueOf(
  text: string,
  row: Pick<Row, 'fieldStart' | 'fieldEnd' | 'quoted'>,
): string {
  const raw = text.slice(row.fieldStart, row.fieldEnd);
  return row.quoted ? raw.replaceAll('""', '"') : raw;
}

/** A value escaped to replace a row's field, whose existing outer quotes are kept. */
function fieldText(value: string, row: Row, layout: Layout): string {
  return row.quoted ? value.replaceAll('"', '""') : formatField(value, layout);
}

/** Replaces the text from `start` to `end`. */
export interface Change {
  start: number;
  end: number;
  text: string;
}

/**
 * The change that replaces a row's field with `values`. No values remove the row, several make one
 * row each. `eol` is used between them if the row is the last one and has no line ending.
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
 * Whether a row lacks only fields after the column, on a single line, as spreadsheets write rows
 * with empty fields at the end.
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

/** The change that adds the empty fields missing at the end of a short row. */
export function paddingOf(row: Row, { delimiter, width = 0 }: Layout): Change {
  return { start: row.end, end: row.end, text: delimiter.repeat(Math.max(0, width - row.fields)) };
}

/**
 * Moves ranges of a text according to changes and drops those that a change touches. Changes must
 * be in order and not overlap; ranges can be in any order.
 */
export function shiftBy<T extends { start: number; end: number }>(
  ranges: readonly T[],
  changes: readonly Change[],
): T[] {
  const moved: T[] = [];
  let next = 0;
  let shift = 0;
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    for (; next < changes.length && changes[next].end <= range.start; next++)
      shift += changes[next].text.length - (changes[next].end - changes[next].start);
    if (next < changes.length && changes[next].start < range.end) continue;
    moved.push({ ...range, start: range.start + shift, end: range.end + shift });
  }
  return moved;
}

/** Applies changes, which must be in order and not overlap. */
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
