import { ApiError } from '../api/errors';
import { UploadError } from './error';

/**
 * What the failure of an add-remove or a clear means for its chunk and for the job:
 * - `cancelled`: by us
 * - `tooLarge`, `stalled`: smaller ones may pass
 * - `rejected`: the API does not want this chunk (4xx, or a success that says errors alone)
 * - `rejectedAll`: it will not want any other either
 * - `session`: about who is asking, not about the chunk (401, 403, 410, a proxy, a token that is not to be had)
 * - `network`: no answer, a gateway's instead of one, or the limit; goes away by itself
 * - `api`: the API fails (5xx, answers that cannot be read)
 */
export type Meaning = 'cancelled' | 'tooLarge' | 'stalled' | 'rejected' | 'rejectedAll' | 'session' | 'network' | 'api';

export function meaningOf(error: ApiError): Meaning {
  if (error.kind === 'cancelled') return 'cancelled';
  // A call that needed another one first, such as a token, was not sent: no verdict on what it carries.
  if (error.operation !== 'addRemove' && error.operation !== 'clear') return error.retryable ? 'network' : 'session';
  if (error.kind === 'network') return 'network';
  if (error.kind === 'stalled') return 'stalled';
  if (error.kind === 'malformed') return 'api';
  const { status } = error;
  if (status === 429) return 'network';
  // Whoever says it, a gateway or the API: this body does not pass.
  if (status === 413) return 'tooLarge';
  // A gateway that does not reach the API, told by a page of its own.
  if (error.kind === 'proxy' && error.retryable) return 'network';
  if (error.kind !== 'api') return 'session';
  if (status === 401 || status === 403 || status === 407 || status === 410) return 'session';
  if (status === 404 || status === 405 || status === 415) return 'rejectedAll';
  return status !== undefined && status < 500 ? 'rejected' : 'api';
}

/** As it stands in a report. The message is a sentence for a person already. */
export function fromApi(error: ApiError): UploadError {
  return new UploadError(error.code, error.message, { operation: error.operation, status: error.status, system: error.system, traceId: error.traceId });
}

/** Anything that a call threw, as an `ApiError`: a sender's own mistakes are not to be hidden. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}
