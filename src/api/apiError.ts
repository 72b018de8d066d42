import { Failure } from '../common/failure';
import type { OutsideText } from '../common/outsideText';

/** Every call of the client. `token` is the request for an access token. */
export type Operation =
  | 'token'
  | 'whoAmI'
  | 'accounts'
  | 'retailers'
  | 'search'
  | 'create'
  | 'update'
  | 'delete'
  | 'statistics'
  | 'addRemove'
  | 'clear'
  | 'audiences';

/**
 * - `api`: the API answered with a problem of its own
 * - `credentials`: client id, secret or token refused
 * - `permission`: a 403 of the API itself, or a version without that call
 * - `network`: no connection (nothing was sent: `itemsNotDone`), it was cut, or the answer came before
 *   the whole request was taken; for a token request also a stall
 * - `proxy`: something between here and the API answered, its certificate is not known to this
 *   machine, or it speaks no TLS
 * - `stalled`: a connection stood and took the request or a part of it, and then no byte moved
 *   for the whole deadline, or the caller's `timeout` was over, or an answer began and did not end
 *   in its time: a smaller body may pass. Never where no connection came to be
 * - `malformedReplyError`: the answer cannot be read (code `too-large`: is not), is about something else
 *   (`other-answer`), or a list in several answers is not whole (`incomplete-list`)
 * - `argument`: what the caller gave cannot be, and nothing was sent
 * - `cancelledError`: the caller's signal
 * - `redirectError`: sent to another address, which is never followed
 */
export type ErrorKind =
  | 'api'
  | 'credentials'
  | 'permission'
  | 'network'
  | 'proxy'
  | 'stalled'
  | 'malformed'
  | 'argument'
  | 'cancelled'
  | 'redirected';

/** What an error of the API is made of; without a `code` of the API's, the kind stands in. */
export type ErrorFacts = Pick<ApiError, 'kind' | 'operation' | 'outcome' | 'retryable'> &
  Partial<
    Pick<
      ApiError,
      'code' | 'status' | 'system' | 'traceId' | 'retryAfter' | 'title' | 'detail' | 'host'
    >
  >;

/** The one error of this part: the failure of a call, with what the API said and what it means. */
export class ApiError extends Failure {
  override readonly name = 'ApiError';
  declare readonly operation: Operation;
  /** Reading calls are always `itemsNotDone`. */
  declare readonly outcome: 'notDone' | 'unknown';
  readonly kind: ErrorKind;
  /** Whether the same call may go well later without anyone changing anything. */
  readonly retryable: boolean;
  /** Redacted. */
  readonly title?: OutsideText;
  /** Redacted. */
  readonly detail?: OutsideText;
  /** The machine that was asked, or for `redirectError` the one that it pointed at. */
  readonly host?: string;

  constructor(message: string, facts: ErrorFacts) {
    super(facts.code ?? facts.kind, message, facts.operation, {
      ...facts,
      cancelled: facts.kind === 'cancelled',
    });
    this.kind = facts.kind;
    this.retryable = facts.retryable;
    this.title = facts.title;
    this.detail = facts.detail;
    this.host = facts.host;
  }

  /** The same failure after an earlier try whose answer was lost. */
  asUnknown(): ApiError {
    return this.outcome === 'unknown'
      ? this
      : new ApiError(this.message, { ...this, outcome: 'unknown' });
  }

  override withMessage(message: string): ApiError {
    return new ApiError(message, this);
  }
}
