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

/** Rows that are looked at for delimiter, header and column. */
const PREVIEW_ROWS = 1000;
/**
 * Bytes read for it: more than the longest record in UTF-16, so that a longer one shows at once.
 */
const SAMPLE_SIZE = 2 * MAX_RECORD_SIZE + 64 * 1024;

/** What was found out about a file, and its first rows. */
export interface Detected {
  dialect: Dialect;
  /** The columns' names as in the file, or undefined without a header. */
  header?: string[];
  /** Fields that a record should have: those of the header, or of the first record. */
  columns: number;
  /** Up to 1,000 records, the header not among them. */
  sample: string[][];
  /**
   * Where the rows begin: offset in the decoded bytes, and 0-based line. For ColumnScanner's `base`
   * and `line`.
   */
  dataStart: { offset: number; line: number };
  /** The header's bytes and where they begin; empty without a header. */
  headerAt: { bytes: Uint8Array; offset: number; line: number };
  /** UTF-8 and windows-1252 both in number. */
  mixedEncodings: boolean;
  /**
   * The first record is taken for a row, but nothing in it says that it does not name the columns.
   */
  headerDoubtful: boolean;
}

/**
 * Finds out how a file is to be read, from its first two megabytes. What `overrides` sets is taken
 * as it is. Throws CsvError: those of `readStart`; `empty` (nothing but line ends); `binary`;
 * `encoding`; `delimiter` (a `sep=` line with another one); broken quotes and too long records of
 * the first rows, with their line.
 */
export async function detect(
  source: Source,
  overrides: Partial<Dialect> = {},
  signal?: AbortSignal,
): Promise<Detected> {
  const { raw, gzip, whole } = await readSample(source, SAMPLE_SIZE, overrides, signal);
  if (raw.length === 0) throw empty();
  let beginning = detectDialect(raw, whole, { ...overrides, gzip });
  const { tally } = beginning;
  if (tally && !whole && beginning.dialect.encoding === 'windows-1252') {
    await countRest(tally, source, beginning.dialect, raw.length, signal);
    if (tally.encoding === 'utf-8')
      beginning = detectDialect(raw, whole, { ...overrides, gzip, encoding: 'utf-8' });
  }
  const { bytes, top } = beginning;
  if (whole && bytes.every((byte) => byte === 10 || byte === 13 || byte === 32)) throw empty();
  const dialect: Dialect = { ...beginning.dialect, header: true };

  const head = findFirstRecord(bytes, top, dialect, whole);
  // The scanner has refused what is broken. One more than the preview: for the header.
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
    // Blank lines above a header are no rows; above the first row of a file without one they are.
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
 * In UTF-8 a byte that is none costs the field that it is in. In windows-1252 every byte is a
 * character, and identifiers in UTF-8 become others: that is said of a file only when all of it was
 * looked at.
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

/**
 * Where a column's name stands in the file, in the editor's coordinates; undefined without a
 * header.
 */
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
 * The first record that is no blank line. The scanner checks the whole sample: broken quotes are
 * told with their line.
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
  let found = firstOf(batch);
  if (whole) {
    batch = scanner.end();
    found ??= firstOf(batch);
  }
  if (!found) throw whole ? empty() : tooLong(scanner.position.line);
  return found;
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
  new CsvError('empty', t('The file is empty. Choose a CSV file with one identifier per row.'));

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
