import type { ApiError } from '../apiError';
import type { Clock } from '../clock';
import type { Timing } from '../options';
import type { Patience } from './patience';
import { RETRYABLE_STATUSES } from './requestContext';

/**
 * Decides how long a request waits before its next attempt, and when it gives up. One instance for
 * each request.
 */
export class Retry {
  private repeats = 0;
  private waited = 0;

  constructor(
    private readonly timing: Timing,
    private readonly clock: Clock,
    private readonly patience?: Patience,
  ) {}

  /** Number of the current attempt, from 1. */
  get try(): number {
    return this.repeats + 1;
  }

  /**
   * Milliseconds to wait before the next attempt, which is then counted as begun; undefined to give
   * up.
   */
  next(error: ApiError): number | undefined {
    if (!error.retryable) return undefined;
    const wait = error.retryAfter || this.delay(error.status === 429);
    if (this.patience && isTemporary(error)) {
      const allowed = this.patience.waitFor(error, wait);
      if (allowed !== undefined) this.repeats++;
      return allowed;
    }
    if (this.try >= this.timing.maxTries || this.waited + wait > this.timing.maxWait)
      return undefined;
    this.repeats++;
    this.waited += wait;
    return wait;
  }

  /** Exponential with full jitter: requests that failed together must not be retried together. */
  private delay(limited: boolean): number {
    const { baseDelay, maxDelay, limitDelay, maxLimitDelay } = this.timing;
    const most = limited
      ? Math.min(maxLimitDelay, limitDelay * 2 ** this.repeats)
      : Math.min(maxDelay, baseDelay * 2 ** this.repeats);
    return limited ? most / 2 + (this.clock.random() * most) / 2 : this.clock.random() * most;
  }
}

/** Whether a failure goes away by itself. A response that can't be read may stay as it is. */
function isTemporary({ kind, status }: ApiError): boolean {
  return status === undefined ? kind !== 'malformed' : RETRYABLE_STATUSES.has(status);
}

/**
 * A server may be down for maintenance overnight. A longer `Retry-After` is capped, so that a
 * server's mistake doesn't lock people out for long.
 */
const MAX_RETRY_AFTER = 24 * 3_600_000;

/**
 * Milliseconds that `Retry-After` asks to wait, as seconds or as a date, at most 24 hours;
 * undefined if it is missing or unreadable.
 */
export function retryAfter(
  headers: { get(name: string): string | null },
  now: number,
): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(MAX_RETRY_AFTER, Number(text) * 1000);
  const at = Date.parse(text);
  const serverNow = Date.parse(headers.get('date') ?? '') || now;
  return Number.isNaN(at) ? undefined : Math.min(MAX_RETRY_AFTER, Math.max(0, at - serverNow));
}
