import type { Failure } from '../../common/failure';

/** Milliseconds: a shorter wait isn't told. */
const WORTH_TELLING = 2_000;

/** What a wait tells whoever waits. */
export interface WaitListener {
  /** A failure is waited out, for up to so many milliseconds. */
  begin(failure: Failure, longest: number): void;
  /** A request was answered after so many milliseconds, or the wait is over without one. */
  end(ms: number, isAnswered: boolean): void;
}

/**
 * How long requests go on without an answer: one for all that a run asks for, whatever it is. A new token
 * alone is no answer: an API that is down may well still give them.
 */
export class Patience {
  /** When the first failure since the last answer came, by the monotonic clock. */
  #since: number | undefined;
  #isTold = false;

  /** `longest`: milliseconds from the first failure since the last answer. */
  constructor(
    readonly longest = Number.POSITIVE_INFINITY,
    private readonly listener?: WaitListener,
    private readonly elapsed = () => performance.now(),
  ) {}

  /** Milliseconds that may still be waited. */
  get left(): number {
    if (this.#since === undefined) return this.longest;
    const left = this.#since + this.longest - this.elapsed();
    // A timer may end a fraction of a millisecond early: that is no time left for another try.
    return left < 1 ? 0 : Math.ceil(left);
  }

  /** Whether it has told that a wait began. */
  get isTold(): boolean {
    return this.#isTold;
  }

  /** A request was answered: the next failure begins a wait of its own. */
  answered(): void {
    this.#end(true);
    this.#since = undefined;
  }

  /**
   * Milliseconds until the next try, of those that are wanted: the last wait is shorter, for a try at its
   * end. Undefined to give up: that was it, or the API asks for more than is left.
   */
  waitFor(failure: Failure, wanted: number): number | undefined {
    this.#since ??= this.elapsed();
    const { left } = this;
    if (left === 0 || (failure.retryAfter ?? 0) > left) {
      this.#end(false);
      return undefined;
    }
    const wait = Math.min(left, wanted);
    if (!this.#isTold && this.elapsed() + wait - this.#since >= WORTH_TELLING) {
      this.#isTold = true;
      this.listener?.begin(failure, this.longest);
    }
    return wait;
  }

  #end(isAnswered: boolean): void {
    if (this.#isTold) this.listener?.end(this.elapsed() - (this.#since ?? 0), isAnswered);
    this.#isTold = false;
  }
}
