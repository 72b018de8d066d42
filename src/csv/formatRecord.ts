import type { Dialect } from './csvTypes';

/**
 * Formats a value as a field: quoted and escaped if it contains a quote, the delimiter or a line
 * ending, or if `quoted` is set. Spaces at either end need no quotes under RFC 4180.
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
 * Formats a record, without a line ending. A single empty field becomes `""`, because a blank line
 * isn't a record.
 */
export function formatRecord(values: string[], dialect: Pick<Dialect, 'delimiter'>): string {
  return values.length === 1 && values[0] === ''
    ? '""'
    : values.map((value) => formatField(value, dialect)).join(dialect.delimiter);
}

/**
 * For a file that people open and nothing reads back: a text that a spreadsheet would run as a formula
 * gets an apostrophe, which it doesn't show.
 */
export function withoutFormula(text: string): string {
  return /^\s*[=+\-@]|^[\t\r]/.test(text) ? `'${text}` : text;
}
