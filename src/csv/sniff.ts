import { namingFile } from '../common/told';
import { looksLike } from '../identifiers/guessType';
import type { IdentifierType } from '../identifiers/types';
import { findColumn, looksLikeHeader, type ColumnCandidate } from './columns';
import { detectDialect, readBeginning } from './dialect';
import type { Source } from './source';
import { firstRecords } from './textRows';
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
  const { dialect, bytes, top, whole } = await namingFile(file, async () => {
    const { raw, gzip, whole } = await readBeginning(file, SAMPLE_BYTES, overrides);
    return { ...detectDialect(raw, whole, { ...overrides, gzip }, true), whole };
  });
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const rows = firstRecords(text.toString('utf8', top.offset), dialect, SAMPLE_ROWS + 1, whole);
  const header = overrides.header ?? looksLikeHeader(rows[0] ?? [], rows.slice(1));
  return {
    dialect: { ...dialect, header },
    ...(header ? { header: rows[0] } : {}),
    rows: header ? rows.slice(1) : rows,
    columns: rows[0]?.length ?? 0,
  };
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
