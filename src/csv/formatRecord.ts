import type { Dialect } from './csvTypes';

/**
 * A value as a field of this file: in quotes (doubled inside) where it holds a quote, the delimiter
 * or a line end, or where `quoted` asks for it, as one replaces a field that was quoted. A lone
 * space at either end needs none: every reader of RFC 4180 keeps it.
 */
export function formatField(
  value: string,
  dialect: Pick<Dialect, 'delimiter'>,
  quoted = false,
): string {
  return quoted || value.includes(dialect.delimiter) || /["\r\n]/.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : value;
}

/**
 * A record without its line end. A record of one empty field is written as `""`: an empty line
 * would be none.
 */
export function formatRecord(values: string[], dialect: Pick<Dialect, 'delimiter'>): string {
  return values.length === 1 && values[0] === ''
    ? '""'
    : values.map((value) => formatField(value, dialect)).join(dialect.delimiter);
}
