import { t } from '@vscode/l10n';
import { parse, CsvError as ParserError, type Options } from 'csv-parse';
import { CsvError } from './error';
import { number } from './numbers';
import { MAX_RECORD_SIZE } from './scanner';
import type { Dialect } from './types';

/**
 * The options under which csv-parse is right on every well-formed file: everything else here agrees
 * with it.
 */
export function parserOptions(
  dialect: Pick<Dialect, 'delimiter' | 'recordEnd'>,
  maxRecordSize = MAX_RECORD_SIZE,
): Options {
  return {
    delimiter: dialect.delimiter,
    // Its own discovery takes the first line end it sees for all.
    record_delimiter: dialect.recordEnd === 'cr' ? '\r' : ['\r\n', '\n'],
    quote: '"',
    escape: '"',
    relax_column_count: true,
    skip_empty_lines: false,
    trim: false,
    bom: false,
    max_record_size: maxRecordSize,
  };
}

/** A record's fields, quotes taken away. */
export type Fields = string[];

export interface ReadAllOptions {
  dialect: Pick<Dialect, 'delimiter' | 'recordEnd'>;
  /** Records at most. */
  limit?: number;
  /** True where more bytes would follow: a last record without a line end is left out. */
  partial?: boolean;
  maxRecordSize?: number;
}

/**
 * All columns of the records in `blocks` (UTF-8, no byte order mark), read with csv-parse. Slow,
 * and right. Throws CsvError with the same codes as ColumnScanner, but without a line: csv-parse
 * counts CRLF in quotes twice.
 */
export async function readAll(
  blocks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: ReadAllOptions,
): Promise<Fields[]> {
  const { dialect, limit = Number.POSITIVE_INFINITY, partial = false, maxRecordSize } = options;
  const records: Fields[] = [];
  if (limit < 1) return records;
  const parser = parse(parserOptions(dialect, maxRecordSize));
  const failed = new Promise<never>((_, reject) => parser.once('error', reject));
  failed.catch(() => undefined);
  parser.on('data', (record: Fields) => {
    if (records.length < limit) records.push(record);
  });
  try {
    for await (const block of blocks) {
      // The copy: a block lives only until the next one, and the parser keeps its tail.
      const written = new Promise<void>((resolve) =>
        parser.write(Buffer.from(block), () => resolve()),
      );
      await Promise.race([written, failed]);
      if (records.length >= limit) return records;
    }
    if (!partial) {
      const ended = new Promise<void>((resolve) => parser.once('end', resolve));
      parser.end();
      await Promise.race([ended, failed]);
    } else {
      await Promise.race([new Promise((resolve) => setImmediate(resolve)), failed]);
    }
    return records;
  } catch (error) {
    // The limit came before the broken record.
    if (records.length >= limit) return records;
    throw parserError(error);
  } finally {
    parser.destroy();
  }
}

/** csv-parse quotes the data in its messages: only its code goes on. */
function parserError(error: unknown): unknown {
  if (!(error instanceof ParserError)) return error;
  // Named INVALID_OPENING_QUOTE in some versions, CSV_INVALID_OPENING_QUOTE in others and in its
  // types.
  switch (String(error.code).replace(/^CSV_/, '')) {
    case 'INVALID_OPENING_QUOTE':
      return new CsvError(
        'invalid-opening-quote',
        t(
          'The file has a quote inside a field that does not begin with one. Put the whole field in quotes and double the quotes in it.',
        ),
      );
    case 'INVALID_CLOSING_QUOTE':
      return new CsvError(
        'invalid-closing-quote',
        t(
          'The file has text after a closing quote. Double the quotes inside the field, or remove the text.',
        ),
      );
    case 'QUOTE_NOT_CLOSED':
      return new CsvError(
        'quote-not-closed',
        t('The file has a quote that is never closed. Close it and save the file.'),
      );
    case 'MAX_RECORD_SIZE':
      return new CsvError(
        'record-too-long',
        t(
          'A row of the file is longer than {0} bytes. Check that this is a CSV file with one row per line.',
          number(MAX_RECORD_SIZE),
        ),
      );
    default:
      return new CsvError(
        'unreadable',
        t('The file could not be read as CSV. Check that it is one, or save it as CSV again.'),
      );
  }
}
