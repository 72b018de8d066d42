import { ApiError } from '../../api/apiError';
import { DEFAULT_TIMING } from '../../api/options';
import { Patience } from '../../api/wire/patience';
import type { Failure } from '../../common/failure';
import { compact } from '../../common/records';
import type { WaitReason } from '../jobTypes';

/** Milliseconds that the client may put off a retry by itself; longer ones are shown as a pause. */
export const LONGEST_DELAY = 20_000;

/** Determines how long a run waits until its next try, and when it gives up. */
export class Pauses {
  /** Consecutive pauses without an answered request in between. */
  #idlePauses = 0;
  /** Requests answered by the last pause. */
  #lastDone: number | undefined;

  /** `minWait`: the minimum of one wait, in milliseconds. */
  constructor(
    private readonly minWait: number,
    private readonly patience = new Patience(),
  ) {}

  /**
   * Milliseconds until the next try, no less than the API asks for, but at most 5 minutes of that:
   * it may be a mistake. While it only answers with server errors, each pause is twice as long as
   * the one before, up to 16 times the first: such tries do reach the server, with bodies of several
   * megabytes. The last one is shorter, for a try at the end of the longest wait. Undefined to give
   * up: that was it, or the API asks for more.
   */
  next(failure: Failure, callsDone: number): number | undefined {
    const { status, retryAfter = 0 } = failure;
    const isIdle = callsDone === this.#lastDone;
    const isServerError = status !== undefined && status >= 500;
    this.#idlePauses = isServerError && isIdle ? this.#idlePauses + 1 : 0;
    this.#lastDone = callsDone;
    return this.patience.waitFor(
      failure,
      Math.max(
        this.minWait * 2 ** Math.min(this.#idlePauses, 4),
        Math.min(retryAfter, DEFAULT_TIMING.maxWait),
      ),
    );
  }
}

/** What a run that paused for this failure waits for. `quota`: requests a minute, if known. */
export function waitOf(
  failure: Failure,
  quota?: number,
): { wait: WaitReason; waitFigure?: number } {
  const { code, status } = failure;
  if (status === 429 || code === 'put-off') return compact({ wait: 'limit', waitFigure: quota });
  if (code === 'network') return { wait: isCutOff(failure) ? 'cutOff' : 'network' };
  return code !== 'proxy' && status !== undefined
    ? { wait: 'serverError', waitFigure: status }
    : { wait: 'noResponse' };
}

/** Whether Criteo was reached and then the connection ended, for no reason that lies in the network here. */
function isCutOff(failure: Failure): boolean {
  if (!(failure instanceof ApiError) || !failure.reached) return false;
  return !/^(ENETDOWN|ENETUNREACH|EHOSTUNREACH|EHOSTDOWN|ETIMEDOUT|EPIPE)$/.test(
    failure.system ?? '',
  );
}
