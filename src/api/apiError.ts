import { codeOf, type ErrorCode } from '../common/codes/toolCodes';
import { Failure } from '../common/failure';
import type { OutsideText } from '../common/outsideText';

/** All requests of the client. `token` is the request for an access token. */
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
 * - `api`: the API answered with an error
 * - `credentials`: client ID, secret or token rejected
 * - `permission`: a 403 from the API itself, or a version without that endpoint
 * - `network`: no connection (nothing was sent: `notDone`), a lost connection, or a reply that came
 *   before the whole request was read; for a token request also a stall
 * - `proxy`: something between this machine and the API answered, its certificate isn't trusted, or
 *   it doesn't speak TLS
 * - `stalled`: the connection was established and took at least part of the request, and then no
 *   byte moved until the deadline, the caller's `timeout` ran out, or the reply began and didn't
 *   end in time. A smaller body may get through. Never used where no connection was established
 * - `malformed`: the reply can't be read (code `too-large`: wasn't read), is about something else
 *   (`other-answer`), or a paged list is incomplete (`incomplete-list`)
 * - `bad-argument`: invalid argument; nothing was sent
 * - `cancelled`: the caller's signal was aborted
 * - `redirected`: the server redirected to another address; redirects are never followed
 */
export type ErrorKind =
  | 'api'
  | 'credentials'
  | 'permission'
  | 'network'
  | 'proxy'
  | 'stalled'
  | 'malformed'
  | 'bad-argument'
  | 'cancelled'
  | 'redirected';

/** Fields of an `ApiError`. Without a `code` from the API, `kind` is used as the code. */
export type ErrorFacts = Pick<ApiError, 'kind' | 'operation' | 'outcome' | 'retryable'> &
  Partial<
    Pick<
      ApiError,
      'status' | 'system' | 'traceId' | 'retryAfter' | 'title' | 'detail' | 'host' | 'reached'
    >
  > & { code?: ErrorCode };

/** The only error of the API client: why a request failed, with what the API said about it. */
export class ApiError extends Failure {
  override readonly name = 'ApiError';
  declare readonly operation: Operation;
  /** Always `notDone` for requests that only read. */
  declare readonly outcome: 'notDone' | 'unknown';
  readonly kind: ErrorKind;
  /** Whether the same request may succeed later without any change. */
  readonly retryable: boolean;
  /** Redacted. */
  readonly title?: OutsideText;
  /** Redacted. */
  readonly detail?: OutsideText;
  /** The host of the request, or for `redirected` the host it redirected to. */
  readonly host?: string;
  /** Of a request without a reply: a connection existed, and then it broke. */
  readonly reached?: boolean;

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
    this.reached = facts.reached;
  }

  /** The same failure, after an earlier attempt whose reply was lost. */
  asUnknown(): ApiError {
    return this.outcome === 'unknown'
      ? this
      : new ApiError(this.message, { ...this, code: codeOf(this), outcome: 'unknown' });
  }

  override withMessage(message: string): ApiError {
    return new ApiError(message, { ...this, code: codeOf(this) });
  }
}
