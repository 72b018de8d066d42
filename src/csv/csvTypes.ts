export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** How to read a file. */
export interface Dialect {
  encoding: Encoding;
  /** Length of the byte order mark in bytes, 0 for none. */
  bomLength: number;
  gzip: boolean;
  delimiter: ',' | ';' | '\t' | '|';
  /** `cr` only if the file has no LF. Otherwise records end with CRLF or LF. */
  recordEnd: 'lf' | 'cr';
  /** Whether the first record contains the column names. */
  header: boolean;
  /** Whether the first line is `sep=;`, which is neither a header nor a row. */
  sepLine: boolean;
}

export const FLAG_QUOTED = 1;
/** The field has doubled quotes that must be unescaped. */
export const FLAG_ESCAPED = 2;
/** The record has more or fewer fields than the header (or the first record). */
export const FLAG_RAGGED = 4;
/** An empty record. */
export const FLAG_BLANK_LINE = 8;
/** The record ends before the column. */
export const FLAG_NO_FIELD = 16;

/**
 * The complete records of a block of UTF-8 bytes, as typed arrays (fast and transferable): one entry
 * per record, or one for each column that is read, next to each other. Offsets are relative to
 * `bytes`; `base` is the offset of `bytes[0]` in the decoded file. Arrays may be longer than `count`.
 */
export interface RecordBatch {
  bytes: Uint8Array;
  base: number;
  /** Entries: records, times the columns that are read. */
  count: number;
  /** Offsets of the record's first byte and of the byte after its line ending. */
  recordStart: Int32Array;
  recordEnd: Int32Array;
  /** Offsets of the field in the column, without its outer quotes. */
  fieldStart: Int32Array;
  fieldEnd: Int32Array;
  flags: Uint8Array;
  /**
   * 0-based line of the field's first character, counted as the editor does: CR, LF and CRLF end a
   * line, inside quotes too.
   */
  line: Uint32Array;
  /** Offset of that line's first byte, relative to `bytes`. */
  lineStart: Int32Array;
}

/** A range in the editor: 0-based lines, columns in UTF-16 units, not counting a BOM. */
export interface Place {
  line: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}
