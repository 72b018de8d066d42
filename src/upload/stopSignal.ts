import { setMaxListeners } from 'node:events';
import { sleep } from '../common/abort';

/** Why a run has to stop. `takenOver`: another process took over its segment. */
export type StopReason = 'cancelled' | 'signedOut' | 'disposed' | 'takenOver';

/**
 * Stops a run in two steps: nothing new from now on, and requests in flight are aborted after a
 * while.
 */
export class StopSignal {
  reason: StopReason | undefined;
  /** Aborts waiting and requests that aren't sent yet. */
  readonly #soft = new AbortController();
  /** Aborts requests in flight. */
  readonly #hard = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** Ends the pause in progress. */
  #waking = new AbortController();

  constructor() {
    // Each request in flight listens; Node would warn of a leak from 11 on.
    setMaxListeners(0, this.soft, this.hard);
  }

  get soft(): AbortSignal {
    return this.#soft.signal;
  }

  get hard(): AbortSignal {
    return this.#hard.signal;
  }

  get requested(): boolean {
    return this.reason !== undefined;
  }

  /** `wait`: milliseconds until requests in flight are aborted. */
  request(reason: StopReason, wait: number): void {
    this.reason ??= reason;
    this.#soft.abort();
    this.#timer ??= setTimeout(() => this.#hard.abort(), wait);
  }

  /** To be called when the run is over. */
  done(): void {
    clearTimeout(this.#timer);
  }

  /** As `sleep`, but `wake` ends it early. */
  async pause(ms: number): Promise<void> {
    this.#waking = new AbortController();
    const signal = AbortSignal.any([this.soft, this.#waking.signal]);
    await sleep(ms, signal).catch(() => undefined);
  }

  wake(): void {
    this.#waking.abort();
  }

  /** Sleeps, but no longer than until a stop is requested. */
  sleep(ms: number): Promise<void> {
    return sleep(ms, this.soft).catch(() => undefined);
  }
}
