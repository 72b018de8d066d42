import { systemClock, type Clock } from './clock';

/** All requests of this application wait. */
export interface RateLimitWait {
  /** Expected end, milliseconds since 1970. */
  until: number;
  /**
   * `quota`: this minute's requests are used up. `refused`: the API asked for it, with a 429.
   */
  reason: 'quota' | 'refused';
}

interface Window {
  remaining: number;
  /** By the monotonic clock. */
  reset: number;
  limit: number;
}

/**
 * What all requests wait for. By the monotonic clock: with the system clock, setting it back would
 * make the wait longer.
 */
interface Pause {
  end: number;
  reason: RateLimitWait['reason'];
}

/** The API asked for a pause that is longer than the caller waits. */
export class LongPauseError extends Error {
  /** Remaining pause in milliseconds. */
  constructor(readonly ms: number) {
    super('put off');
  }
}

const MINUTE = 60_000;
/**
 * Milliseconds after which requests are tried in spite of a longer pause: a server's mistake must not shut
 * out an application for a day. No longer than `DEFAULT_TIMING.maxWait`, after which a paused upload tries
 * again.
 */
const TRY_AFTER = 5 * MINUTE;
/** Without a share and without headers. */
const DEFAULT_LIMIT = 250;
/** A reset further away than this comes from a wrong clock, not from a limit per minute. */
const MAX_RESET = 10 * MINUTE;

/**
 * Keeps one application below its rate limit (uploads.md: Limits): by the `x-ratelimit-*` headers if
 * there are any, else at most 250 requests in any 60 seconds. With a share, also at most that many
 * in any 60 seconds, whatever the headers say. Shared by all clients with the same client ID.
 */
export class RateLimiter {
  private readonly listeners = new Set<(wait: RateLimitWait) => void>();
  /** Start times of the last minute's requests, by the monotonic clock. */
  private recent: number[] = [];
  private inFlight = 0;
  private window?: Window;
  private apiPause?: Pause;
  /** When a request that can't wait for the end of `apiPause` ends it, by the monotonic clock. */
  private tryAt = 0;
  private announced?: Pause;
  private limit?: number;

  /**
   * `share`: this process's requests per minute, an integer of at least 1; otherwise throws
   * `RangeError`. Default: the whole limit.
   */
  constructor(
    private readonly clock: Clock = systemClock,
    private readonly share?: number,
  ) {
    if (share !== undefined && !(Number.isInteger(share) && share >= 1))
      throw new RangeError('requestsPerMinute must be an integer of at least 1');
  }

  /** What all requests currently wait for. */
  get waiting(): RateLimitWait | undefined {
    return this.announced && this.announced.end > this.clock.elapsed()
      ? this.waitOf(this.announced)
      : undefined;
  }

  /**
   * Requests per minute that this process may send: what the latest headers grant this application,
   * but no more than its share; undefined without headers and share.
   */
  get quota(): number | undefined {
    return this.share === undefined || this.limit === undefined
      ? (this.share ?? this.limit)
      : Math.min(this.share, this.limit);
  }

  /** Adds a listener for waits that begin or get longer. Returns a function that removes it. */
  onWait(listener: (wait: RateLimitWait) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Resolves when a request may be sent; returns a function to call once it has a reply or has failed. `onWait` is called for each wait, and the function it returns at its end.
   * Rejects with the signal's reason when aborted, and with `LongPauseError` if the API asked for a
   * pause that lasts more than `longest` milliseconds yet. After 5 minutes, it ends such a pause instead.
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
      if (pause.reason === 'refused' && remaining > longest) {
        if (this.clock.elapsed() < this.tryAt) throw new LongPauseError(remaining);
        this.apiPause = undefined;
        continue;
      }
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
      if (released) return;
      released = true;
      this.inFlight--;
    };
  }

  /** Updates the limit from a reply's headers. Call it after releasing the request. */
  observe(headers: { get(name: string): string | null }): void {
    const remaining = count(headers.get('x-ratelimit-remaining'));
    const ms = this.msUntilReset(headers);
    this.limit = count(headers.get('x-ratelimit-limit')) || this.limit;
    if (remaining === undefined || ms === undefined) return;
    const reset = this.clock.elapsed() + ms;
    const limit = this.limit ?? this.ownLimit;
    const sameWindow = this.window && Math.abs(this.window.reset - reset) < 2_000;
    // Replies arrive in any order, and running requests may not be counted yet: never trust the
    // larger figure.
    const lowest =
      sameWindow && this.window
        ? Math.min(this.window.remaining, remaining)
        : Math.max(0, remaining - this.inFlight);
    this.window = { remaining: lowest, reset, limit };
  }

  /**
   * Stops all requests for `ms` milliseconds, because the API asked for it. A shorter pause never
   * shortens a longer one.
   */
  pause(ms: number): void {
    const end = this.clock.elapsed() + ms;
    if (this.apiPause && this.apiPause.end >= end) return;
    this.apiPause = { end, reason: 'refused' };
    this.tryAt = this.clock.elapsed() + TRY_AFTER;
  }

  /** Milliseconds until the limit resets; undefined if the reply doesn't say. */
  msUntilReset(headers: { get(name: string): string | null }): number | undefined {
    const reset = count(headers.get('x-ratelimit-reset'));
    if (reset === undefined) return undefined;
    // By the server's clock, so that a wrong local clock doesn't matter. A small figure can only be
    // seconds from now.
    const serverNow = Date.parse(headers.get('date') ?? '') || this.clock.now();
    const ms = reset < 1e9 ? reset * 1000 : reset * 1000 - serverNow;
    return ms > 0 && ms <= MAX_RESET ? ms : undefined;
  }

  /** Also forgets what is over. */
  private nextPause(): Pause | undefined {
    const now = this.clock.elapsed();
    this.recent = this.recent.filter((at) => at > now - MINUTE);
    if (this.apiPause) {
      if (this.apiPause.end > now) return this.apiPause;
      this.apiPause = undefined;
    }
    if (this.window && this.window.reset <= now) {
      // The server's next minute: full until its next reply says otherwise.
      this.window = {
        ...this.window,
        remaining: this.window.limit,
        reset: this.window.reset + MINUTE,
      };
      if (this.window.reset <= now) this.window = undefined;
    }
    const ends: number[] = [];
    if (this.window && this.window.remaining <= 0) ends.push(this.window.reset);
    if (!this.window || this.share !== undefined) {
      const oldest = this.recent[this.recent.length - this.ownLimit];
      if (oldest !== undefined) ends.push(oldest + MINUTE);
    }
    return ends.length === 0 ? undefined : { end: Math.max(...ends), reason: 'quota' };
  }

  /** At most this many requests in any minute, by this process's own count. */
  private get ownLimit(): number {
    return this.share ?? DEFAULT_LIMIT;
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

/** The rate limiter of an application, shared by all of its clients in this process. */
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
