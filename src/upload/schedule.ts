const HALF_DAY = 12 * 3600_000;
/** Guide: a change reaches live campaigns about five hours later. */
const LIVE_AFTER = 5 * 3600_000;
/** An upload that ends less than this before a computation may miss it. */
const CLOSE = 30 * 60_000;
/** uploads.md, "Limits": requests per minute and application, unless response headers say otherwise. */
export const REQUESTS_PER_MINUTE = 250;

/**
 * The next time that Criteo computes audiences, 00:00 or 12:00 UTC (guide), strictly after `at`.
 * Milliseconds since 1970.
 */
export function nextComputation(at: number): number {
  return (Math.floor(at / HALF_DAY) + 1) * HALF_DAY;
}

/** The last computation before `at` or then. Milliseconds since 1970. */
export function lastComputation(at: number): number {
  return nextComputation(at) - HALF_DAY;
}

/**
 * When a computation's result is live in campaigns, by the guide's estimate. The API doesn't
 * confirm it.
 */
export function liveAround(computation: number): number {
  return computation + LIVE_AFTER;
}

type ComputationRisk = 'none' | 'close' | 'across';

/**
 * Whether an upload from `start` that takes `ms` milliseconds overlaps the next computation, or
 * ends less than 30 minutes before it.
 */
export function computationRisk(start: number, ms: number): ComputationRisk {
  const next = nextComputation(start);
  if (start + ms >= next) return 'across';
  return next - (start + ms) < CLOSE ? 'close' : 'none';
}

/**
 * The time that requests take, in milliseconds: about a second each, `concurrency` at a time, at
 * most `perMinute`, the first minute's worth without waiting.
 */
export function estimatedTime(requests: number, concurrency: number, perMinute: number): number {
  const sending = (requests / Math.max(1, concurrency)) * 1000;
  const waiting = Math.max(0, Math.ceil(requests / perMinute) - 1) * 60_000;
  return Math.max(sending, waiting);
}

/** Since when a reading surely has what the last computation counted that is shown by `at`. */
export function shownSince(at: number): number {
  return liveAround(lastComputation(at - LIVE_AFTER));
}
