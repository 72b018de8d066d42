import { namingFile } from '../common/failure';
import { looksLike } from '../identifiers/guessType';
import type { IdentifierType } from '../identifiers/types';
import { findColumn, looksLikeHeader, type ColumnCandidate } from './columns';
import { detectDelimiter, detectRecordEnd, readSepLine } from './delimiter';
import { bomLengthOf, detectEncoding, isGzip } from './encoding';
import { readStart, type Source } from './source';
import { fieldsAt } from './textFields';
import { transcoderFor } from './transcode';
import type { Dialect } from './types';

const SAMPLE_BYTES = 512 * 1024;
const SAMPLE_ROWS = 1000;

/** A source and the uri that names its file in an error. */
type NamedSource = Source & { uri: string };

/** A file's first rows, for a question about its columns. */
export interface Preview {
  dialect: Dialect;
  header?: string[];
  /** Up to 1,000 records. Personal data: shown masked only. */
  rows: string[][];
  columns: number;
}

/**
 * Reads the first rows as the check will: same detection, but lenient about broken quotes, since it
 * only serves a question. Throws `CsvError` where the file cannot be read.
 */
export async function preview(
  file: NamedSource,
  overrides: Partial<Dialect> = {},
): Promise<Preview> {
  const { raw, gzip, encoding, bomLength } = await namingFile(file, () => start(file, overrides));
  const content = raw.subarray(bomLength);
  const bytes = transcoderFor(encoding)?.push(content) ?? content;
  const sep = overrides.sepLine === false ? undefined : readSepLine(bytes);
  const recordEnd = overrides.recordEnd ?? detectRecordEnd(bytes);
  const named = [',', ';', '\t', '|'].find((sign) => sign === sep?.delimiter) as
    Dialect['delimiter'] | undefined;
  const delimiter =
    overrides.delimiter ?? named ?? detectDelimiter(bytes.subarray(sep?.length ?? 0), recordEnd);
  const rows = firstRows(
    Buffer.from(bytes).toString('utf8', sep?.length ?? 0),
    delimiter,
    recordEnd,
    raw.length < SAMPLE_BYTES,
  );
  const header = overrides.header ?? looksLikeHeader(rows[0] ?? [], rows.slice(1));
  return {
    dialect: {
      encoding,
      bomLength,
      gzip,
      delimiter,
      recordEnd,
      header,
      sepLine: sep !== undefined,
    },
    ...(header ? { header: rows[0] } : {}),
    rows: header ? rows.slice(1) : rows,
    columns: rows[0]?.length ?? 0,
  };
}

async function start(
  file: NamedSource,
  overrides: Partial<Dialect>,
): Promise<Pick<Dialect, 'gzip' | 'encoding' | 'bomLength'> & { raw: Uint8Array }> {
  const gzip = overrides.gzip ?? isGzip(await readStart(file, 2, false));
  const raw = await readStart(file, SAMPLE_BYTES, gzip);
  const { encoding, bomLength } = overrides.encoding
    ? { encoding: overrides.encoding, bomLength: bomLengthOf(raw, overrides.encoding) }
    : detectEncoding(raw, raw.length < SAMPLE_BYTES);
  return { raw, gzip, encoding, bomLength };
}

function firstRows(
  text: string,
  delimiter: string,
  recordEnd: Dialect['recordEnd'],
  whole: boolean,
): string[][] {
  const rows: string[][] = [];
  for (let at = 0; at < text.length && rows.length <= SAMPLE_ROWS;) {
    const { fields, next } = fieldsAt(text, at, delimiter, recordEnd);
    if (next >= text.length && !whole && rows.length > 0) break;
    if (rows.length > 0 || fields.length > 1 || fields[0] !== '') rows.push(fields);
    at = next;
  }
  return rows;
}

/** Columns that may hold identifiers of the type, the likeliest first. */
export function candidates(shown: Preview, type: IdentifierType): ColumnCandidate[] {
  return findColumn({
    header: shown.header,
    sample: shown.rows,
    identifierType: type,
    looksLike: (value) => looksLike(type, value),
  }).candidates;
}

/** The first and the last sign of a value and of an address's domain; the rest hidden. */
export function masked(value: string): string {
  const text = value.trim();
  const at = text.indexOf('@');
  if (at > 0) return `${hidden(text.slice(0, at))}@${hidden(text.slice(at + 1))}`;
  return hidden(text);
}

function hidden(text: string): string {
  const signs = [...text];
  if (signs.length < 3) return '•'.repeat(signs.length);
  return `${signs[0]}${'•'.repeat(Math.min(8, signs.length - 2))}${signs[signs.length - 1]}`;
}
