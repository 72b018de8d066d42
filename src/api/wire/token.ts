import { unlessAborted } from '../../common/abort';
import type { Clock } from '../clock';

export interface FetchedToken {
  token: string;
  /** In seconds, from the reply's `expires_in`. */
  expiresIn?: number;
}

interface PendingRenewal {
  promise: Promise<string>;
  controller: AbortController;
  waiting: number;
}

/** Lifetime of a token if the reply has none; a 401 renews it in any case. */
const DEFAULT_SECONDS = 300;
const EARLY_SECONDS = 60;

/**
 * Holds the access token, in memory only. Renews it a little early; all waiting callers share one
 * renewal.
 */
export class TokenSource {
  private current?: { token: string; expiresIn?: number; renewAt: number; renewAfter: number };
  private pending?: PendingRenewal;

  constructor(
    private readonly fetchToken: (signal: AbortSignal) => Promise<FetchedToken>,
    private readonly clock: Clock,
  ) {}

  /** The token, if there is a valid one in memory. */
  cached(): string | undefined {
    return this.current &&
      this.clock.now() < this.current.renewAt &&
      this.clock.elapsed() < this.current.renewAfter
      ? this.current.token
      : undefined;
  }

  /** How long the current token is valid in all, in seconds, if the API said so. */
  get lifetime(): number | undefined {
    return this.current?.expiresIn;
  }

  /**
   * Returns a valid token. Rejects with the error of the token request, or with the signal's
   * reason.
   */
  async get(signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const cached = this.cached();
    if (cached !== undefined) return cached;
    const renewal = (this.pending ??= this.start());
    renewal.waiting++;
    try {
      return await unlessAborted(renewal.promise, signal);
    } finally {
      // No one waits any more: the next caller must start a new renewal, not join the aborted one.
      if (--renewal.waiting === 0 && this.pending === renewal) {
        this.pending = undefined;
        renewal.controller.abort();
      }
    }
  }

  /** Drops a token that the API rejected, unless it was replaced already. */
  drop(token: string): void {
    if (this.current?.token === token) this.current = undefined;
  }

  private start(): PendingRenewal {
    const controller = new AbortController();
    const renewal: PendingRenewal = {
      controller,
      waiting: 0,
      promise: this.renew(controller.signal).finally(() => this.end(renewal)),
    };
    // The callers get the error; if all have left, no one needs it.
    renewal.promise.catch(() => undefined);
    return renewal;
  }

  private end(renewal: PendingRenewal): void {
    if (this.pending === renewal) this.pending = undefined;
  }

  private async renew(signal: AbortSignal): Promise<string> {
    const start = { at: this.clock.now(), after: this.clock.elapsed() };
    const { token, expiresIn } = await this.fetchToken(signal);
    const seconds = expiresIn ?? DEFAULT_SECONDS;
    const life = (seconds - Math.min(EARLY_SECONDS, seconds / 10)) * 1000;
    // By both clocks, whichever is first: the system clock may be set back, the monotonic one may
    // stop while the machine sleeps.
    this.current = { token, expiresIn, renewAt: start.at + life, renewAfter: start.after + life };
    return token;
  }
}
