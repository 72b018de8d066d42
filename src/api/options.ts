import type { Agent } from 'node:http';
import type { Operation } from './apiError';
import type { Clock } from './clock';
import type { RateLimiter } from './rateLimiter';
import type { Patience } from './wire/patience';

export interface RequestOptions {
  /**
   * Aborts waiting, sending and reading at once: rejects with an `ApiError` of kind `cancelled`.
   */
  signal?: AbortSignal;
  /** Aborts waiting only: no new attempt begins, and the reply of a running one is awaited. */
  stopTrying?: AbortSignal;
  /**
   * Called right before each attempt, including retries: if it returns false, no attempt begins,
   * and the request ends as with `stopTrying`.
   */
  mayTry?: () => boolean;
  /**
   * Called at the end of each attempt that may have left this machine, including retries. Not
   * called for token requests.
   */
  onTry?: () => void;
  /**
   * Milliseconds for one attempt; waiting for the rate limit and between attempts doesn't count.
   * Also the limit for getting a token.
   */
  timeout?: number;
  /**
   * Milliseconds: a retry that the API postpones for longer (`Retry-After`) isn't awaited, unless
   * because of the rate limit. Default: `timeout`.
   */
  longestDelay?: number;
  /**
   * How many attempts may stall, fail to connect in time, or run out of `timeout` before giving up.
   * Default: 1 if there is a `timeout`, else no limit. For bodies that are better sent in smaller
   * parts.
   */
  maxStalls?: number;
  /**
   * Whether it waits as long as `ClientOptions.patience`, if there is one. Default: unless a `timeout` or
   * `longestDelay` says that the caller doesn't need its answer, or waits by itself.
   */
  waits?: boolean;
}

/** `RequestOptions.timeout` for reads that only support a decision. */
export const READING_TIMEOUT = 10_000;

/** In milliseconds, except `maxTries`. */
export interface Timing {
  /** Longest time without a byte moving in either direction. */
  stall: number;
  /** Attempts per request, including the first. */
  maxTries: number;
  /** Retry n waits a random time up to `baseDelay` · 2ⁿ, at most `maxDelay`. */
  baseDelay: number;
  maxDelay: number;
  /**
   * The same for a 429 without a wait time, since the limit is per minute. Waits at least half of
   * it.
   */
  limitDelay: number;
  maxLimitDelay: number;
  /** Longest total wait between the attempts of one request, unless `ClientOptions.patience` says so. */
  maxWait: number;
}

export const DEFAULT_TIMING: Timing = {
  stall: 60_000,
  maxTries: 6,
  baseDelay: 500,
  maxDelay: 20_000,
  limitDelay: 5_000,
  maxLimitDelay: 60_000,
  maxWait: 300_000,
};

/**
 * One attempt, for the log. Has no token, secret or identifier; segment and account IDs are in
 * `path`.
 */
export interface LogEntry {
  operation: Operation;
  method: string;
  /** Without the query. */
  path: string;
  /** Absent if there was no reply. */
  status?: number;
  /** Duration in milliseconds. */
  ms: number;
  traceId?: string;
  /** Number of the attempt, from 1. */
  try: number;
  /** Code of the failure, and code of the operating system, if any. */
  code?: string;
  system?: string;
}

/** The API said something beside a success that no result contains. */
export interface Remark {
  operation: Operation;
  code?: string;
  traceId?: string;
  /** For people. Redacted, but not for a log. */
  text: string;
}

export interface ClientOptions {
  /** From `checkApiUrl`. The constructor throws a `TypeError` for an invalid address. */
  baseUrl: string;
  /** From `checkApiVersion`. */
  version: string;
  clientId: string;
  clientSecret: string;
  /**
   * Default: one limiter shared by all clients of this application, or a new one if `clock` is
   * given.
   */
  rateLimiter?: RateLimiter;
  log?: (entry: LogEntry) => void;
  /** Called once for each text. */
  onRemark?: (remark: Remark) => void;
  /**
   * Called when a request begins to wait for the rate limit, with the expected end (milliseconds
   * since 1970). Returns a function that is called when the wait ends.
   */
  onRateLimitWait?: (operation: Operation, until: number) => () => void;
  userAgent?: string;
  /**
   * The agent for a request to this address, such as one of a proxy; undefined for the process's
   * own. It must be `https.Agent`-like for an https address, and set `reusedSocket` on a request
   * that gets a kept-alive connection, as `http.Agent` does. Default: none, so that what the editor
   * patches into `http` and `https` applies.
   */
  agent?: (url: URL) => Agent | undefined;
  timing?: Partial<Timing>;
  /** What temporary failures are waited out by, in place of `timing.maxTries` and `timing.maxWait`. */
  patience?: Patience;
  clock?: Clock;
}
