import { sleep } from '../common/abort';

/** Why a run is to stop. `takenOverError`: another process has its segment. */
export type StopReason = 'cancelled' | 'signedOut' | 'disposed' | 'takenOver';

/** Stops a run in two steps: nothing new at once, what is in flight after a while. */
export class StopSignal {
  reason: StopReason | undefined;
  /** Aborts at once: waiting, and calls that are not on the wire. */
  readonly #soft = new AbortController();
  /** Aborts what is in flight. */
  readonly #hard = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  get soft(): AbortSignal {
    return this.#soft.signal;
  }

  get hard(): AbortSignal {
    return this.#hard.signal;
  }

  get requested(): boolean {
    return this.reason !== undefined;
  }

  /** `wait`: milliseconds that answers in flight are given. */
  request(reason: StopReason, wait: number): void {
    this.reason ??= reason;
    this.#soft.abort();
    this.#timer ??= setTimeout(() => this.#hard.abort(), wait);
  }

  /** The run is over. */
  done(): void {
    clearTimeout(this.#timer);
  }

  /** Waits, or until a stop is requested. */
  sleep(ms: number): Promise<void> {
    return sleep(ms, this.soft).catch(() => undefined);
  }
}
