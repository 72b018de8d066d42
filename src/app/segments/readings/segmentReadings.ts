import { ApiError } from '../../../api/apiError';
import type { Segment } from '../../../api/apiTypes';
import { systemClock, type Clock } from '../../../api/clock';
import { READING_TIMEOUT, type RequestOptions } from '../../../api/options';
import { unlessAborted } from '../../../common/abort';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Emitter, type Event } from '../../../common/events';
import { inHandUntil } from '../../../common/later';
import { lazy } from '../../../common/lazy';
import type { AccountHandle, Accounts } from '../../accounts/account';
import type { Log } from '../../state';
import type { History, HistoryEntry } from '../history';
import type { KnownSize } from '../sizes/knownSize';
import { sizeOf, type SentTo } from '../sizes/knownSizes';
import { ReadingDays } from '../sizes/readingDays';
import { addReading } from '../statistics';
import { isAccountFailure } from './accountFailure';
import type { BackgroundReader, Unread } from './backgroundReader';
import { inParallel } from './inParallel';
import { KnownReadings } from './knownReadings';
import { Pace, PER_MINUTE } from './pace';
import type { ReadingProgress, Readings } from './readings';

const AT_ONCE = 4;
/** `readAll` gives up after this many failures in a row: the network is down, for example. */
const MAX_FAILURES = 10;
/** Milliseconds until a computation's figures can be read. */
const COMPUTATION_TAKES = 10 * 60_000;
/** Interval in milliseconds at which to notice that a computation has passed. */
const LOOK_EVERY = 10 * 60_000;

/** What `SegmentReadings` works with. */
export interface ReadingsParts {
  accounts: Pick<Accounts, 'shown' | 'byKey' | 'onDidChange'>;
  history: Pick<History, 'add' | 'folderOf' | 'onDidChange'>;
  /** IDs of an account's recently used segments, newest first. */
  recent: (accountKey: string) => readonly string[];
  sentTo?: SentTo;
  /** That may be something else than before: a record was deleted, for example. */
  onDidChangeSent?: Event<void>;
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
  /** Accounts whose data was deleted while they are shown: not read in the background. */
  private readonly forgotten = new Set<string>();
  /** The contact lists that the view shows. */
  private readonly followed = new Map<string, Record<'all' | 'onScreen', readonly string[]>>();
  /** What is fresh was read after this computation. */
  private computation = 0;
  private readonly clock: Clock;
  private readonly pace: Pace;
  private background: BackgroundReader | undefined;
  private readonly looking = this.later('each', LOOK_EVERY, () => this.look());
  private readonly days = new ReadingDays();
  /** Where `readAll` runs. */
  private readonly readingAll = new Set<{ account: AccountHandle }>();

  constructor(private readonly parts: ReadingsParts) {
    super();
    this.clock = parts.clock ?? systemClock;
    this.pace = new Pace(PER_MINUTE.asked, this.clock.now);
    this.known = this.register(new KnownReadings(parts.history));
    this.register(this.known.onDidChange((change) => this.changed.fire(change)));
    this.register(parts.accounts.onDidChange(() => this.accountsChanged()));
    this.register(parts.onDidChangeSettings(() => this.wake()));
    const sent = parts.onDidChangeSent?.(() => {
      for (const { key } of parts.accounts.shown()) this.changed.fire({ accountKey: key });
    });
    if (sent) this.register(sent);
    this.register(this.known.onDidForget((accountKey) => this.forget(accountKey)));
    this.register({ dispose: () => this.stop() });
  }

  load(account: AccountHandle): Promise<void> {
    return this.known.load(account.key);
  }

  sizeOf(account: AccountHandle, segmentId: string): KnownSize {
    const { reading, changes } = this.known.recent(account.key, segmentId);
    const isOld = reading && reading.at < this.lastComputation();
    const now = this.clock.now();
    const sent = this.parts.sentTo?.(account, segmentId, changes);
    return {
      size: sizeOf(reading ? [reading, ...changes] : changes, sent, now),
      reading,
      day: isOld ? this.days.of(reading.at, now) : undefined,
      isReading: this.isReading(account, segmentId),
    };
  }

  isFresh({ key }: AccountHandle, segmentId: string): boolean {
    const { readAt = 0 } = this.known.recent(key, segmentId);
    return readAt >= this.lastComputation();
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

  follow(
    account: AccountHandle,
    segments: readonly Segment[],
    onScreen: readonly Segment[] = segments,
  ): void {
    const lists = (of: readonly Segment[]): string[] =>
      of.flatMap(({ id, type }) => (type === 'ContactList' ? id : []));
    this.computation ||= this.lastComputation();
    this.looking.call();
    // Before they are known, all would seem to be unread.
    const followed = this.known.load(account.key).then(() => {
      if (!this.parts.accounts.byKey(account.key)) return;
      this.followed.set(account.key, { all: lists(segments), onScreen: lists(onScreen) });
      this.progressChanged(account);
      this.wake();
    });
    void inHandUntil(followed);
  }

  progress(account: AccountHandle): ReadingProgress {
    const { all, onScreen } = this.followed.get(account.key) ?? { all: [], onScreen: [] };
    const isUnread = (id: string): boolean => !this.isFresh(account, id);
    const unread = all.filter(isUnread).length;
    const isOnScreen = onScreen.some(isUnread);
    const isAsked = [...this.readingAll].some((run) => run.account.key === account.key);
    const reading = (total: number, left: number, perMinute: number): ReadingProgress => ({
      ...{ unread, isOnScreen },
      reading: {
        ...{ done: total - left, total, minutes: Math.ceil(left / perMinute), perMinute },
        isAsked,
      },
    });
    if (unread > 0 && isAsked) return reading(all.length, unread, PER_MINUTE.asked);
    const { wanted, perMinute } = this.wanted(account);
    const left = wanted.filter(
      (id) => isUnread(id) && (this.background?.willRead(account, id) ?? true),
    ).length;
    if (left === 0) return { unread, isOnScreen };
    const waitsFor = this.background?.waitOf(account);
    return waitsFor ? { unread, isOnScreen, waitsFor } : reading(wanted.length, left, perMinute);
  }

  async readAll(
    account: AccountHandle,
    segmentIds: readonly string[],
    { signal, onProgress }: Parameters<Readings['readAll']>[2],
  ): Promise<{ read: number; failed: number }> {
    signal.throwIfAborted();
    await unlessAborted(this.known.load(account.key), signal);
    const result = { read: 0, failed: 0 };
    const unread = segmentIds.filter((segmentId) => !this.isFresh(account, segmentId));
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
    const run = { account };
    this.readingAll.add(run);
    this.progressChanged(account);
    try {
      await inParallel(AT_ONCE, unread, readOne);
    } finally {
      this.readingAll.delete(run);
      this.progressChanged(account);
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
  }

  /** Ends the requests of an account, or all. */
  private stop(accountKey?: string): void {
    for (const running of this.running.values())
      if (accountKey === undefined || running.accountKey === accountKey) running.stop();
  }

  /** Whether the account may be read in the background. */
  private isAllowed(account: AccountHandle): boolean {
    return !this.forgotten.has(account.key) && (account.sandbox || this.parts.isAutomatic());
  }

  /**
   * The next segment of each account to read in the background: the recently used ones first, then in
   * the view's order.
   */
  private nextUnread(mayRead: (account: AccountHandle, segmentId: string) => boolean): Unread[] {
    return this.parts.accounts.shown().flatMap((account) => {
      const { wanted } = this.wanted(account);
      const isUnread = (id: string): boolean =>
        mayRead(account, id) && !this.isFresh(account, id) && !this.isReading(account, id);
      const recent = this.parts.recent(account.key).filter((id) => wanted.includes(id));
      const segmentId = recent.find(isUnread) ?? wanted.find(isUnread);
      return segmentId === undefined ? [] : { account, segmentId };
    });
  }

  /** What the background reader is to read of an account, and how many a minute. */
  private wanted(account: AccountHandle): { wanted: readonly string[]; perMinute: number } {
    const followed = this.isAllowed(account) ? this.followed.get(account.key) : undefined;
    const [wanted = [], perMinute] = account.sandbox
      ? [followed?.all, PER_MINUTE.sandbox]
      : [followed?.onScreen, PER_MINUTE.live];
    return { wanted, perMinute };
  }

  /** The last computation whose figures can be read. */
  private lastComputation(): number {
    return this.parts.lastComputation(this.clock.now() - COMPUTATION_TAKES);
  }

  /** Repaints what is out of date since a computation, and reads it. */
  private look(): void {
    const computation = this.lastComputation();
    if (computation !== this.computation)
      for (const accountKey of this.followed.keys()) this.changed.fire({ accountKey });
    this.computation = computation;
    this.wake();
  }

  /** Tells of no segment. */
  private progressChanged({ key }: AccountHandle): void {
    this.changed.fire({ accountKey: key, segmentId: '' });
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
    else if (!this.disposed && this.nextUnread(() => true).length > 0)
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
        lastComputation: () => this.lastComputation(),
        next: (mayRead) => this.nextUnread(mayRead),
        isWanted: ({ key }) => {
          const account = this.parts.accounts.byKey(key);
          return account !== undefined && this.followed.has(key) && this.isAllowed(account);
        },
        isPaused: () => this.readingAll.size > 0,
        isFresh: async ({ account, segmentId }) => {
          await this.known.reread(account.key, segmentId);
          return this.isFresh(account, segmentId);
        },
        read: ({ account, segmentId }, options) => this.begin(account, segmentId, true, options),
        waitChanged: () => {
          for (const account of this.parts.accounts.shown()) this.progressChanged(account);
        },
      }),
    );
    this.background.wake();
  });
}

function keyOf(accountKey: string, segmentId: string): string {
  return `${accountKey}/${segmentId}`;
}
