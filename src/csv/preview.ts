import { withFileName } from '../common/failure';
import type { Dialect } from './csvTypes';
import { detectDialect, readSample } from './dialect';
import { looksLikeHeader } from './header';
import type { Source } from './source';
import { firstRecordsWithStart } from './textRows';

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
  /** The 0-based line on which each record of `sample` starts, as the editor counts lines. */
  lines: number[];
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
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
    'utf8',
    top.offset,
  );
  const records = firstRecordsWithStart(text, dialect, SAMPLE_ROWS + 1, whole);
  const rows = records.map(({ fields }) => fields);
  const lines = linesOf(
    text,
    records.map(({ start }) => start),
    top.line,
  );
  const header = overrides.header ?? looksLikeHeader(rows[0] ?? [], rows.slice(1));
  return {
    dialect: { ...dialect, header },
    ...(header ? { header: rows[0] } : {}),
    sample: header ? rows.slice(1) : rows,
    lines: header ? lines.slice(1) : lines,
    columns: rows[0]?.length ?? 0,
  };
}

/** The lines of ascending offsets. `line`: of the text's start. */
function linesOf(text: string, offsets: readonly number[], line: number): number[] {
  let last = 0;
  return offsets.map((offset) => {
    line += text.slice(last, offset).match(/\r\n?|\n/g)?.length ?? 0;
    last = offset;
    return line;
  });
}
