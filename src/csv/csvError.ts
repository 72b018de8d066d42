import type { ToolCode } from '../common/codes/toolCodes';
import { Failure } from '../common/failure';

/** Errors that may disappear if the file is read with another dialect. */
export const DIALECT_ERRORS: ReadonlySet<string> = new Set<ToolCode>([
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
  declare readonly code: ToolCode;

  constructor(
    code: ToolCode,
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
