import { Failure } from '../common/failure';

export type CsvErrorCode =
  /** About the path. */
  | 'not-found'
  | 'directory'
  | 'not-a-file'
  | 'no-permission'
  | 'unreadable'
  /** About the file as a whole. */
  | 'empty'
  | 'binary'
  | 'gzip-broken'
  | 'encoding'
  | 'delimiter'
  /** About a line, which `line` gives. */
  | 'invalid-opening-quote'
  | 'invalid-closing-quote'
  | 'quote-not-closed'
  | 'record-too-long'
  | 'mixed-line-ends'
  /** About the column to read. */
  | 'no-column'
  | 'ambiguous-column';

/** Errors that may disappear if the file is read with another dialect. */
export const DIALECT_ERRORS: ReadonlySet<string> = new Set<CsvErrorCode>([
  'encoding',
  'delimiter',
  'invalid-opening-quote',
  'invalid-closing-quote',
  'quote-not-closed',
  'record-too-long',
  'mixed-line-ends',
]);

/**
 * Why a file can't be read. The message is shown to users and says what to do. It never contains
 * the file's content.
 */
export class CsvError extends Failure {
  override readonly name = 'CsvError';
  declare readonly code: CsvErrorCode;

  constructor(
    code: CsvErrorCode,
    message: string,
    /** 0-based, as the editor counts lines. */
    line?: number,
  ) {
    super(code, message, undefined, { line });
  }

  override withMessage(message: string): CsvError {
    return new CsvError(this.code, message, this.line);
  }
}
