import { matchName } from '../../csv/columnNames';
import { detectDialect } from '../../csv/dialect';
import { formatRecord } from '../../csv/formatRecord';
import { looksLikeHeader } from '../../csv/header';
import { firstRecords } from '../../csv/textRows';
import { looksLike } from '../../identifiers/guessType';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import { rowsIn } from '../../upload/people/rowBits';
import type { SourceFile } from '../../upload/uploadTypes';

/** How many records are compared with a first line that may be a header. */
const SAMPLE = 100;
/** What a typed value is taken for, by its shape, and the name of its column. */
const COLUMNS: readonly (readonly [IdentifierType, string])[] = [
  ['Email', 'email'],
  ['PhoneNumber', 'phone'],
  ['UserIdentifier', 'mobile_id'],
];
/** Of values that have no shape: their line can't be read, unless another value of it can. */
const OTHER = 'value';

/**
 * People who were typed or piped in, as a file in memory. A CSV with column names stays as it is; otherwise
 * a line is a person, of whom each identifier is recognized by its shape (fields are separated by commas,
 * semicolons or tabs), and it has the same number as its record.
 */
export function typedPeople(text: string): SourceFile {
  const uri = 'typed:/people.csv';
  const bytes = Buffer.from(text);
  if (hasColumnNames(bytes)) return { uri, bytes, dialect: { encoding: 'utf-8', header: true } };
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  const people = lines.map(identifiersIn);
  const columns = [...COLUMNS.map(([, name]) => name), OTHER].flatMap((name) => {
    const most = Math.max(0, ...people.map((values) => values.get(name)?.length ?? 0));
    return Array.from({ length: most }, (_, index) => ({ name, index }));
  });
  if (columns.length === 0) columns.push({ name: OTHER, index: 0 });
  const delimiter = ',';
  const records = [
    columns.map(({ name, index }) => (index === 0 ? name : `${name}_${index + 1}`)),
    ...people.map((values) => columns.map(({ name, index }) => values.get(name)?.at(index) ?? '')),
  ].map((fields) => `${formatRecord(fields, { delimiter })}\n`);
  return {
    uri,
    bytes: Buffer.from(records.join('')),
    dialect: {
      ...{ encoding: 'utf-8', bomLength: 0, gzip: false, sepLine: false },
      ...{ header: true, delimiter, recordEnd: 'lf' },
    },
  };
}

/** The numbers of typed lines of which nothing can be read. `readable`: see `ReadPeople`. */
export function unreadLines(
  { bytes = new Uint8Array(), dialect }: SourceFile,
  readable: string,
): number[] {
  const rows = rowsIn(readable);
  // What was typed without column names has got a first line.
  const first = dialect?.delimiter === undefined ? 2 : 1;
  const [, ...records] = Buffer.from(bytes)
    .toString()
    .split(/\r\n|\r|\n/);
  return records.flatMap((record, row) =>
    /[^\s,;"]/.test(record) && !rows.get(row) ? [row + first] : [],
  );
}

/**
 * Whether the first line names columns, by the rules for files. One of the names has to be a usual one: else
 * a person of whom a single value was mistyped would be taken for a header.
 */
function hasColumnNames(bytes: Uint8Array): boolean {
  const {
    dialect,
    bytes: utf8,
    top,
  } = detectDialect(bytes, true, { encoding: 'utf-8', gzip: false }, true);
  const text = Buffer.from(utf8).toString('utf8', top.offset);
  const [first = [], ...rest] = firstRecords(text, dialect, SAMPLE + 1, true);
  return looksLikeHeader(first, rest) && first.some((name) => matchName(name).match !== 'none');
}

/** The values of a line by their columns. */
function identifiersIn(line: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const field of line.split(/[,;\t]/)) {
    const value = field.trim().replace(/^"(.*)"$/, '$1');
    if (value === '') continue;
    const name = COLUMNS.find(([type]) => looksLike(type, value))?.[1] ?? OTHER;
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}
