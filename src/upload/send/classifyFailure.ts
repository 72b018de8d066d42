import { ApiError } from '../../api/apiError';

/**
 * What the failure of an add-remove or a clear means for its chunk and for the job:
 * - `cancelledError`: by us
 * - `tooLargeError`, `stalled`: smaller ones may pass
 * - `rejected`: the API does not want this chunk (4xx, or a success that says errors alone)
 * - `rejectedAll`: it will not want any other either
 * - `session`: about who is asking, not about the chunk (401, 403, 410, a proxy, a token that is
 *   not to be had)
 * - `passing`: goes away by itself: no answer, the limit, trouble of the API's or of a gateway
 *   before it (500, 502, 503, 504), whether it comes as JSON, as a page or bare
 * - `api`: the API fails in a way that more tries do not mend: another 5xx, or answers that
 *   cannot be read, each of which may have done the work
 */
export type FailureClass =
  'cancelled' | 'tooLarge' | 'stalled' | 'rejected' | 'rejectedAll' | 'session' | 'passing' | 'api';

export function classifyFailure(error: ApiError): FailureClass {
  if (error.kind === 'cancelled') return 'cancelled';
  // A call that needed another one first, such as a token, was not sent: no verdict on what it
  // carries.
  if (error.operation !== 'addRemove' && error.operation !== 'clear')
    return error.retryable ? 'passing' : 'session';
  if (error.kind === 'stalled') return 'stalled';
  // Neither passes as it is: the body for the server, or its answer for us.
  if (error.code === 'too-large') return 'tooLarge';
  if (error.kind === 'malformed') return 'api';
  if (error.retryable) return 'passing';
  const { status } = error;
  // Whoever says it, a gateway or the API: this body does not pass.
  if (status === 413) return 'tooLarge';
  if (error.kind !== 'api') return 'session';
  if (status === 401 || status === 403 || status === 407 || status === 410) return 'session';
  if (status === 404 || status === 405 || status === 415) return 'rejectedAll';
  return status !== undefined && status < 500 ? 'rejected' : 'api';
}

/** Anything that a call threw, as an `ApiError`: a sender's own mistakes are not to be hidden. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}
