import { sleep } from '../common/abort';

/** Time and randomness, replaceable in tests. */
export interface Clock {
  /**
   * Milliseconds since 1970 by the system clock, which the user may change: for display, and to
   * compare with dates of others.
   */
  now(): number;
  /** Milliseconds of a monotonic clock: for durations. */
  elapsed(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 ≤ x < 1 */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  random: () => Math.random(),
  sleep,
};
