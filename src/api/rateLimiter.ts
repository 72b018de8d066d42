import { systemClock, type Clock } from './clock';

/** Everyone on this application waits. */
export interface RateLimitWait {
  /** When it goes on, milliseconds since 1970. */
  until: number;
  /**
   * `quota`: the calls of this minute are used up. `rejectionError`: the API asked for it, by a 429 or a
   * `Retry-After`.
   */
  reason: 'quota' | 'refused';
}

interface Window {
  remaining: number;
  /** By the clock that only goes forward. */
  reset: number;
  limit: number;
}

/**
 * What everyone waits for, by the clock that only goes forward: one that is set back would hold all
 * calls for as long.
 */
interface Pause {
  end: number;
  reason: RateLimitWait['reason'];
}

/** Nothing may be sent for so long that the caller does not wait for it. */
export class LongPauseError extends Error {
  /** `ms`: for how long yet, in milliseconds. */
  constructor(readonly ms: number) {
    super('put off');
  }
}

const MINUTE = 60_000;
/** A reset further away than this is a clock that is wrong, not a limit per minute. */
const MAX_RESET = 10 * MINUTE;

/**
 * Keeps one application under its limit (README: Limits): by the `x-ratelimit-*` headers where they
 * come, else at most 250 calls in any 60 seconds. Shared by every client of the same client id.
 */
export class RateLimiter {
  private readonly listeners = new Set<(wait: RateLimitWait) => void>();
  /** When the calls of the last minute were let go, by the clock that only goes forward. */
  private recent: number[] = [];
  private inFlight = 0;
  private window?: Window;
  private apiPause?: Pause;
  private announced?: Pause;
  private limit?: number;

  constructor(
    private readonly clock: Clock = systemClock,
    private readonly requestsPerMinute = 250,
  ) {}

  /** What everyone waits for right now, if anything. */
  get waiting(): RateLimitWait | undefined {
    return this.announced && this.announced.end > this.clock.elapsed()
      ? this.waitOf(this.announced)
      : undefined;
  }

  /**
   * Calls a minute that the API grants this application, as its headers last said; undefined where
   * they have not.
   */
  get quota(): number | undefined {
    return this.limit;
  }

  /**
   * Called when a wait begins or gets longer ("paused by the API's limit, goes on in 14 s").
   * Returns the way to stop it.
   */
  onWait(listener: (wait: RateLimitWait) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Resolves when a call may be sent; rejects with the signal's reason when aborted. Gives what to
   * call once the call has its answer or failed. `held` is called for each wait, and what it gives
   * at its end. Rejects with `LongPauseError` where the API refuses calls for more than `longest`
   * milliseconds yet.
   */
  async acquire(
    signal?: AbortSignal,
    onWait?: (until: number) => () => void,
    longest = Number.POSITIVE_INFINITY,
  ): Promise<() => void> {
    for (;;) {
      signal?.throwIfAborted();
      const pause = this.nextPause();
      if (!pause) break;
      const remaining = pause.end - this.clock.elapsed();
      if (pause.reason === 'refused' && remaining > longest) throw new LongPauseError(remaining);
      this.announce(pause);
      const endWait = onWait?.(this.waitOf(pause).until);
      try {
        await this.clock.sleep(Math.max(1, Math.ceil(remaining)), signal);
      } finally {
        endWait?.();
      }
    }
    this.recent.push(this.clock.elapsed());
    if (this.window) this.window.remaining--;
    this.inFlight++;
    let released = false;
    return () => {
      if (!released) this.inFlight--;
      released = true;
    };
  }

  /** Learns from a reply's headers. To be called after the call has left. */
  observe(headers: { get(name: string): string | null }): void {
    const remaining = count(headers.get('x-ratelimit-remaining'));
    const ms = this.msUntilReset(headers);
    this.limit = count(headers.get('x-ratelimit-limit')) || this.limit;
    if (remaining === undefined || ms === undefined) return;
    const reset = this.clock.elapsed() + ms;
    const limit = this.limit ?? this.requestsPerMinute;
    const sameWindow = this.window && Math.abs(this.window.reset - reset) < 2_000;
    // Replies come in any order, and calls in flight may not be counted yet: never believe the
    // larger figure.
    const lowest =
      sameWindow && this.window
        ? Math.min(this.window.remaining, remaining)
        : Math.max(0, remaining - this.inFlight);
    this.window = { remaining: lowest, reset, limit };
  }

  /**
   * The API asks for it: nobody calls for so many milliseconds. A shorter pause never cuts a longer
   * one.
   */
  pause(ms: number): void {
    const end = this.clock.elapsed() + ms;
    if (this.apiPause && this.apiPause.end >= end) return;
    this.apiPause = { end, reason: 'refused' };
  }

  /**
   * Milliseconds until the limit is counted anew, as the reply says; undefined where it does not
   * say.
   */
  msUntilReset(headers: { get(name: string): string | null }): number | undefined {
    const reset = count(headers.get('x-ratelimit-reset'));
    if (reset === undefined) return undefined;
    // The server's own clock, so that a wrong one here does not matter. A small figure can only be
    // meant as seconds from now.
    const serverNow = Date.parse(headers.get('date') ?? '') || this.clock.now();
    const ms = reset < 1e9 ? reset * 1000 : reset * 1000 - serverNow;
    return ms > 0 && ms <= MAX_RESET ? ms : undefined;
  }

  private nextPause(): Pause | undefined {
    const now = this.clock.elapsed();
    this.recent = this.recent.filter((at) => at > now - MINUTE);
    if (this.apiPause) {
      if (this.apiPause.end > now) return this.apiPause;
      this.apiPause = undefined;
    }
    if (this.window && this.window.reset <= now) {
      // A new minute of the server's: full again until its next reply says otherwise.
      this.window = {
        ...this.window,
        remaining: this.window.limit,
        reset: this.window.reset + MINUTE,
      };
      if (this.window.reset <= now) this.window = undefined;
    }
    if (this.window)
      return this.window.remaining > 0 ? undefined : { end: this.window.reset, reason: 'quota' };
    const oldest = this.recent[this.recent.length - this.requestsPerMinute];
    return oldest === undefined ? undefined : { end: oldest + MINUTE, reason: 'quota' };
  }

  private announce(pause: Pause): void {
    if (this.announced && this.announced.end >= pause.end) return;
    this.announced = pause;
    for (const listener of this.listeners) listener(this.waitOf(pause));
  }

  private waitOf({ end, reason }: Pause): RateLimitWait {
    return { until: Math.round(this.clock.now() + end - this.clock.elapsed()), reason };
  }
}

const shared = new Map<string, RateLimiter>();

/**
 * The one pacing of an application in this process, also for clients that know nothing of each
 * other.
 */
export function rateLimiterFor(baseUrl: string, clientId: string): RateLimiter {
  const key = `${baseUrl} ${clientId}`;
  const limiter = shared.get(key) ?? new RateLimiter();
  shared.set(key, limiter);
  return limiter;
}

function count(text: string | null): number | undefined {
  return text !== null && /^\s*\d{1,15}(\.\d+)?\s*$/.test(text)
    ? Math.floor(Number(text))
    : undefined;
}
