import { t } from '@vscode/l10n';
import { count } from '../common/format';
import { CsvError } from './csvError';
import { FLAG_BLANK_LINE, type Dialect, type Place, type RecordBatch } from './csvTypes';
import { detectDialect, readSample } from './dialect';
import type { Utf8Tally } from './encoding';
import { fieldPlace, recordPlace } from './fieldPlaces';
import { couldBeNames, looksLikeHeader } from './header';
import { ColumnScanner, MAX_RECORD_SIZE } from './scanner';
import { readBlocks, type Source } from './source';
import { firstRecords } from './textRows';

/** Rows used to find the delimiter, the header and the column. */
const PREVIEW_ROWS = 1000;
/** In bytes. Larger than the longest record in UTF-16, so that a longer one is noticed at once. */
const SAMPLE_SIZE = 2 * MAX_RECORD_SIZE + 64 * 1024;

/** What detection found about a file, and its first rows. */
export interface Detected {
  dialect: Dialect;
  /** The column names as in the file. Undefined without a header. */
  header?: string[];
  /** Number of fields of the header, or of the first record without one. */
  columns: number;
  /** Up to 1,000 records, without the header. */
  sample: string[][];
  /**
   * Where the rows begin: offset in the decoded bytes and 0-based line, for `base` and `line` of
   * `ColumnScanner`.
   */
  dataStart: { offset: number; line: number };
  /** The header's bytes and position. Empty without a header. */
  headerAt: { bytes: Uint8Array; offset: number; line: number };
  /** Whether the file mixes UTF-8 and windows-1252. */
  mixedEncodings: boolean;
  /** Whether the first record is read as a row although it might be a header. */
  headerDoubtful: boolean;
}

/**
 * Detects how to read a file from its first two megabytes. `overrides` are used as they are. Throws
 * the CsvErrors of `readStart`, and `empty` (only line endings), `binary`, `encoding`, `delimiter`
 * (a `sep=` line with an unsupported one), and malformed quotes and overlong records in the first
 * rows, with their line.
 */
export async function detect(
  source: Source,
  overrides: Partial<Dialect> = {},
  signal?: AbortSignal,
): Promise<Detected> {
  const { raw, gzip, whole } = await readSample(source, SAMPLE_SIZE, overrides, signal);
  if (raw.length === 0) throw empty();
  let detected = detectDialect(raw, whole, { ...overrides, gzip }, false, source.path);
  const { tally } = detected;
  if (tally && !whole && detected.dialect.encoding === 'windows-1252') {
    await countRest(tally, source, detected.dialect, raw.length, signal);
    if (tally.encoding === 'utf-8')
      detected = detectDialect(raw, whole, { ...overrides, gzip, encoding: 'utf-8' });
  }
  const { bytes, top } = detected;
  if (whole && bytes.every((byte) => byte === 10 || byte === 13 || byte === 32)) throw empty();
  const dialect: Dialect = { ...detected.dialect, header: true };

  const head = findFirstRecord(bytes, top, dialect, whole);
  // The scanner has checked the syntax already. One record more, for the header.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const records = firstRecords(
    text.toString('utf8', head.offset),
    dialect,
    PREVIEW_ROWS + 1,
    whole,
  );
  if (records.length === 0) throw empty();
  dialect.header = overrides.header ?? looksLikeHeader(records[0], records.slice(1));
  const rows = dialect.header ? records.slice(1) : records;
  return {
    dialect,
    ...(dialect.header ? { header: records[0] } : {}),
    columns: records[0].length,
    sample: rows.slice(0, PREVIEW_ROWS),
    // Blank lines above a header aren't rows, but without a header they are.
    dataStart: dialect.header ? head.after : top,
    headerAt: {
      bytes: dialect.header ? head.bytes : new Uint8Array(0),
      offset: head.offset,
      line: head.line,
    },
    mixedEncodings: tally?.mixed ?? false,
    headerDoubtful: overrides.header === undefined && !dialect.header && couldBeNames(records[0]),
  };
}

/**
 * Counts the rest of a file that looks like windows-1252. Misreading UTF-8 as windows-1252 silently
 * changes identifiers, while an invalid byte in UTF-8 only invalidates its own field. So a file is
 * read as windows-1252 only after all of it was checked.
 */
async function countRest(
  tally: Utf8Tally,
  source: Source,
  { bomLength, gzip }: Pick<Dialect, 'bomLength' | 'gzip'>,
  start: number,
  signal?: AbortSignal,
): Promise<void> {
  const coding = { encoding: 'utf-8', bomLength, gzip } as const;
  for await (const block of readBlocks(source, coding, { start, signal })) tally.push(block);
  tally.end();
}

/** The range of a column's name in the editor. Undefined without a header or such a column. */
export function headerPlace(detected: Detected, column: number): Place | undefined {
  const { headerAt, dialect, columns } = detected;
  if (!dialect.header || column < 0 || column >= columns) return undefined;
  const scanner = new ColumnScanner({ dialect, column, columns, line: headerAt.line });
  const batch = scanner.push(headerAt.bytes);
  return fieldPlace(batch.count > 0 ? batch : scanner.end(), 0);
}

interface FirstRecord {
  bytes: Uint8Array;
  offset: number;
  line: number;
  after: { offset: number; line: number };
}

/**
 * Finds the first record that isn't a blank line. Scans the whole sample, so that malformed quotes
 * are reported with their line.
 */
function findFirstRecord(
  bytes: Uint8Array,
  top: { offset: number; line: number },
  dialect: Dialect,
  whole: boolean,
): FirstRecord {
  const scanner = new ColumnScanner({
    dialect,
    column: 0,
    columns: 1,
    base: top.offset,
    line: top.line,
  });
  let batch = scanner.push(bytes.subarray(top.offset));
  let first = firstOf(batch);
  if (whole) {
    batch = scanner.end();
    first ??= firstOf(batch);
  }
  if (!first) throw whole ? empty() : tooLong(scanner.position.line);
  return first;
}

function firstOf(batch: RecordBatch): FirstRecord | undefined {
  for (let i = 0; i < batch.count; i++) {
    if (batch.flags[i] & FLAG_BLANK_LINE) continue;
    const [start, end] = [batch.recordStart[i], batch.recordEnd[i]];
    const { line, endLine } = recordPlace(batch, i);
    return {
      bytes: Buffer.from(batch.bytes.subarray(start, end)),
      offset: batch.base + start,
      line,
      after: { offset: batch.base + end, line: endLine + 1 },
    };
  }
  return undefined;
}

const empty = (): CsvError =>
  new CsvError('empty', t('The file is empty. Use a CSV file with one identifier per row.'));

const tooLong = (line: number): CsvError =>
  new CsvError(
    'record-too-long',
    t(
      'The row that begins on line {0} is longer than {1} bytes. Check that this is a CSV file with one row per line.',
      count(line + 1),
      count(MAX_RECORD_SIZE),
    ),
    line,
  );
