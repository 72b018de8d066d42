import { ApiError } from '../../api/apiError';

/**
 * What the failure of an add-remove or clear request means for its slice and for the job:
 * - `cancelled`: by this extension
 * - `tooLarge`, `stalled`: smaller bodies may work
 * - `rejected`: the API rejects this slice (4xx, or a success that contains only errors)
 * - `rejectedAll`: it will reject every other slice, too
 * - `session`: about the sender, not the slice (401, 403, 410, a proxy, no token)
 * - `temporary`: goes away by itself: no response, the rate limit, a server or gateway error (500,
 *   502, 503, 504), whether as JSON, as a page or without a body
 * - `api`: more retries don't help: another 5xx, or unreadable responses, each of which may have
 *   taken effect
 */
export type FailureClass =
  | 'cancelled'
  | 'tooLarge'
  | 'stalled'
  | 'rejected'
  | 'rejectedAll'
  | 'session'
  | 'passing'
  | 'api';

export function classifyFailure(error: ApiError): FailureClass {
  if (error.kind === 'cancelled') return 'cancelled';
  // A request that failed because of a preceding one, such as for a token, wasn't sent: this says
  // nothing about its content.
  if (error.operation !== 'addRemove' && error.operation !== 'clear')
    return error.retryable ? 'passing' : 'session';
  if (error.kind === 'stalled') return 'stalled';
  // Too large either as a request for the server or as a response for this client.
  if (error.code === 'too-large') return 'tooLarge';
  if (error.kind === 'malformed') return 'api';
  if (error.retryable) return 'passing';
  const { status } = error;
  // Whether it comes from a gateway or the API, this body is too large.
  if (status === 413) return 'tooLarge';
  if (error.kind !== 'api') return 'session';
  if (status === 401 || status === 403 || status === 407 || status === 410) return 'session';
  if (status === 404 || status === 405 || status === 415) return 'rejectedAll';
  return status !== undefined && status < 500 ? 'rejected' : 'api';
}

/**
 * The `ApiError` that a request threw. Rethrows anything else, so that programming errors aren't
 * hidden.
 */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}
