import { t } from '@vscode/l10n';
import type { ToolCode } from '../common/codes/toolCodes';
import { count } from '../common/format';
import { CsvError } from './csvError';
import {
  FLAG_BLANK_LINE,
  FLAG_ESCAPED,
  FLAG_NO_FIELD,
  FLAG_QUOTED,
  FLAG_RAGGED,
  type Dialect,
  type RecordBatch,
} from './csvTypes';

/** In bytes. Without a limit, an unclosed quote would swallow the rest of the file. */
export const MAX_RECORD_SIZE = 1024 * 1024;

const LF = 10;
const CR = 13;
const QUOTE = 34;
/** A sentinel byte that stops every loop, and one for lookahead. */
const PADDING = 2;

export interface ScannerOptions {
  dialect: Pick<Dialect, 'delimiter' | 'recordEnd'>;
  /** 0-based number of the column to read, or those of several, in ascending order. */
  column: number | readonly number[];
  /** Expected number of fields. */
  columns: number;
  /** 0-based line of the first byte, if scanning starts in the middle of the file. */
  line?: number;
  /** Offset of the first byte in the decoded file, which must be the start of a record. */
  base?: number;
  /** Maximum size of a record in bytes, including its line ending. */
  maxRecordSize?: number;
}

/**
 * Reads one column, or several, from UTF-8 bytes, strictly by RFC 4180, as csv-parse does with
 * `record_delimiter: ['\r\n', '\n']` (or `'\r'`) and `relax_column_count`. A batch has one field of
 * each record for each column, in the order of the file.
 *
 * `push` returns the complete records, `end` the last one. **A batch is valid only until the next
 * call**: its arrays are reused, so that a large file doesn't allocate. The block is copied and can
 * be reused at once.
 *
 * Throws CsvError `invalid-opening-quote`, `invalid-closing-quote`, `quote-not-closed`,
 * `record-too-long` or `mixed-line-ends`, each with its line. Stricter than csv-parse in two ways:
 * a NUL after a closing quote is an invalid closing quote, and an LF outside quotes is an error if
 * records end with CR.
 */
export class ColumnScanner {
  /** The columns to read, in ascending order. */
  private readonly wanted: Int32Array;
  private readonly columns: number;
  private readonly delimiter: number;
  private readonly lone: boolean;
  private readonly maxRecordSize: number;
  /** 1 for each byte that stops the inner loop outside quotes, and inside quotes. */
  private readonly outside = new Uint8Array(256);
  private readonly inside = new Uint8Array(256);
  private bytes = Buffer.allocUnsafe(64 * 1024);
  private length = 0;
  /** Number of bytes at the front that the last batch covers. */
  private used = 0;
  private base: number;
  private line: number;
  private capacity = 4096;
  private batch: RecordBatch = emptyBatch(this.capacity);

  constructor(options: ScannerOptions) {
    const { column } = options;
    this.wanted = Int32Array.from(typeof column === 'number' ? [column] : column);
    this.columns = options.columns;
    this.line = options.line ?? 0;
    this.base = options.base ?? 0;
    this.maxRecordSize = options.maxRecordSize ?? MAX_RECORD_SIZE;
    this.delimiter = options.dialect.delimiter.charCodeAt(0);
    this.lone = options.dialect.recordEnd === 'cr';
    for (const stop of [LF, CR, QUOTE]) this.inside[stop] = this.outside[stop] = 1;
    this.outside[this.delimiter] = 1;
  }

  /** Offset in the decoded file and 0-based line of the first record not yet returned. */
  get position(): { offset: number; line: number } {
    return { offset: this.base + this.used, line: this.line };
  }

  /** Adds a block and returns the records that are now complete. */
  push(block: Uint8Array): RecordBatch {
    const rest = this.length - this.used;
    if (rest + block.length + PADDING > this.bytes.length) {
      const grown = Buffer.allocUnsafe(
        Math.max(rest + block.length + PADDING, this.bytes.length * 2),
      );
      this.bytes.copy(grown, 0, this.used, this.length);
      this.bytes = grown;
    } else if (this.used > 0) {
      this.bytes.copyWithin(0, this.used, this.length);
    }
    this.bytes.set(block, rest);
    this.base += this.used;
    this.used = 0;
    this.length = rest + block.length;
    return this.scan(false);
  }

  /** Call after the last block. Returns the last record if it has no line ending. */
  end(): RecordBatch {
    this.bytes.copyWithin(0, this.used, this.length);
    this.base += this.used;
    this.length -= this.used;
    this.used = 0;
    return this.scan(true);
  }

  /** A single pass over the buffer. The hottest loop for a large file, so all locals are numbers. */
  private scan(final: boolean): RecordBatch {
    const { bytes, length, wanted, columns, delimiter, lone, outside, inside, maxRecordSize } =
      this;
    const perRecord = wanted.length;
    const firstColumn = wanted[0];
    // Most bytes are greater than any stop byte, and one comparison is cheaper than the table.
    const highest = Math.max(QUOTE, delimiter);
    bytes[length] = QUOTE;
    bytes[length + 1] = 0;
    let {
      recordStart,
      recordEnd,
      fieldStart,
      fieldEnd,
      flags,
      line: lines,
      lineStart: lineStarts,
    } = this.batch;
    let capacity = this.capacity;
    let count = 0;
    let line = this.line;
    let at = 0;

    scanning: while (at < length) {
      const start = at;
      const startLine = line;
      let lineStart = at;
      let field = 0;
      let column = firstColumn;
      let found = count;
      let byte: number;
      let contentEnd: number;
      if (count + perRecord > capacity) {
        capacity = this.grow(count + perRecord);
        ({
          recordStart,
          recordEnd,
          fieldStart,
          fieldEnd,
          flags,
          line: lines,
          lineStart: lineStarts,
        } = this.batch);
      }

      for (;;) {
        let from = at;
        let fieldFlag = 0;
        if (field === column) {
          lines[found] = line;
          lineStarts[found] = lineStart;
        }
        if (bytes[at] === QUOTE && at < length) {
          const openLine = line;
          from = ++at;
          fieldFlag = FLAG_QUOTED;
          for (;;) {
            while ((byte = bytes[at]) > QUOTE || inside[byte] === 0) at++;
            if (byte === QUOTE) {
              if (at >= length) {
                if (final) throw this.broken('quote-not-closed', openLine);
                this.checkOpen(length - start, startLine, true);
                at = start;
                line = startLine;
                break scanning;
              }
              if (bytes[at + 1] !== QUOTE) break;
              // The sentinel looks like a second quote.
              if (at + 1 >= length) break;
              fieldFlag |= FLAG_ESCAPED;
              at += 2;
            } else {
              at += byte === CR && bytes[at + 1] === LF ? 2 : 1;
              line++;
              lineStart = at;
            }
          }
          contentEnd = at++;
          byte = bytes[at];
          if (at < length) {
            const ends =
              byte === delimiter ||
              (lone ? byte === CR : byte === LF || (byte === CR && bytes[at + 1] === LF));
            if (!ends) {
              if (byte === CR && at + 1 === length && !final) {
                at = start;
                line = startLine;
                break scanning;
              }
              throw this.broken('invalid-closing-quote', line);
            }
          }
        } else {
          while ((byte = bytes[at]) > highest || outside[byte] === 0) at++;
          // A CR inside a field still ends a line in the editor. One at the end of the block is
          // scanned again with the next block.
          while (byte === CR && !lone && bytes[at + 1] !== LF) {
            line++;
            lineStart = ++at;
            while ((byte = bytes[at]) > highest || outside[byte] === 0) at++;
          }
          contentEnd = at;
          if (byte === QUOTE && at < length) throw this.broken('invalid-opening-quote', line);
          if (byte === LF && lone) throw this.broken('mixed-line-ends', line);
        }
        if (field === column) {
          fieldStart[found] = from;
          fieldEnd[found] = contentEnd;
          flags[found] = fieldFlag;
          found++;
          column = found - count < perRecord ? wanted[found - count] : -1;
        }
        field++;
        if (byte === delimiter) {
          at++;
          continue;
        }
        if (at >= length) {
          if (!final) {
            this.checkOpen(length - start, startLine, false);
            at = start;
            line = startLine;
            break scanning;
          }
        } else {
          at += byte === CR && !lone ? 2 : 1;
        }
        break;
      }

      if (at - start > maxRecordSize) throw this.tooLong(startLine, false);
      const recordFlag =
        field === 1 && contentEnd === start ? FLAG_BLANK_LINE : field !== columns ? FLAG_RAGGED : 0;
      const end = count + perRecord;
      for (; found < end; found++) {
        fieldStart[found] = fieldEnd[found] = contentEnd;
        flags[found] = recordFlag === FLAG_BLANK_LINE ? 0 : FLAG_NO_FIELD;
        lines[found] = line;
        lineStarts[found] = lineStart;
      }
      for (; count < end; count++) {
        recordStart[count] = start;
        recordEnd[count] = at;
        flags[count] |= recordFlag;
      }
      line++;
    }
    this.used = at;
    this.line = line;
    this.batch.bytes = bytes.subarray(0, length);
    this.batch.base = this.base;
    this.batch.count = count;
    return this.batch;
  }

  private checkOpen(size: number, line: number, quoted: boolean): void {
    if (size > this.maxRecordSize) throw this.tooLong(line, quoted);
  }

  private grow(needed: number): number {
    const old = this.batch;
    const capacity = Math.max(needed, this.capacity * 2);
    const next = emptyBatch(capacity);
    next.recordStart.set(old.recordStart);
    next.recordEnd.set(old.recordEnd);
    next.fieldStart.set(old.fieldStart);
    next.fieldEnd.set(old.fieldEnd);
    next.flags.set(old.flags);
    next.line.set(old.line);
    next.lineStart.set(old.lineStart);
    this.batch = next;
    this.capacity = capacity;
    return capacity;
  }

  private tooLong(line: number, quoted: boolean): CsvError {
    return quoted
      ? new CsvError(
          'record-too-long',
          t(
            'The row that begins on line {0} has an unclosed quote and is longer than {1} bytes. Close the quote and save the file.',
            count(line + 1),
            count(this.maxRecordSize),
          ),
          line,
        )
      : new CsvError(
          'record-too-long',
          t(
            'The row that begins on line {0} is longer than {1} bytes. Check that this is a CSV file with one row per line.',
            count(line + 1),
            count(this.maxRecordSize),
          ),
          line,
        );
  }

  private broken(
    code: Extract<
      ToolCode,
      'invalid-opening-quote' | 'invalid-closing-quote' | 'quote-not-closed' | 'mixed-line-ends'
    >,
    line: number,
  ): CsvError {
    return new CsvError(code, brokenText(code, line + 1), line);
  }
}

function brokenText(code: string, line: number): string {
  switch (code) {
    case 'invalid-opening-quote':
      return t(
        'Line {0} has a quote inside a field that doesn’t begin with one. Put the whole field in quotes and double the quotes in it.',
        count(line),
      );
    case 'invalid-closing-quote':
      return t(
        'Line {0} has text after a closing quote. Double the quotes inside the field, or remove the text.',
        count(line),
      );
    case 'quote-not-closed':
      return t(
        'The quote opened on line {0} is never closed. Close it and save the file.',
        count(line),
      );
    default:
      return t(
        'Line {0} ends with a line feed, but the lines before it end with a carriage return. Save the file with one kind of line ending.',
        count(line),
      );
  }
}

/** An empty batch with room for `capacity` fields. */
export function emptyBatch(capacity: number): RecordBatch {
  return {
    bytes: new Uint8Array(0),
    base: 0,
    count: 0,
    recordStart: new Int32Array(capacity),
    recordEnd: new Int32Array(capacity),
    fieldStart: new Int32Array(capacity),
    fieldEnd: new Int32Array(capacity),
    flags: new Uint8Array(capacity),
    line: new Uint32Array(capacity),
    lineStart: new Int32Array(capacity),
  };
}
