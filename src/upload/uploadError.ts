import { codeOf, type ErrorCode } from '../common/codes/toolCodes';
import { Failure } from '../common/failure';

/** Why suppression lists stop an upload: the fact as a sentence, and the lists (their paths). */
export interface ListStop {
  fact: string;
  lists: readonly string[];
}

/** A failure with a stable code and a message for people. Never contains an identifier. */
export class UploadError extends Failure {
  override readonly name = 'UploadError';
  /** For `wrong-type`: the type that the column contains. */
  readonly identifierType?: string;
  /** The index of the file at which planning failed. */
  readonly file?: number;
  readonly stop?: ListStop;

  constructor(
    code: ErrorCode,
    message: string,
    more: { identifierType?: string; file?: number; stop?: ListStop } & Pick<
      Partial<Failure>,
      'line' | 'status' | 'system' | 'traceId'
    > = {},
  ) {
    const { line, status, system, traceId } = more;
    super(code, message, undefined, {
      ...{ line, status, system, traceId },
      cancelled: code === 'cancelled',
    });
    this.identifierType = more.identifierType;
    this.file = more.file;
    this.stop = more.stop;
  }

  override withMessage(message: string): UploadError {
    return new UploadError(codeOf(this), message, this);
  }
}
