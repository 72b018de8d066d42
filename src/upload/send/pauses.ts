import type { Failure } from '../../common/failure';
import type { WaitReason } from '../uploadTypes';

/** Determines how long a run waits until its next try. */
export class Pauses {
  /** Consecutive pauses without an answered request in between. */
  #idlePauses = 0;
  /** Requests answered by the last pause. */
  #lastDone = -1;

  /** `every`: the minimum wait, in milliseconds. */
  constructor(private readonly minWait: number) {}

  /**
   * Milliseconds until the next try, no less than the API asks for. While it only answers with
   * server errors, each pause is twice as long as the one before, up to 16 times the first: such
   * tries do reach the server, with bodies of several megabytes.
   */
  next({ status, retryAfter }: Failure, callsDone: number): number {
    const isServerError = status !== undefined && status >= 500;
    this.#idlePauses = isServerError && callsDone === this.#lastDone ? this.#idlePauses + 1 : 0;
    this.#lastDone = callsDone;
    return Math.max(this.minWait * 2 ** Math.min(this.#idlePauses, 4), retryAfter ?? 0);
  }
}

/** What a run that paused for this failure waits for. */
export function waitReasonOf({ code, status }: Failure): WaitReason {
  if (status === 429 || code === 'put-off') return 'limit';
  if (code === 'network') return 'network';
  return code !== 'proxy' && status !== undefined ? 'serverError' : 'noResponse';
}
