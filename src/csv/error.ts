import { ErrorOfFile, ofFile } from '../common/told';

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

/**
 * Why a file cannot be read. The message is a sentence for the user that says what to do; it never
 * quotes the file's content.
 */
export class CsvError extends ErrorOfFile {
  constructor(
    readonly code: CsvErrorCode,
    message: string,
    /** 0-based, as the editor counts lines. */
    readonly line?: number,
  ) {
    super(message);
    this.name = 'CsvError';
  }

  of(uri: string): CsvError {
    return new CsvError(this.code, ofFile(uri, this.message), this.line);
  }
}
