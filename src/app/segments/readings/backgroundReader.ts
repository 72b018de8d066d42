import { ApiError } from '../../../api/apiError';
import type { Clock } from '../../../api/clock';
import type { RequestOptions } from '../../../api/options';
import type { Disposable } from '../../../common/events';
import type { AccountHandle } from '../../accounts/account';
import type { Log } from '../../state';
import { isAccountFailure } from './accountFailure';
import { Pace } from './pace';
import { ReaderTurn } from './readerTurn';

/** Requests in any 60 seconds, of all windows together. */
const PER_MINUTE = 60;
/** Requests while the window is open, retries included. */
const PER_SESSION = 200;
/** Attempts of one request: the second is for a token that the API no longer accepts. */
const MAX_TRIES = 2;
/** The background reading of an account ends after this many failures in a row. */
const MAX_FAILURES = 3;
/** Intervals in milliseconds at which to look whether uploads have ended, and whether it is this window's turn. */
const UPLOAD_POLL = 5_000;
const TURN_POLL = 30_000;

interface Unread {
  account: AccountHandle;
  segmentId: string;
}

/** What the reader works with. */
interface BackgroundParts {
  /** The state folder. */
  storage: string;
  log: Pick<Log, 'info' | 'warn'>;
  clock: Clock;
  /** The next segment to read, but none of those excluded; without an ID, the account as a whole. */
  next(isExcluded: (account: AccountHandle, segmentId?: string) => boolean): Unread | undefined;
  /** Whether the account is still shown, and may be read. */
  isWanted(account: AccountHandle): boolean;
  /** Whether requests that the user asked for come first. */
  isPaused(): boolean;
  /** Whether another process has read it in the meantime. */
  isFresh(unread: Unread): Promise<boolean>;
  read(unread: Unread, options: RequestOptions): Promise<unknown>;
}

/**
 * Reads segments one at a time, for as long as there is one to read, within its limits and never
 * while an upload is in progress.
 */
export class BackgroundReader implements Disposable {
  private readonly turn: ReaderTurn;
  private pace: Pace;
  private spent = 0;
  private readonly failed = new Set<string>();
  /** Accounts that aren't read any more, with the client that failed: signing in gives another. */
  private readonly stopped = new Map<string, AccountHandle['client']>();
  private readonly failuresInARow = new Map<string, number>();
  private readonly ending = new AbortController();
  private current: { account: AccountHandle; stop: AbortController } | undefined;
  private isRunning = false;

  constructor(private readonly parts: BackgroundParts) {
    this.turn = new ReaderTurn(parts.storage);
    this.pace = new Pace(PER_MINUTE, parts.clock.now);
  }

  /** Looks again: there may be more to read, or less. */
  wake(): void {
    if (this.current && !this.parts.isWanted(this.current.account)) this.current.stop.abort();
    if (this.isRunning || this.ending.signal.aborted) return;
    this.isRunning = true;
    void this.run().catch(() => {
      this.isRunning = false;
      if (!this.ending.signal.aborted)
        this.parts.log.warn('readings: the background reader stopped unexpectedly');
      this.dispose();
    });
  }

  dispose(): void {
    this.ending.abort();
    this.current?.stop.abort();
    this.turn.release();
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    for (;;) {
      signal.throwIfAborted();
      const next = this.parts.next((account, id) => this.isExcluded(account, id));
      if (!next || this.spent >= PER_SESSION) {
        // With the session's requests used up it keeps the turn, or the other windows would each
        // send as many.
        if (!next) this.turn.release();
        this.isRunning = false;
        return;
      }
      const wait = this.waitBefore(next.account);
      if (wait > 0) await this.parts.clock.sleep(wait, signal);
      else if (!(await this.parts.isFresh(next)) && !signal.aborted) await this.readOne(next);
    }
  }

  /** Milliseconds to wait before looking again; 0 if a request may begin. */
  private waitBefore({ client }: AccountHandle): number {
    const { clock } = this.parts;
    if (this.parts.isPaused() || this.turn.isUploading) return UPLOAD_POLL;
    const turn = this.turn.take();
    if (turn === 'elsewhere') return TURN_POLL;
    if (turn === 'taken') this.pace = new Pace(PER_MINUTE, clock.now, this.turn.lastStarts());
    // Whoever waits for the API's limit was asked for by a person.
    const limited = (client.rateLimiter.waiting?.until ?? 0) - clock.now();
    return Math.max(limited, this.pace.wait);
  }

  private async readOne(unread: Unread): Promise<void> {
    const { account } = unread;
    if (!this.parts.isWanted(account)) return;
    const stop = new AbortController();
    this.current = { account, stop };
    let tries = 0;
    let isUploading = false;
    const mayTry = (): boolean => {
      isUploading = this.turn.isUploading;
      if (isUploading) return false;
      if (++tries === 1) return true;
      if (tries > MAX_TRIES || this.spent >= PER_SESSION || this.pace.wait > 0) return false;
      this.count();
      return true;
    };
    this.count();
    try {
      await this.parts.read(unread, { signal: stop.signal, mayTry });
      this.failuresInARow.delete(account.key);
    } catch (error) {
      if (!stop.signal.aborted && !isUploading) this.noteFailure(unread, error);
    } finally {
      this.current = undefined;
    }
  }

  private count(): void {
    this.spent++;
    this.pace.count();
    this.turn.keepStarts(this.pace.recent());
  }

  private noteFailure({ account, segmentId }: Unread, error: unknown): void {
    this.failed.add(`${account.key}/${segmentId}`);
    const inARow = (this.failuresInARow.get(account.key) ?? 0) + 1;
    this.failuresInARow.set(account.key, inARow);
    if (inARow < MAX_FAILURES && !isAccountFailure(error)) return;
    this.failuresInARow.delete(account.key);
    this.stopped.set(account.key, account.client);
    const code = error instanceof ApiError ? error.kind : 'unexpected';
    this.parts.log.warn(`readings: no more in the background for an account (${code})`);
  }

  private isExcluded({ key, client }: AccountHandle, segmentId?: string): boolean {
    return segmentId === undefined
      ? this.stopped.get(key) === client
      : this.failed.has(`${key}/${segmentId}`);
  }
}
