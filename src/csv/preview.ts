import { withFileName } from '../common/failure';
import type { Dialect } from './csvTypes';
import { detectDialect, readSample } from './dialect';
import { looksLikeHeader } from './header';
import type { Source } from './source';
import { firstRecords } from './textRows';

const SAMPLE_BYTES = 512 * 1024;
const SAMPLE_ROWS = 1000;

/** A source with the URI that names its file in errors. */
type NamedSource = Source & { uri: string };

/** The first rows of a file, for choosing a column or a dialect. */
export interface Preview {
  dialect: Dialect;
  header?: string[];
  /** Up to 1,000 records, without the header. Personal data: show only masked. */
  sample: string[][];
  columns: number;
}

/**
 * Reads the first rows with the same detection as the check, but tolerates malformed quotes. Throws
 * `CsvError` if the file can't be read.
 */
export async function preview(
  file: NamedSource,
  overrides: Partial<Dialect> = {},
): Promise<Preview> {
  const { dialect, bytes, top, whole } = await withFileName(file, async () => {
    const { raw, gzip, whole } = await readSample(file, SAMPLE_BYTES, overrides);
    return { ...detectDialect(raw, whole, { ...overrides, gzip }, true), whole };
  });
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const rows = firstRecords(text.toString('utf8', top.offset), dialect, SAMPLE_ROWS + 1, whole);
  const header = overrides.header ?? looksLikeHeader(rows[0] ?? [], rows.slice(1));
  return {
    dialect: { ...dialect, header },
    ...(header ? { header: rows[0] } : {}),
    sample: header ? rows.slice(1) : rows,
    columns: rows[0]?.length ?? 0,
  };
}
