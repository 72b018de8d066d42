import { ApiError } from '../../../api/apiError';
import type { Clock } from '../../../api/clock';
import type { Disposable } from '../../../common/events';
import type { AccountHandle } from '../../accounts/account';
import type { Log } from '../../state';
import { isAccountFailure } from './accountFailure';

/** Readings of this window in any 60 seconds. */
export const PER_MINUTE = 20;
const MINUTE = 60_000;
/** The reading of an account ends after this many failures in a row. */
const MAX_FAILURES = 3;

export interface Unread {
  account: AccountHandle;
  segmentId: string;
}

/** What the reader works with. */
interface BackgroundParts {
  log: Pick<Log, 'warn'>;
  clock: Clock;
  /** The next segment to read, of those that may be. */
  next(mayRead: (account: AccountHandle, segmentId: string) => boolean): Unread | undefined;
  read(unread: Unread): Promise<unknown>;
}

/** Reads segments one at a time, at most `PER_MINUTE`, for as long as there is one to read. */
export class BackgroundReader implements Disposable {
  /** Milliseconds since 1970, oldest first. */
  private starts: number[] = [];
  /** Segments whose reading failed. */
  private readonly failed = new Set<string>();
  /** Accounts that aren't read any more, with the client that failed: signing in gives another. */
  private readonly stopped = new Map<string, AccountHandle['client']>();
  private readonly failuresInARow = new Map<string, number>();
  private readonly ending = new AbortController();
  private isRunning = false;

  constructor(private readonly parts: BackgroundParts) {}

  /** Whether a segment is read, once it is its turn: nothing that failed is. */
  readonly mayRead = ({ key, client }: AccountHandle, segmentId: string): boolean =>
    this.stopped.get(key) !== client && !this.failed.has(`${key}/${segmentId}`);

  /** What failed may be read again, as after a computation. */
  forgetFailures(): void {
    this.failed.clear();
    this.stopped.clear();
    this.failuresInARow.clear();
  }

  /** Looks again: there may be more to read, or less. */
  wake(): void {
    if (this.isRunning || this.ending.signal.aborted) return;
    this.isRunning = true;
    // Only the wait rejects, once this is disposed.
    void this.run().catch(() => undefined);
  }

  dispose(): void {
    this.ending.abort();
  }

  private async run(): Promise<void> {
    const { clock, next, read } = this.parts;
    const { signal } = this.ending;
    for (let unread = next(this.mayRead); unread; unread = next(this.mayRead)) {
      signal.throwIfAborted();
      const now = clock.now();
      // Those in the future are from before somebody set the clock back.
      this.starts = this.starts.filter((at) => at > now - MINUTE && at <= now);
      if (this.starts.length < PER_MINUTE) {
        this.starts.push(now);
        const { account } = unread;
        await read(unread).then(
          () => this.failuresInARow.delete(account.key),
          (error: unknown) => this.noteFailure(unread, error),
        );
      } else await clock.sleep((this.starts[0] ?? now) + MINUTE - now, signal);
    }
    this.isRunning = false;
  }

  private noteFailure({ account, segmentId }: Unread, error: unknown): void {
    const { key, client } = account;
    const code = error instanceof ApiError ? error.kind : 'unexpected';
    if (code === 'cancelled') return;
    this.failed.add(`${key}/${segmentId}`);
    const inARow = (this.failuresInARow.get(key) ?? 0) + 1;
    this.failuresInARow.set(key, inARow);
    if (inARow < MAX_FAILURES && !isAccountFailure(error)) return;
    this.failuresInARow.delete(key);
    this.stopped.set(key, client);
    this.parts.log.warn(`readings: no more in the background for an account (${code})`);
  }
}
