import { ignoresCase, type Fingerprinter } from '../../identifiers/fingerprints';
import { VALUE_FORMATS, type ValueFormat } from '../../identifiers/identifierTypes';
import { RULES } from '../../identifiers/rules/allRules';

/** The rules of warnings about a row. */
export const WARNINGS: readonly string[] = [...RULES.values()].flatMap(({ key, level }) =>
  level === 'warning' ? key : [],
);

/**
 * The valid rows of one batch, in columns: written by the thread that validates, read by the one
 * that removes duplicates. Arrays may be longer than `count`.
 */
export interface ValidRows {
  count: number;
  /** Index in the batch. */
  records: Uint32Array;
  /** Number of the row over all files; of the field, where several columns are read. */
  rows: Uint32Array;
  /** Size in bytes as JSON, including the comma, before any hashing. */
  sizes: Uint32Array;
  /** Index in `VALUE_FORMATS`. */
  formats: Uint8Array;
  /** The number of the warning about it in `WARNINGS`, plus 1; 0 without one. */
  warnings: Uint8Array;
  /** The normalized values in a row; each ends where the next begins. */
  values: Uint8Array;
  ends: Uint32Array;
  /** The halves of each value's fingerprint as it is. */
  lows: Uint32Array;
  highs: Uint32Array;
}

/** Collects valid rows, in memory that is reused for each batch. */
export class ValidRowsWriter implements ValidRows {
  count = 0;
  records = new Uint32Array(0);
  rows = new Uint32Array(0);
  sizes = new Uint32Array(0);
  formats = new Uint8Array(0);
  warnings = new Uint8Array(0);
  values = new Uint8Array(0);
  ends = new Uint32Array(0);
  lows = new Uint32Array(0);
  highs = new Uint32Array(0);
  /** Where the next value is to be written. */
  at = 0;

  constructor(private readonly fingerprinter: Fingerprinter) {}

  /** Starts a new batch, with room for `size` rows. */
  clear(size: number): void {
    this.count = 0;
    this.at = 0;
    if (size <= this.rows.length) return;
    this.records = new Uint32Array(size);
    this.rows = new Uint32Array(size);
    this.sizes = new Uint32Array(size);
    this.formats = new Uint8Array(size);
    this.warnings = new Uint8Array(size);
    this.ends = new Uint32Array(size);
    this.lows = new Uint32Array(size);
    this.highs = new Uint32Array(size);
  }

  /** Makes room for a value of `size` bytes at `at`. */
  ensure(size: number): void {
    const needed = this.at + size;
    if (needed <= this.values.length) return;
    const grown = new Uint8Array(Math.max(needed, this.values.length * 2));
    grown.set(this.values.subarray(0, this.at));
    this.values = grown;
  }

  /** Adds the value of `length` bytes that was written at `at`. */
  add(
    record: number,
    row: number,
    format: ValueFormat,
    size: number,
    length: number,
    warning?: string,
  ): void {
    const to = this.count++;
    const { fingerprinter, at } = this;
    this.at += length;
    fingerprinter.of(this.values, at, this.at, ignoresCase(format));
    this.lows[to] = fingerprinter.result[0];
    this.highs[to] = fingerprinter.result[1];
    this.records[to] = record;
    this.rows[to] = row;
    this.sizes[to] = size;
    this.formats[to] = VALUE_FORMATS.indexOf(format);
    this.warnings[to] = warning === undefined ? 0 : WARNINGS.indexOf(warning) + 1;
    this.ends[to] = this.at;
  }
}
