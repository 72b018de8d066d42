import { ApiError } from '../../../api/apiError';
import type { Clock } from '../../../api/clock';
import type { RequestOptions } from '../../../api/options';
import type { Disposable } from '../../../common/events';
import type { AccountHandle } from '../../accounts/account';
import type { Log } from '../../state';
import { isAccountFailure } from './accountFailure';
import { Pace, PER_MINUTE } from './pace';
import { ReaderTurn } from './readerTurn';
import { keepStarts, lastRefusal, lastStarts, type Starts } from './sharedFigures';

/** Requests of a window between two computations, retries included. */
const PER_COMPUTATION = 200;
/** Attempts of one request: the second is for a token that the API no longer accepts. */
const MAX_TRIES = 2;
/** The background reading of an account ends after this many failures in a row. */
const MAX_FAILURES = 3;
/** Milliseconds for which nothing is read in the background after a 429. */
const AFTER_REFUSAL = 60 * 60_000;
/** Intervals in milliseconds at which to look whether uploads have ended, and whether it is this window's turn. */
const UPLOAD_POLL = 5_000;
const TURN_POLL = 30_000;

/**
 * Why no size is read in the background for now: an upload or a clear is in progress on this machine,
 * less than half of the API's requests are left, or it answered with a 429 in the last hour.
 */
export type ReadingWait = 'upload' | 'quota' | 'refused';

export interface Unread {
  account: AccountHandle;
  segmentId: string;
}

/** What the reader works with. */
interface BackgroundParts {
  /** The state folder. */
  storage: string;
  log: Pick<Log, 'info' | 'warn'>;
  clock: Clock;
  /** The last computation, in milliseconds since 1970. */
  lastComputation(): number;
  /** The next segment of each account to read, of those that may be. */
  next(mayRead: (account: AccountHandle, segmentId: string) => boolean): Unread[];
  /** Whether the account is still shown, and may be read. */
  isWanted(account: AccountHandle): boolean;
  /** Whether requests that the user asked for come first. */
  isPaused(): boolean;
  /** Whether another process has read it in the meantime. */
  isFresh(unread: Unread): Promise<boolean>;
  read(unread: Unread, options: RequestOptions): Promise<unknown>;
  /** What it waits for has changed, or it has ended. */
  waitChanged(): void;
}

/**
 * Reads segments one at a time, for as long as there is one to read, within its limits and never
 * while an upload is in progress.
 */
export class BackgroundReader implements Disposable {
  private readonly turn: ReaderTurn;
  private paces: Record<keyof Starts, Pace>;
  private spent = 0;
  /** The computation since which requests and failures are counted. */
  private computation = 0;
  private waiting: ReadonlyMap<string, ReadingWait> = new Map();
  private readonly failed = new Set<string>();
  /**
   * Accounts that aren't read any more, with the client that failed: signing in gives another. What isn't
   * about the account, such as the network, holds until the next computation.
   */
  private readonly stopped = new Map<
    string,
    { client: AccountHandle['client']; isAccount: boolean }
  >();
  private readonly failuresInARow = new Map<string, number>();
  private readonly ending = new AbortController();
  private current: { account: AccountHandle; stop: AbortController } | undefined;
  private isRunning = false;

  constructor(private readonly parts: BackgroundParts) {
    this.turn = new ReaderTurn(parts.storage);
    this.paces = this.pacesAfter({ live: [], sandbox: [] });
  }

  /** Why an account isn't read for now; undefined if it is, or there is nothing to read. */
  waitOf({ key }: AccountHandle): ReadingWait | undefined {
    return this.waiting.get(key);
  }

  /** Whether it will read a segment, once it may. */
  willRead(account: AccountHandle, segmentId: string): boolean {
    const hasEnded = this.ending.signal.aborted || this.spent >= PER_COMPUTATION;
    return !hasEnded && this.mayRead(account, segmentId);
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
    this.parts.waitChanged();
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    for (;;) {
      signal.throwIfAborted();
      this.beginComputation();
      const next = this.soonest(this.parts.next((...one) => this.mayRead(...one)));
      if (!next || this.spent >= PER_COMPUTATION) {
        // With all of its requests used up it keeps the turn, or the other windows would each send as
        // many.
        if (!next) this.turn.release();
        this.setWaiting(new Map());
        this.isRunning = false;
        return;
      }
      const { unread } = next;
      const wait = next.wait || this.waitForTurn(unread.account);
      if (wait > 0) await this.parts.clock.sleep(Math.min(wait, TURN_POLL), signal);
      else if (!(await this.parts.isFresh(unread)) && !signal.aborted) await this.readOne(unread);
    }
  }

  /** Each computation has its own requests, and may be read where the last one wasn't. */
  private beginComputation(): void {
    const computation = this.parts.lastComputation();
    if (computation === this.computation) return;
    this.computation = computation;
    this.spent = 0;
    this.failed.clear();
    for (const [key, { isAccount }] of this.stopped) if (!isAccount) this.stopped.delete(key);
  }

  /** The one that may be read first, and the milliseconds until then. */
  private soonest(all: readonly Unread[]): { unread: Unread; wait: number } | undefined {
    const waiting = new Map<string, ReadingWait>();
    let first: { unread: Unread; wait: number } | undefined;
    for (const unread of all) {
      const [wait, reason] = this.waitFor(unread);
      if (reason) waiting.set(unread.account.key, reason);
      if (!first || wait < first.wait) first = { unread, wait };
    }
    this.setWaiting(waiting);
    return first;
  }

  /** Milliseconds until a segment of the account may be read, and why, unless it is only the pace. */
  private waitFor({ account: { client, sandbox } }: Unread): [number, ReadingWait?] {
    if (this.parts.isPaused()) return [UPLOAD_POLL];
    if (this.turn.isUploading) return [UPLOAD_POLL, 'upload'];
    const now = this.parts.clock.now();
    const { rateLimiter } = client;
    // Whoever waits for the API's limit was asked for by a person.
    const limited = (rateLimiter.waiting?.until ?? 0) - now;
    if (sandbox) return [Math.max(limited, this.paces.sandbox.wait)];
    const refusal = Math.max(lastRefusal(this.parts.storage), rateLimiter.refusedAt ?? 0);
    if (refusal <= now && now - refusal < AFTER_REFUSAL)
      return [refusal + AFTER_REFUSAL - now, 'refused'];
    const quota = Math.max(limited, rateLimiter.untilHalfLeft);
    return quota > 0 ? [quota, 'quota'] : [this.paces.live.wait];
  }

  /** Milliseconds to wait because another window reads, or has just read; 0 if a request may begin. */
  private waitForTurn({ sandbox }: AccountHandle): number {
    const turn = this.turn.take();
    if (turn === 'elsewhere') return TURN_POLL;
    if (turn === 'taken') this.paces = this.pacesAfter(lastStarts(this.parts.storage));
    return this.paces[sandbox ? 'sandbox' : 'live'].wait;
  }

  private pacesAfter({ live, sandbox }: Starts): typeof this.paces {
    const { now } = this.parts.clock;
    return {
      live: new Pace(PER_MINUTE.live, now, live),
      sandbox: new Pace(PER_MINUTE.sandbox, now, sandbox),
    };
  }

  private setWaiting(waiting: ReadonlyMap<string, ReadingWait>): void {
    const before = this.waiting;
    this.waiting = waiting;
    const isSame = [...waiting].every(([key, reason]) => before.get(key) === reason);
    if (!isSame || waiting.size !== before.size) this.parts.waitChanged();
  }

  private mayRead({ key, client }: AccountHandle, segmentId: string): boolean {
    return this.stopped.get(key)?.client !== client && !this.failed.has(`${key}/${segmentId}`);
  }

  private async readOne(unread: Unread): Promise<void> {
    const { account } = unread;
    if (!this.parts.isWanted(account)) return;
    const stop = new AbortController();
    this.current = { account, stop };
    const { rateLimiter } = account.client;
    const pace = this.paces[account.sandbox ? 'sandbox' : 'live'];
    const refusedBefore = rateLimiter.refusedAt;
    let tries = 0;
    let mustWait = false;
    const mayTry = (): boolean => {
      mustWait = this.turn.isUploading || rateLimiter.refusedAt !== refusedBefore;
      if (mustWait) return false;
      if (++tries === 1) return true;
      if (tries > MAX_TRIES || this.spent >= PER_COMPUTATION || pace.wait > 0) return false;
      this.count(pace);
      return true;
    };
    this.count(pace);
    try {
      await this.parts.read(unread, { signal: stop.signal, mayTry });
      this.failuresInARow.delete(account.key);
    } catch (error) {
      if (!stop.signal.aborted && !mustWait && rateLimiter.refusedAt === refusedBefore)
        this.noteFailure(unread, error);
    } finally {
      this.current = undefined;
    }
  }

  private count(pace: Pace): void {
    this.spent++;
    pace.count();
    const { live, sandbox } = this.paces;
    keepStarts(this.parts.storage, { live: live.recent(), sandbox: sandbox.recent() });
  }

  private noteFailure({ account, segmentId }: Unread, error: unknown): void {
    this.failed.add(`${account.key}/${segmentId}`);
    const inARow = (this.failuresInARow.get(account.key) ?? 0) + 1;
    this.failuresInARow.set(account.key, inARow);
    const isAccount = isAccountFailure(error);
    if (inARow < MAX_FAILURES && !isAccount) return;
    this.failuresInARow.delete(account.key);
    this.stopped.set(account.key, { client: account.client, isAccount });
    const code = error instanceof ApiError ? error.kind : 'unexpected';
    this.parts.log.warn(`readings: no more in the background for an account (${code})`);
  }
}
