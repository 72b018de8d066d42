import { ApiError } from '../../../api/apiError';
import type { Segment } from '../../../api/apiTypes';
import { systemClock, type Clock } from '../../../api/clock';
import { READING_TIMEOUT, type RequestOptions } from '../../../api/options';
import { unlessAborted } from '../../../common/abort';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Emitter, type Event } from '../../../common/events';
import { lazy } from '../../../common/lazy';
import type { AccountHandle, Accounts } from '../../accounts/account';
import type { Log } from '../../state';
import type { History, HistoryEntry } from '../history';
import { addReading } from '../statistics';
import { isAccountFailure } from './accountFailure';
import type { BackgroundReader } from './backgroundReader';
import { inParallel } from './inParallel';
import { KnownReadings } from './knownReadings';
import { Pace } from './pace';
import type { Readings } from './readings';

/** Of `readAll`: leaves room for uploads below the 250 requests a minute that the API allows. */
const PER_MINUTE = 180;
const AT_ONCE = 4;
/** `readAll` gives up after this many failures in a row: the network is down, for example. */
const MAX_FAILURES = 10;
/** Milliseconds until a computation's figures can be read. */
const COMPUTATION_TAKES = 10 * 60_000;
/** Interval in milliseconds at which to notice that a computation has passed. */
const LOOK_EVERY = 10 * 60_000;

/** What `SegmentReadings` works with. */
interface ReadingsParts {
  accounts: Pick<Accounts, 'shown' | 'byKey' | 'onDidChange'>;
  history: Pick<History, 'add' | 'folderOf' | 'onDidChange'>;
  /** IDs of an account's recently used segments, newest first. */
  recent: (accountKey: string) => readonly string[];
  /** The setting `readStatistics`: whether live accounts are read in the background. */
  isAutomatic: () => boolean;
  onDidChangeSettings: Event<void>;
  /** The last computation before a time, both milliseconds since 1970. */
  lastComputation: (at: number) => number;
  /** The state folder, which all windows share. */
  storage: string;
  /** Called before anything is written there. */
  openStorage?: () => Promise<void>;
  log: Pick<Log, 'info' | 'warn'>;
  clock?: Clock;
}

interface Running {
  accountKey: string;
  entry: Promise<HistoryEntry>;
  isBackground: boolean;
  /** Ends the request. */
  stop: () => void;
}

/** See `Readings`. */
export class SegmentReadings extends DisposableOwner implements Readings {
  private readonly known: KnownReadings;
  private readonly changed = this.register(
    new Emitter<{ accountKey: string; segmentId?: string }>(),
  );
  readonly onDidChange = this.changed.event;
  private readonly running = new Map<string, Running>();
  /** When segments were last read from here: the API may have answered without figures. */
  private readonly readAt = new Map<string, number>();
  /** Accounts whose data was deleted while they are shown: not read in the background. */
  private readonly forgotten = new Set<string>();
  private readonly followed = new Map<string, readonly Segment[]>();
  private readonly clock: Clock;
  private readonly pace: Pace;
  private background: BackgroundReader | undefined;
  private looking: NodeJS.Timeout | undefined;
  private readingAll = 0;

  constructor(private readonly parts: ReadingsParts) {
    super();
    this.clock = parts.clock ?? systemClock;
    this.pace = new Pace(PER_MINUTE, this.clock.now);
    this.known = this.register(new KnownReadings(parts.history));
    this.register(this.known.onDidChange((change) => this.changed.fire(change)));
    this.register(parts.accounts.onDidChange(() => this.accountsChanged()));
    this.register(parts.onDidChangeSettings(() => this.wake()));
    this.register(this.known.onDidForget((accountKey) => this.forget(accountKey)));
    this.register({ dispose: () => this.stop() });
    this.register({ dispose: () => clearInterval(this.looking) });
  }

  load(account: AccountHandle): Promise<void> {
    return this.known.load(account.key);
  }

  last(account: AccountHandle, segmentId: string): HistoryEntry | undefined {
    return this.known.last(account.key, segmentId);
  }

  isReading(account: AccountHandle, segmentId: string): boolean {
    return this.running.has(keyOf(account.key, segmentId));
  }

  read(account: AccountHandle, segmentId: string): Promise<HistoryEntry> {
    const running = this.running.get(keyOf(account.key, segmentId));
    if (!running) return this.begin(account, segmentId, false);
    // The background gives up sooner than a person who asked should.
    if (running.isBackground) return running.entry.catch(() => this.read(account, segmentId));
    return running.entry;
  }

  follow(account: AccountHandle, segments: readonly Segment[]): void {
    this.followed.set(account.key, segments);
    this.looking ??= setInterval(() => this.wake(), LOOK_EVERY).unref();
    void this.known.load(account.key).then(() => this.wake());
  }

  async readAll(
    account: AccountHandle,
    segmentIds: readonly string[],
    { signal, onProgress }: Parameters<Readings['readAll']>[2],
  ): Promise<{ read: number; failed: number }> {
    signal.throwIfAborted();
    await unlessAborted(this.known.load(account.key), signal);
    const result = { read: 0, failed: 0 };
    const unread = segmentIds.filter((segmentId) => !this.isFresh(account.key, segmentId));
    let failuresInARow = 0;
    const readOne = async (segmentId: string): Promise<void> => {
      while (this.pace.wait > 0) await this.clock.sleep(this.pace.wait, signal);
      signal.throwIfAborted();
      try {
        if (!this.isReading(account, segmentId)) this.pace.count();
        await unlessAborted(this.read(account, segmentId), signal);
        result.read++;
        failuresInARow = 0;
      } catch (error) {
        if (!(error instanceof ApiError) || signal.aborted) throw error;
        result.failed++;
        if (isAccountFailure(error) || ++failuresInARow === MAX_FAILURES) throw error;
      }
      onProgress(result.read + result.failed, unread.length);
    };
    this.readingAll++;
    try {
      await inParallel(AT_ONCE, unread, readOne);
    } finally {
      this.readingAll--;
      this.wake();
    }
    return result;
  }

  private begin(
    account: AccountHandle,
    segmentId: string,
    isBackground: boolean,
    options?: RequestOptions,
  ): Promise<HistoryEntry> {
    const key = keyOf(account.key, segmentId);
    const change = { accountKey: account.key, segmentId };
    const stopping = new AbortController();
    if (this.disposed) stopping.abort();
    const entry = (async () => {
      try {
        const { entry: reading } = await addReading(this.parts.history, account, segmentId, {
          timeout: READING_TIMEOUT,
          ...options,
          signal: options?.signal
            ? AbortSignal.any([stopping.signal, options.signal])
            : stopping.signal,
        });
        this.known.keep(account.key, segmentId, reading);
        this.readAt.set(key, reading.at);
        return reading;
      } finally {
        this.running.delete(key);
        this.changed.fire(change);
      }
    })();
    this.running.set(key, {
      accountKey: account.key,
      entry,
      isBackground,
      stop: () => stopping.abort(),
    });
    this.changed.fire(change);
    return entry;
  }

  /**
   * Nothing of an account is to be written again once its data was deleted, unless a person asks for
   * it.
   */
  private forget(accountKey: string): void {
    this.forgotten.add(accountKey);
    this.stop(accountKey);
    for (const key of this.readAt.keys())
      if (key.startsWith(keyOf(accountKey, ''))) this.readAt.delete(key);
  }

  /** Ends the requests of an account, or all. */
  private stop(accountKey?: string): void {
    for (const running of this.running.values())
      if (accountKey === undefined || running.accountKey === accountKey) running.stop();
  }

  /** Whether there is a reading since the last computation. */
  private isFresh(accountKey: string, segmentId: string): boolean {
    const at = Math.max(
      this.known.last(accountKey, segmentId)?.at ?? 0,
      this.readAt.get(keyOf(accountKey, segmentId)) ?? 0,
    );
    return at >= this.parts.lastComputation(this.clock.now() - COMPUTATION_TAKES);
  }

  /** Whether the account may be read in the background. */
  private isAllowed(account: AccountHandle): boolean {
    return !this.forgotten.has(account.key) && (account.sandbox || this.parts.isAutomatic());
  }

  /**
   * The next segment to read in the background: the recently used ones first, then in the view's
   * order. `isExcluded`: leaves out more segments.
   */
  private nextUnread(
    isExcluded: (account: AccountHandle, segmentId?: string) => boolean,
  ): { account: AccountHandle; segmentId: string } | undefined {
    for (const account of this.parts.accounts.shown()) {
      const segments = this.followed.get(account.key);
      if (!segments || !this.isAllowed(account) || isExcluded(account)) continue;
      const isUnread = ({ id, type }: Segment): boolean =>
        type === 'ContactList' &&
        !this.isFresh(account.key, id) &&
        !this.isReading(account, id) &&
        !isExcluded(account, id);
      const recent = this.parts
        .recent(account.key)
        .flatMap((id) => segments.find((segment) => segment.id === id) ?? []);
      const next = recent.find(isUnread) ?? segments.find(isUnread);
      if (next) return { account, segmentId: next.id };
    }
    return undefined;
  }

  private accountsChanged(): void {
    const shown = new Set(this.parts.accounts.shown().map(({ key }) => key));
    for (const key of this.followed.keys()) if (!shown.has(key)) this.followed.delete(key);
    for (const key of this.forgotten) if (!shown.has(key)) this.forgotten.delete(key);
    this.known.keepOnly(shown);
    this.wake();
  }

  /** Something changed that the background reader decides by. */
  private wake(): void {
    if (this.background) this.background.wake();
    else if (!this.disposed && this.nextUnread(() => false))
      this.startBackground().catch(() =>
        this.parts.log.warn('readings: the background reader was not loaded'),
      );
  }

  private readonly startBackground = lazy(async () => {
    await this.parts.openStorage?.();
    const { BackgroundReader } = await import('./backgroundReader');
    this.background = this.register(
      new BackgroundReader({
        storage: this.parts.storage,
        log: this.parts.log,
        clock: this.clock,
        next: (isExcluded) => this.nextUnread(isExcluded),
        isWanted: ({ key }) => {
          const account = this.parts.accounts.byKey(key);
          return account !== undefined && this.followed.has(key) && this.isAllowed(account);
        },
        isPaused: () => this.readingAll > 0,
        isFresh: async ({ account, segmentId }) => {
          await this.known.reread(account.key, segmentId);
          return this.isFresh(account.key, segmentId);
        },
        read: ({ account, segmentId }, options) => this.begin(account, segmentId, true, options),
      }),
    );
    this.background.wake();
  });
}

function keyOf(accountKey: string, segmentId: string): string {
  return `${accountKey}/${segmentId}`;
}
