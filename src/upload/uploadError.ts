import { Failure } from '../common/failure';

/**
 * Codes of this part. Failures of reading keep the code that `src/csv` gave them; those of a call
 * have the API's own code, else its kind (`ErrorKind`): `network` for no connection after the
 * bounded tries, with the system's code in `system`.
 * - `bad-argument`: an option out of its range
 * - `file-changed`: the file is not the one that was checked; start over
 * - `no-column`, `ambiguous-column`: say `column` (as `src/csv` names them)
 * - `wrong-type`: the column holds identifiers of another type than the segment's
 *   (`identifierType` names it where it is known)
 * - `nothing-to-send`: no good row
 * - `too-many-refused`: more bad rows than `maxRefused` allows
 * - `min-kept`: a replace would shrink the list below `minKept`
 * - `size-unknown`: how many identifiers a replace would remove could not be read
 * - `list-emptied`: what an earlier run sent is not in the list any more; start over
 * - `list-changed`: rows are not sent again to find refused ones, since something else changed
 *   the list after them
 * - `journal-full`, `journal-broken`: the journal cannot be written or read; nothing was sent
 *   without it
 * - `locked`: another process works on the job
 * - `signed-out`: no session, or another one than the job was made for
 * - `unknown-job`, `not-resumable`
 * - `cancelledError`: the caller's signal, before anything was sent
 * - `worker`: the reading thread ended by itself
 */
type UploadErrorCode =
  | 'bad-argument'
  | 'file-changed'
  | 'no-column'
  | 'ambiguous-column'
  | 'wrong-type'
  | 'nothing-to-send'
  | 'too-many-refused'
  | 'min-kept'
  | 'size-unknown'
  | 'list-emptied'
  | 'list-changed'
  | 'journal-full'
  | 'journal-broken'
  | 'locked'
  | 'signed-out'
  | 'unknown-job'
  | 'not-resumable'
  | 'cancelled'
  | 'worker';

/** A failure with a stable code and a sentence for a person. Never holds an identifier. */
export class UploadError extends Failure {
  override readonly name = 'UploadError';
  /** For `wrong-type`: what the column holds. */
  readonly identifierType?: string;
  /** Where planning failed at one of the files: its index among those given. */
  readonly file?: number;

  constructor(
    /** One of `UploadErrorCode`, or the code of `src/csv`. */
    code: UploadErrorCode | (string & {}),
    message: string,
    more: { identifierType?: string; file?: number; line?: number } = {},
  ) {
    super(code, message, undefined, { line: more.line, cancelled: code === 'cancelled' });
    this.identifierType = more.identifierType;
    this.file = more.file;
  }

  override withMessage(message: string): UploadError {
    return new UploadError(this.code, message, this);
  }
}
