import type { Operation } from './apiError';
import type { Clock } from './clock';
import type { RateLimiter } from './rateLimiter';

export interface RequestOptions {
  /**
   * Aborts waiting, sending and reading at once: the call rejects with an `ApiError` of kind
   * `cancelledError`.
   */
  signal?: AbortSignal;
  /**
   * Aborts waiting only: no try begins after it, and the one on the wire has its answer waited for.
   */
  stopTrying?: AbortSignal;
  /**
   * Asked right before each try, repeats included: after a no none begins, and the call ends as
   * with `noMore`.
   */
  mayTry?: () => boolean;
  /**
   * Called once for each try that may have left this machine, repeats included, when it is over;
   * not for token requests.
   */
  onTry?: () => void;
  /**
   * Milliseconds that a try may be on the wire; waiting for the API's limit and between tries does
   * not count. A token is waited for as long at most, and a repeat that the API puts off for longer
   * is not waited for.
   */
  timeout?: number;
  /**
   * Tries that may stall, find no connection in that time or run out of `timeout` before the call
   * is given up; default: one where there is a `timeout`, else as many as there are tries. For
   * bodies that had better be made smaller.
   */
  maxStalls?: number;
}

/** `CallOptions.timeout` of a reading that is only a help for a decision. */
export const READING_TIMEOUT = 10_000;

/** All in milliseconds but `maxTries`. */
export interface Timing {
  /** Longest time without a byte moving in either direction. */
  stall: number;
  /** Tries of one call in all. */
  maxTries: number;
  /** The n-th repeat waits a random time up to `baseDelay` · 2ⁿ, at most `maxDelay`. */
  baseDelay: number;
  maxDelay: number;
  /**
   * The same for a 429 that does not say how long: the limit is counted over a minute. At least
   * half of it is waited.
   */
  limitDelay: number;
  maxLimitDelay: number;
  /** Longest time that one call spends waiting between tries. */
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
 * One try on the wire, for the log. Holds no token, secret or identifier; segment and account ids
 * are in `path`.
 */
export interface LogEntry {
  operation: Operation;
  method: string;
  /** Without the query. */
  path: string;
  /** Absent where no answer came. */
  status?: number;
  /** Duration in milliseconds. */
  ms: number;
  traceId?: string;
  /** 1 for the first. */
  try: number;
  /** The failure's code, where it failed, and the system's, where it gave one. */
  code?: string;
  system?: string;
}

/** The API says that what was called will go away. */
export interface Deprecation {
  operation: Operation;
  /** When it stops working, milliseconds since 1970, where the API says so. */
  sunset?: number;
  /** `endpoint-deprecated`, `deprecated-field`, or `deprecation-header`. */
  code: string;
}

export interface ClientOptions {
  /**
   * As `checkApiUrl` gives it. The constructor throws a `TypeError` for an address that it refuses.
   */
  baseUrl: string;
  /** As `checkApiVersion` allows. */
  version: string;
  clientId: string;
  clientSecret: string;
  /**
   * Absent: the one that all clients of this application share, or an own one where `clock` is
   * given.
   */
  rateLimiter?: RateLimiter;
  log?: (entry: LogEntry) => void;
  /** Called once for each operation and code. */
  onDeprecation?: (notice: Deprecation) => void;
  /**
   * Called when a call of an operation begins to wait for the API's limit, until then as far as is
   * known; gives what to call when it waits no more.
   */
  onRateLimitWait?: (operation: Operation, until: number) => () => void;
  userAgent?: string;
  timing?: Partial<Timing>;
  clock?: Clock;
}
