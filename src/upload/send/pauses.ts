import { DEFAULT_TIMING } from '../../api/options';
import type { Failure } from '../../common/failure';
import type { WaitReason } from '../jobTypes';

/** Milliseconds that the client may put off a retry by itself; longer ones are shown as a pause. */
export const LONGEST_DELAY = 20_000;

/** Determines how long a run waits until its next try, and when it gives up. */
export class Pauses {
  /** Consecutive pauses without an answered request in between. */
  #idlePauses = 0;
  /** Requests answered by the last pause. */
  #lastDone = -1;
  /** When the first failure since the last answered request came, by the monotonic clock. */
  #firstFailure = 0;

  /**
   * In milliseconds: the minimum of one wait, and the maximum from the first failure since the last
   * answered request. `elapsed`: a monotonic clock.
   */
  constructor(
    private readonly minWait: number,
    private readonly maxWait = Number.POSITIVE_INFINITY,
    private readonly elapsed = () => performance.now(),
  ) {}

  /**
   * Milliseconds until the next try, no less than the API asks for, but at most 5 minutes of that:
   * it may be a mistake. While it only answers with server errors, each pause is twice as long as
   * the one before, up to 16 times the first: such tries do reach the server, with bodies of several
   * megabytes. The last one is shorter, for a try at the end of the longest wait. Undefined to give
   * up: that was it, or the API asks for more.
   */
  next({ status, retryAfter = 0 }: Failure, callsDone: number): number | undefined {
    const now = this.elapsed();
    if (callsDone !== this.#lastDone) this.#firstFailure = now;
    const isServerError = status !== undefined && status >= 500;
    this.#idlePauses = isServerError && callsDone === this.#lastDone ? this.#idlePauses + 1 : 0;
    this.#lastDone = callsDone;
    // A timer may end a fraction of a millisecond early: that is no time left for another try.
    const left = this.#firstFailure + this.maxWait - now;
    if (left < 1 || retryAfter > left) return undefined;
    return Math.min(
      Math.ceil(left),
      Math.max(
        this.minWait * 2 ** Math.min(this.#idlePauses, 4),
        Math.min(retryAfter, DEFAULT_TIMING.maxWait),
      ),
    );
  }
}

/** What a run that paused for this failure waits for. */
export function waitReasonOf({ code, status }: Failure): WaitReason {
  if (status === 429 || code === 'put-off') return 'limit';
  if (code === 'network') return 'network';
  return code !== 'proxy' && status !== undefined ? 'serverError' : 'noResponse';
}
