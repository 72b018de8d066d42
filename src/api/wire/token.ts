import { unlessAborted } from '../../common/abort';
import type { Clock } from '../clock';

export interface FetchedToken {
  token: string;
  /** Seconds, as the reply's `expires_in`. */
  expiresIn?: number;
}

interface PendingRenewal {
  promise: Promise<string>;
  controller: AbortController;
  waiting: number;
}

/** Where a reply does not say how long its token lives; a 401 renews it in any case. */
const DEFAULT_SECONDS = 300;
const EARLY_SECONDS = 60;

/**
 * The access token: in memory only, renewed a little early, one renewal in renewal shared by all who
 * wait.
 */
export class TokenSource {
  private current?: { token: string; renewAt: number; renewAfter: number };
  private pending?: PendingRenewal;

  constructor(
    private readonly fetchToken: (signal: AbortSignal) => Promise<FetchedToken>,
    private readonly clock: Clock,
  ) {}

  /** The token in memory while it is good. */
  cached(): string | undefined {
    return this.current &&
      this.clock.now() < this.current.renewAt &&
      this.clock.elapsed() < this.current.renewAfter
      ? this.current.token
      : undefined;
  }

  /** A good token. Rejects with what the token request failed with, or the signal's reason. */
  async get(signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const cached = this.cached();
    if (cached !== undefined) return cached;
    const renewal = (this.pending ??= this.start());
    renewal.waiting++;
    try {
      return await unlessAborted(renewal.promise, signal);
    } finally {
      // Nobody waits any more: whoever comes next shall start afresh, not join what is being
      // aborted.
      if (--renewal.waiting === 0 && this.pending === renewal) {
        this.pending = undefined;
        renewal.controller.abort();
      }
    }
  }

  /** Forgets a token that the API refused, unless another has taken its place already. */
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
    // Those who wait get the failure; when all have left it is nobody's.
    renewal.promise.catch(() => undefined);
    return renewal;
  }

  private end(renewal: PendingRenewal): void {
    if (this.pending === renewal) this.pending = undefined;
  }

  private async renew(signal: AbortSignal): Promise<string> {
    const start = { at: this.clock.now(), after: this.clock.elapsed() };
    const { token, expiresIn = DEFAULT_SECONDS } = await this.fetchToken(signal);
    const life = (expiresIn - Math.min(EARLY_SECONDS, expiresIn / 10)) * 1000;
    // By both clocks, whichever says so first: one may be set back, the other stand still while the
    // machine sleeps.
    this.current = { token, renewAt: start.at + life, renewAfter: start.after + life };
    return token;
  }
}
