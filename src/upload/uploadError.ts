import { Failure } from '../common/failure';

/**
 * Codes of the upload engine. Failures while reading keep the code from `src/csv`. Failures of
 * requests have the API's own code or, without one, the `ErrorKind`: `network` means no connection
 * after the bounded retries, with the system's code in `system`.
 * - `bad-argument`: an option is out of range
 * - `file-changed`: the file isn't the one that was checked; start over
 * - `no-column`, `ambiguous-column`: specify `column` (same codes as in `src/csv`)
 * - `wrong-type`: the column contains identifiers of another type than the segment's
 *   (`identifierType` names it if known)
 * - `nothing-to-send`: no valid row
 * - `too-many-refused`: more invalid rows than `maxRefused` allows
 * - `min-kept`: a removal or replace would shrink the list below `minKept`
 * - `size-unknown`: how many identifiers a removal or replace would take out couldn't be read
 * - `max-removed`, `previous-unknown`, `invalid-grew`, `cut-off`: an update may remove people who
 *   haven't left, see `UpdateRisk`
 * - `adds-open`: an update removes nobody while Criteo hasn't taken all of its adds
 * - `not-kept`: the file of an update can't be kept for the next one
 * - `superseded`: a later replace, update, clear or removal of the list has finished; start over
 * - `list-emptied`: what an earlier run sent is no longer in the list; start over
 * - `list-changed`: rows aren't sent again to find rejected ones, since something else changed the
 *   list afterwards
 * - `journal-full`, `journal-broken`: the journal can't be written or read; nothing is sent without
 *   it
 * - `locked`: another process is working on the job, or an upload on its segment for longer than
 *   the longest wait
 * - `signed-out`: no session, or not the session that the job was created for
 * - `unknown-job`, `not-resumable`
 * - `cancelled`: by the caller's signal, before anything was sent
 * - `worker`: the reading thread ended unexpectedly
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
  | 'max-removed'
  | 'previous-unknown'
  | 'other-list'
  | 'other-formats'
  | 'other-file'
  | 'invalid-grew'
  | 'cut-off'
  | 'adds-open'
  | 'superseded'
  | 'not-kept'
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

/** A failure with a stable code and a message for people. Never contains an identifier. */
export class UploadError extends Failure {
  override readonly name = 'UploadError';
  /** For `wrong-type`: the type that the column contains. */
  readonly identifierType?: string;
  /** The index of the file at which planning failed. */
  readonly file?: number;

  constructor(
    /** An `UploadErrorCode`, or a code of `src/csv`. */
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
