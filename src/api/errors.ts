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
 * - `network`: no connection (nothing was sent: `notDone`), it was cut, or the answer came before
 *   the whole request was taken; for a token request also a stall
 * - `proxy`: something between here and the API answered, its certificate is not known to this
 *   machine, or it speaks no TLS
 * - `stalled`: a connection stood and took the request or a part of it, and then no byte moved
 *   for the whole deadline, or the caller's `timeout` was over, or an answer began and did not end
 *   in its time: a smaller body may pass. Never where no connection came to be
 * - `malformed`: the answer cannot be read (code `too-large`: is not), is about something else
 *   (`other-answer`), or a list in several answers is not whole (`incomplete-list`)
 * - `argument`: what the caller gave cannot be, and nothing was sent
 * - `cancelled`: the caller's signal
 * - `redirected`: sent to another address, which is never followed
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

export interface ErrorFacts {
  kind: ErrorKind;
  operation: Operation;
  /** HTTP status, where there was an answer. */
  status?: number;
  /** The API's code, where it gave one; absent: the kind stands in. */
  code?: string;
  /** The system's code, where there was no answer: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  system?: string;
  /** Redacted. */
  title?: OutsideText;
  /** Redacted. */
  detail?: OutsideText;
  traceId?: string;
  /**
   * `unknown`: the work may have been done although the answer is missing. Reading calls are always
   * `notDone`.
   */
  outcome: 'notDone' | 'unknown';
  /** Whether the same call may go well later without anyone changing anything. */
  retryable: boolean;
  /** The machine that was asked, or for `redirected` the one that it pointed at. */
  host?: string;
  /** Milliseconds until the API takes calls again, where it said so. */
  retryAfter?: number;
}

/**
 * The one error of this part. `message` is a sentence or a few for a person: what happened, why,
 * what to do. Nothing in it holds an identifier, a token or a secret.
 */
export class ApiError extends Error implements ErrorFacts {
  override readonly name = 'ApiError';
  readonly kind: ErrorKind;
  readonly operation: Operation;
  readonly status?: number;
  /** Always there: the API's code, else the kind. */
  readonly code: string;
  readonly system?: string;
  readonly title?: OutsideText;
  readonly detail?: OutsideText;
  readonly traceId?: string;
  readonly outcome: 'notDone' | 'unknown';
  readonly retryable: boolean;
  readonly host?: string;
  readonly retryAfter?: number;

  readonly #facts: ErrorFacts;

  constructor(message: string, facts: ErrorFacts) {
    super(message);
    this.#facts = facts;
    this.kind = facts.kind;
    this.operation = facts.operation;
    this.status = facts.status;
    this.code = facts.code ?? facts.kind;
    this.system = facts.system;
    this.title = facts.title;
    this.detail = facts.detail;
    this.traceId = facts.traceId;
    this.outcome = facts.outcome;
    this.retryable = facts.retryable;
    this.host = facts.host;
    this.retryAfter = facts.retryAfter;
  }

  /** The same failure after an earlier try whose answer was lost. */
  asUnknown(): ApiError {
    return this.outcome === 'unknown'
      ? this
      : new ApiError(this.message, { ...this.#facts, outcome: 'unknown' });
  }

  /** The same failure in other words. */
  worded(message: string): ApiError {
    return new ApiError(message, this.#facts);
  }
}
