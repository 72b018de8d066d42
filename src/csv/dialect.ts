import { t } from '@vscode/l10n';
import { CsvError } from './csvError';
import type { Dialect } from './csvTypes';
import { DELIMITERS, detectDelimiter, detectRecordEnd, readSepLine } from './delimiter';
import {
  bomLengthOf,
  checkControlCharacters,
  checkFileType,
  detectEncoding,
  isGzip,
  type Utf8Tally,
} from './encoding';
import { readStart, type Source } from './source';
import { transcoderFor } from './transcode';

/** In bytes; enough to detect the delimiter. */
const DELIMITER_SAMPLE = 128 * 1024;

/** What the first bytes of a file say about its dialect. */
interface DetectedDialect {
  /** Without `header`, which needs the records. */
  dialect: Omit<Dialect, 'header'>;
  /** The bytes in UTF-8, without a byte order mark. */
  bytes: Uint8Array;
  /** Where the first record or blank line begins, after a `sep=` line. */
  top: { offset: number; line: number };
  /** The count of valid and invalid UTF-8, if the encoding was detected by it. */
  tally?: Utf8Tally;
}

/** Reads the first `size` bytes of a file, decompressed. `whole`: the file isn't longer. */
export async function readSample(
  source: Source,
  size: number,
  overrides: Partial<Dialect>,
  signal?: AbortSignal,
): Promise<{ raw: Uint8Array; gzip: boolean; whole: boolean }> {
  const gzip = overrides.gzip ?? isGzip(await readStart(source, 2, false, signal));
  const raw = await readStart(source, size, gzip, signal);
  return { raw, gzip, whole: raw.length < size };
}

/**
 * Detects the dialect from the first bytes of a file, decompressed. `whole`: they are all of it.
 * `overrides` are used as they are; `name`: of the file. Throws CsvError `encoding` for UTF-32, and unless `lenient`
 * (for a preview of a file that may be broken) `binary`, and `delimiter` for a `sep=` line with an
 * unsupported one.
 */
export function detectDialect(
  raw: Uint8Array,
  whole: boolean,
  overrides: Partial<Dialect> = {},
  lenient = false,
  name?: string,
): DetectedDialect {
  if (!lenient) checkFileType(raw, name);
  const { encoding, bomLength, tally } = overrides.encoding
    ? {
        encoding: overrides.encoding,
        bomLength: overrides.bomLength ?? bomLengthOf(raw, overrides.encoding),
      }
    : detectEncoding(raw, whole);
  const transcoder = transcoderFor(encoding);
  const content = raw.subarray(bomLength);
  const bytes = transcoder
    ? Buffer.concat([transcoder.push(content), whole ? transcoder.end() : new Uint8Array(0)])
    : content;
  if (!lenient) checkControlCharacters(bytes);
  const sep = overrides.sepLine === false ? undefined : readSepLine(bytes);
  const offset = sep?.length ?? 0;
  const recordEnd = overrides.recordEnd ?? detectRecordEnd(bytes);
  const sepDelimiter = DELIMITERS.find((known) => known === sep?.delimiter);
  if (sep && !sepDelimiter && !overrides.delimiter && !lenient) throw unknownDelimiter();
  const delimiter =
    overrides.delimiter ??
    sepDelimiter ??
    detectDelimiter(bytes.subarray(offset, offset + DELIMITER_SAMPLE), recordEnd);
  return {
    dialect: {
      encoding,
      bomLength,
      gzip: overrides.gzip ?? false,
      delimiter,
      recordEnd,
      sepLine: sep !== undefined,
    },
    bytes,
    top: { offset, line: sep ? 1 : 0 },
    ...(tally && { tally }),
  };
}

const unknownDelimiter = (): CsvError =>
  new CsvError(
    'delimiter',
    t(
      'The first line names a delimiter that isn’t supported. Use a comma, semicolon, tab or vertical bar.',
    ),
    0,
  );
