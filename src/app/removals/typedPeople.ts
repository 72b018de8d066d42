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
/** The columns of values that have no shape, which can't be read, and of the numbers of lines. */
const OTHER = 'value';
const LINE = 'line';
const LINE_END = /\r\n|\r|\n/;

/**
 * People who were typed or piped in, as a file in memory. A CSV with column names stays as it is; otherwise
 * each identifier is a person, whatever separates them: commas, semicolons, tabs or line ends. It is in the
 * column of the type that its shape has, with the number of its line in the last one.
 */
export function typedPeople(text: string): SourceFile {
  const uri = 'typed:/people.csv';
  const bytes = Buffer.from(text);
  if (hasColumnNames(bytes)) return { uri, bytes, dialect: { encoding: 'utf-8', header: true } };
  const delimiter = ',';
  const names = [...COLUMNS.map(([, name]) => name), OTHER];
  const records = [[...names, LINE]];
  for (const [line, fields] of text
    .replace(/^\ufeff/, '')
    .split(LINE_END)
    .entries())
    for (const field of fields.split(/[,;\t]/)) {
      const value = field.trim().replace(/^"|"$/g, '').trim();
      if (value === '') continue;
      const own = COLUMNS.find(([type]) => looksLike(type, value))?.[1] ?? OTHER;
      records.push([...names.map((name) => (name === own ? value : '')), `${line + 1}`]);
    }
  return {
    uri,
    bytes: Buffer.from(
      records.map((fields) => `${formatRecord(fields, { delimiter })}\n`).join(''),
    ),
    dialect: {
      ...{ encoding: 'utf-8', bomLength: 0, gzip: false, sepLine: false },
      ...{ header: true, delimiter, recordEnd: 'lf' },
    },
  };
}

/** The numbers of typed lines with something that can't be read. `readable`: see `ReadPeople`. */
export function unreadLines(
  { bytes = new Uint8Array(), dialect }: SourceFile,
  readable: string,
): number[] {
  const rows = rowsIn(readable);
  const [, ...records] = Buffer.from(bytes).toString().split(LINE_END);
  const lines = records.flatMap((record, row) =>
    /[^\s,;"]/.test(record) && !rows.get(row)
      ? // A CSV stays as it was typed: its first line names columns.
        [dialect?.delimiter === undefined ? row + 2 : Number(record.split(',').at(-1))]
      : [],
  );
  return [...new Set(lines)];
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
