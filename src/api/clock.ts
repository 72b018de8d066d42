import { sleep } from '../common/abort';

/** Time and chance, so that tests need not wait. */
export interface Clock {
  /**
   * Milliseconds since 1970, by the machine's clock, which may be set: for what is shown, and to
   * compare with dates of others.
   */
  now(): number;
  /** Milliseconds of a clock that only goes forward: for durations. */
  elapsed(): number;
  /** Resolves after `ms`; rejects at once with the signal's reason when it is aborted. */
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
