import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { CsvError } from '../../../../src/csv/csvError';
import {
  FLAG_BLANK_LINE,
  FLAG_NO_FIELD,
  FLAG_QUOTED,
  FLAG_RAGGED,
  type Place,
  type RecordBatch,
} from '../../../../src/csv/csvTypes';
import { fieldPlace, fieldText, recordPlace } from '../../../../src/csv/fieldPlaces';
import { ColumnScanner } from '../../../../src/csv/scanner';
import { firstRecords } from '../../../../src/csv/textRows';
import { draw, seeds } from '../../../support/tenth';
import { generateFile, Random, type GeneratedFile } from '../generate';
import { parserOptions } from '../help';

const { CSV_FUZZ_FILES } = process.env;
const SEEDS =
  CSV_FUZZ_FILES === undefined
    ? draw(seeds(100_000), 1_000)
    : Array.from({ length: Number(CSV_FUZZ_FILES) }, (_, index) => index + 1);
const FILES = SEEDS.length;

interface Seen {
  value: string;
  flags: number;
  place: Place;
  whole: Place;
  offset: number;
  line: number;
}

function take(batch: RecordBatch, into: Seen[]): void {
  for (let i = 0; i < batch.count; i++) {
    const whole = recordPlace(batch, i);
    into.push({
      value: fieldText(batch, i),
      flags: batch.flags[i],
      place: fieldPlace(batch, i),
      whole,
      offset: batch.base + batch.recordStart[i],
      line: whole.line,
    });
  }
}

/**
 * The scanner's records, the bytes given in blocks of `blockSize`; or the code it refuses the file
 * with.
 */
function scan(
  bytes: Buffer,
  file: GeneratedFile,
  column: number,
  blockSize: number,
  from?: Seen,
): Seen[] | CsvError {
  const seen: Seen[] = [];
  const scanner = new ColumnScanner({
    dialect: file.dialect,
    column,
    columns: file.columns,
    maxRecordSize: 1 << 30,
    base: from?.offset,
    line: from?.line,
  });
  try {
    for (let at = from?.offset ?? 0; at < bytes.length; at += blockSize)
      take(scanner.push(bytes.subarray(at, at + blockSize)), seen);
    take(scanner.end(), seen);
    return seen;
  } catch (error) {
    assert.ok(error instanceof CsvError);
    return error;
  }
}

function reference(bytes: Buffer, file: GeneratedFile): string[][] | string {
  try {
    return parse(bytes, parserOptions(file.dialect));
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error);
    return String(error.code).replace(/^CSV_/, '').toLowerCase().replaceAll('_', '-');
  }
}

/** The editor's lines, found in another way than the scanner's. */
function lines(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = 0;
  for (const match of text.matchAll(/\r\n|\r|\n/g)) {
    found.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  found.push({ start, end: text.length });
  return found;
}

/** The line of a refusal, found by how much of the file csv-parse takes. */
function refusedLine(file: GeneratedFile, code: string): number {
  const { text } = file;
  const end = file.dialect.recordEnd === 'cr' ? '\r' : '\n';
  // What follows must not turn a lone CR into a CRLF.
  const refused = (size: number): boolean =>
    reference(
      Buffer.from(
        text.slice(0, size) + (text[size - 1] === '\r' && text[size] !== '\n' ? ' ' : end),
      ),
      file,
    ) === code;
  let at = 0;
  if (code === 'quote-not-closed') {
    // The last quote that a field can begin with: all behind it is inside.
    at = text.length - 1;
    while (
      text[at] !== '"' ||
      typeof reference(Buffer.from(`${text.slice(0, at)}x`), file) === 'string'
    )
      at--;
  } else {
    while (!refused(at + 1)) at++;
    at = text.lastIndexOf('"', at);
  }
  return lines(text).findLastIndex((line) => line.start <= at);
}

/** Offsets of a place in the text; a column beyond its line is an error. */
function locate(all: { start: number; end: number }[], place: Place): [number, number] {
  const at = (line: number, column: number): number => {
    assert.ok(
      line < all.length && column >= 0 && all[line].start + column <= all[line].end,
      'the place is on its line',
    );
    return all[line].start + column;
  };
  return [at(place.line, place.startColumn), at(place.endLine, place.endColumn)];
}

function check(file: GeneratedFile, random: Random, tally: Record<string, number>): void {
  const bytes = Buffer.from(file.text);
  const expected = reference(bytes, file);
  const column = random.below(file.columns);
  const blockSize = random.pick([1, 2, 3, 5, 7, 16, 1000]);
  const seen = scan(bytes, file, column, blockSize);
  if (seen instanceof CsvError || typeof expected === 'string') {
    assert.equal(seen instanceof CsvError ? seen.code : 'read', expected);
    tally[String(expected)] = (tally[String(expected)] ?? 0) + 1;
    if (seen instanceof CsvError && random.chance(0.2))
      assert.equal(seen.line, refusedLine(file, seen.code));
    return;
  }
  tally.read = (tally.read ?? 0) + 1;
  const filled = (records: string[][]): string[][] =>
    records.slice([...records, ['x']].findIndex((record) => record.join() !== ''));
  assert.deepEqual(filled(firstRecords(file.text, file.dialect, Infinity, true)), filled(expected));
  tally.records = (tally.records ?? 0) + seen.length;
  assert.equal(seen.length, expected.length);
  const all = lines(file.text);
  const { delimiter } = file.dialect;
  let last = 0;
  seen.forEach((record, i) => {
    const fields = expected[i];
    const { flags } = record;
    const [from, to] = locate(all, record.place);
    const [first, after] = locate(all, record.whole);
    assert.ok(first >= last && from >= first && to <= after, 'places follow one another');
    assert.ok(
      after === file.text.length || /[\r\n]/.test(file.text[after]),
      'a record ends at a line end',
    );
    last = after;
    const blank = first === after;
    assert.equal((flags & FLAG_BLANK_LINE) !== 0, blank);
    assert.equal((flags & FLAG_RAGGED) !== 0, !blank && fields.length !== file.columns);
    assert.equal((flags & FLAG_NO_FIELD) !== 0, !blank && column >= fields.length);
    assert.equal(record.value, fields[column] ?? '');
    const quoted = (flags & FLAG_QUOTED) !== 0;
    const raw = file.text.slice(from, to);
    assert.equal(quoted ? raw.replaceAll('""', '"') : raw, fields[column] ?? '');
    if (flags & (FLAG_BLANK_LINE | FLAG_NO_FIELD)) return;
    const opening = quoted ? from - 1 : from;
    const closing = quoted ? to + 1 : to;
    if (quoted) assert.equal(file.text[opening] + file.text[to], '""');
    // The fields before it stand between the record's start and it, and those after it behind it.
    assert.equal(
      parse(file.text.slice(first, opening) + 'x', { ...parserOptions(file.dialect) }).at(-1)
        ?.length,
      column + 1,
    );
    assert.ok(closing === after ? column === fields.length - 1 : file.text[closing] === delimiter);
  });
  // Any record is a place to go on from.
  if (seen.length > 1) {
    const start = 1 + random.below(seen.length - 1);
    assert.deepEqual(scan(bytes, file, column, 16, seen[start]), seen.slice(start));
  }
}

describe('CSV scanner against csv-parse', function () {
  this.timeout(180_000);

  it(`agrees on records, errors and places in ${FILES} generated files`, () => {
    const tally: Record<string, number> = {};
    for (const seed of SEEDS) {
      const random = new Random(seed);
      const file = generateFile(random);
      try {
        check(file, random, tally);
      } catch (error) {
        throw new Error(`the file of seed ${seed}: ${JSON.stringify(file)}`, { cause: error });
      }
    }
    // The generator must keep making all kinds: else this test proves little.
    assert.ok(tally.read > FILES * 0.5, 'most files are sound');
    assert.ok(tally.records > FILES, 'they have records');
    for (const code of ['invalid-opening-quote', 'invalid-closing-quote', 'quote-not-closed'])
      assert.ok(tally[code] > FILES * 0.01, code);
  });
});
