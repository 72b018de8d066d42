const HALF_DAY = 12 * 3600_000;
/** Guide: a change takes about five hours more to reach live campaigns. */
const LIVE_AFTER = 5 * 3600_000;
/** An upload that ends later than this before a computation may miss it. */
const CLOSE = 30 * 60_000;
/** README, Limits: calls a minute and application, where the headers have not said otherwise. */
export const REQUESTS_PER_MINUTE = 250;

/**
 * The next time that audiences are computed, 00:00 or 12:00 UTC (guide), strictly after `at`.
 * Milliseconds since 1970.
 */
export function nextComputation(at: number): number {
  return (Math.floor(at / HALF_DAY) + 1) * HALF_DAY;
}

/**
 * When a computation's result is live in campaigns, as the guide estimates it. The API confirms
 * nothing.
 */
export function liveAround(computation: number): number {
  return computation + LIVE_AFTER;
}

export type ComputationRisk = 'none' | 'close' | 'across';

/**
 * Whether an upload from `start` for `ms` milliseconds runs across the next computation, or ends
 * less than 30 minutes before it.
 */
export function computationRisk(start: number, ms: number): ComputationRisk {
  const next = nextComputation(start);
  if (start + ms >= next) return 'across';
  return next - (start + ms) < CLOSE ? 'close' : 'none';
}

/**
 * The time that `calls` take, in milliseconds: about a second each, `concurrency` at once, and no
 * more than `perMinute`, of which the first minute's are free of waiting.
 */
export function estimatedTime(calls: number, concurrency: number, perMinute: number): number {
  const sending = (calls / Math.max(1, concurrency)) * 1000;
  const waiting = Math.max(0, Math.ceil(calls / perMinute) - 1) * 60_000;
  return Math.max(sending, waiting);
}
