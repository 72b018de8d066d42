import { Failure } from '../common/failure';

export type CsvErrorCode =
  /** Where the file is. */
  | 'not-found'
  | 'directory'
  | 'not-a-file'
  | 'no-permission'
  | 'unreadable'
  /** What the file is. */
  | 'empty'
  | 'binary'
  | 'gzip-broken'
  | 'encoding'
  | 'delimiter'
  /** What is broken in it; these carry a line. */
  | 'invalid-opening-quote'
  | 'invalid-closing-quote'
  | 'quote-not-closed'
  | 'record-too-long'
  | 'mixed-line-ends'
  /** Which column. */
  | 'no-column'
  | 'ambiguous-column';

/** Codes of a file that is broken as it is read, and may not be when it is read otherwise. */
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
 * Why a file cannot be read. The message is a sentence for the user that says what to do; it never
 * quotes the file's content.
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
