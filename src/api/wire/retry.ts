import type { ApiError } from '../apiError';
import type { Clock } from '../clock';
import type { Timing } from '../options';

/** How long a call waits before its next try, and when it gives up. One for each call. */
export class Retry {
  private repeats = 0;
  private waited = 0;

  constructor(
    private readonly timing: Timing,
    private readonly clock: Clock,
  ) {}

  /** 1 for the first try. */
  get try(): number {
    return this.repeats + 1;
  }

  /**
   * Milliseconds to wait before the next try; undefined where it is time to give up. Counts the try
   * as begun.
   */
  next(error: ApiError): number | undefined {
    if (!error.retryable || this.try >= this.timing.maxTries) return undefined;
    const wait = error.retryAfter || this.delay(error.status === 429);
    if (this.waited + wait > this.timing.maxWait) return undefined;
    this.repeats++;
    this.waited += wait;
    return wait;
  }

  /** Exponential, with full jitter: many that failed together shall not come back together. */
  private delay(limited: boolean): number {
    const { baseDelay, maxDelay, limitDelay, maxLimitDelay } = this.timing;
    const most = limited
      ? Math.min(maxLimitDelay, limitDelay * 2 ** this.repeats)
      : Math.min(maxDelay, baseDelay * 2 ** this.repeats);
    return limited ? most / 2 + (this.clock.random() * most) / 2 : this.clock.random() * most;
  }
}

/**
 * A server may be away for a night of work on it; what is further off is believed to be this far,
 * so that no slip locks people out for long.
 */
const MAX_RETRY_AFTER = 24 * 3_600_000;

/**
 * Milliseconds that `Retry-After` asks to wait, as seconds or as a date, 24 hours at most;
 * undefined where it says nothing usable.
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
