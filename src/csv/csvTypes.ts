export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** How a file is to be read. */
export interface Dialect {
  encoding: Encoding;
  /** Bytes of the byte order mark at the start, 0 for none. */
  bomLength: number;
  gzip: boolean;
  delimiter: ',' | ';' | '\t' | '|';
  /** `cr` only where the file has no LF; else records end at CRLF or LF. */
  recordEnd: 'lf' | 'cr';
  /** True where the first record names the columns. */
  header: boolean;
  /** True for a first line `sep=;`, which is neither header nor row. */
  sepLine: boolean;
}

export const FLAG_QUOTED = 1;
/** The field holds doubled quotes that must be made single. */
export const FLAG_ESCAPED = 2;
/** The record has more or fewer fields than the header (or the first record). */
export const FLAG_RAGGED = 4;
/** A record without a character. */
export const FLAG_BLANK_LINE = 8;
/** The wanted column does not exist in this record. */
export const FLAG_NO_FIELD = 16;

/**
 * Whole records of one block of UTF-8 bytes, as columns of numbers (fast, and transferable).
 * Offsets are relative to `bytes`; `base` is the offset of `bytes[0]` in the (decoded) file.
 * Arrays may be longer than `count`.
 */
export interface RecordBatch {
  bytes: Uint8Array;
  base: number;
  count: number;
  /** First byte of the record, and the byte after its line end. */
  recordStart: Int32Array;
  recordEnd: Int32Array;
  /** The wanted field without its outer quotes. */
  fieldStart: Int32Array;
  fieldEnd: Int32Array;
  flags: Uint8Array;
  /**
   * 0-based line of the field's first character as the editor counts (CR, LF and CRLF end a line,
   * also inside quotes).
   */
  line: Uint32Array;
  /** Offset of that line's first byte, relative to `bytes`. */
  lineStart: Int32Array;
}

/** A place in the editor's coordinates: 0-based lines, columns in UTF-16 units, a BOM is none. */
export interface Place {
  line: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}
