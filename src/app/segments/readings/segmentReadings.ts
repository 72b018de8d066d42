import { ApiError } from '../../../api/apiError';
import type { Segment } from '../../../api/apiTypes';
import { systemClock, type Clock } from '../../../api/clock';
import { READING_TIMEOUT } from '../../../api/options';
import { unlessAborted } from '../../../common/abort';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Emitter, type Event } from '../../../common/events';
import { inHandUntil } from '../../../common/later';
import type { AccountHandle, Accounts } from '../../accounts/account';
import type { Log } from '../../state';
import type { History, HistoryEntry } from '../history';
import type { KnownSize } from '../sizes/knownSize';
import { sizeOf, type SentTo } from '../sizes/knownSizes';
import { ReadingDays } from '../sizes/readingDays';
import { addReading } from '../statistics';
import { isAccountFailure } from './accountFailure';
import { BackgroundReader, type Unread } from './backgroundReader';
import { inParallel } from './inParallel';
import { KnownReadings } from './knownReadings';
import type { ReadingProgress, Readings } from './readings';

const AT_ONCE = 4;
/** Of an account with no more segments than this, all are read in the background. */
const FEW_SEGMENTS = 30;
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
  sentTo?: SentTo;
  /** That may be something else than before: a record was deleted, for example. */
  onDidChangeSent?: Event<void>;
  /** The setting `readStatistics`: whether live accounts are read in the background. */
  isAutomatic: () => boolean;
  onDidChangeSettings: Event<void>;
  /** The last computation before a time, both milliseconds since 1970. */
  lastComputation: (at: number) => number;
  log: Pick<Log, 'warn'>;
  clock?: Clock;
}

interface Running {
  accountKey: string;
  entry: Promise<HistoryEntry>;
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
  /** The contact lists that the view shows, and those of them to read in the background. */
  private readonly followed = new Map<string, Record<'all' | 'wanted', readonly string[]>>();
  /** What is fresh was read after this computation. */
  private computation = 0;
  private readonly clock: Clock;
  private readonly background: BackgroundReader;
  private readonly looking = this.later('each', LOOK_EVERY, () => this.look());
  private readonly days = new ReadingDays();
  /** Where `readAll` runs. */
  private readonly readingAll = new Set<{ account: AccountHandle }>();

  constructor(private readonly parts: ReadingsParts) {
    super();
    this.clock = parts.clock ?? systemClock;
    this.background = this.register(
      new BackgroundReader({
        log: parts.log,
        clock: this.clock,
        next: (mayRead) => this.nextUnread(mayRead),
        read: ({ account, segmentId }) => this.begin(account, segmentId),
      }),
    );
    this.known = this.register(new KnownReadings(parts.history));
    this.register(this.known.onDidChange((change) => this.changed.fire(change)));
    this.register(parts.accounts.onDidChange(() => this.accountsChanged()));
    this.register(parts.onDidChangeSettings(() => this.background.wake()));
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
    return running ? running.entry : this.begin(account, segmentId);
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
      const wanted = segments.length <= FEW_SEGMENTS ? segments : onScreen;
      this.followed.set(account.key, { all: lists(segments), wanted: lists(wanted) });
      this.look();
      this.progressChanged(account);
    });
    void inHandUntil(followed);
  }

  progress(account: AccountHandle): ReadingProgress {
    const { all, wanted } = this.followed.get(account.key) ?? { all: [], wanted: [] };
    const isUnread = (id: string): boolean => !this.isFresh(account, id);
    const isAsked = this.isReadingAll(account);
    const read = isAsked ? all : this.isAllowed(account) ? wanted : [];
    const left = read.filter(
      (id) => isUnread(id) && (isAsked || this.background.mayRead(account, id)),
    ).length;
    return {
      unread: all.filter(isUnread).length,
      isOnScreen: wanted.some(isUnread),
      ...(left > 0 && { reading: { done: read.length - left, total: read.length } }),
    };
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
      signal.throwIfAborted();
      try {
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
      this.background.wake();
    }
    return result;
  }

  private begin(account: AccountHandle, segmentId: string): Promise<HistoryEntry> {
    const key = keyOf(account.key, segmentId);
    const change = { accountKey: account.key, segmentId };
    const stopping = new AbortController();
    if (this.disposed) stopping.abort();
    const entry = (async () => {
      try {
        const { entry: reading } = await addReading(this.parts.history, account, segmentId, {
          timeout: READING_TIMEOUT,
          signal: stopping.signal,
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

  private isReadingAll({ key }: AccountHandle): boolean {
    return [...this.readingAll].some((run) => run.account.key === key);
  }

  /** The next segment to read in the background, in the view's order; none while all of them are read. */
  private nextUnread(mayRead: BackgroundReader['mayRead']): Unread | undefined {
    for (const account of this.parts.accounts.shown()) {
      if (!this.isAllowed(account) || this.isReadingAll(account)) continue;
      const segmentId = this.followed
        .get(account.key)
        ?.wanted.find(
          (id) =>
            mayRead(account, id) && !this.isFresh(account, id) && !this.isReading(account, id),
        );
      if (segmentId !== undefined) return { account, segmentId };
    }
    return undefined;
  }

  /** The last computation whose figures can be read. */
  private lastComputation(): number {
    return this.parts.lastComputation(this.clock.now() - COMPUTATION_TAKES);
  }

  /** Repaints what is out of date since a computation, and reads it. */
  private look(): void {
    const computation = this.lastComputation();
    if (computation !== this.computation) {
      this.background.forgetFailures();
      for (const accountKey of this.followed.keys()) this.changed.fire({ accountKey });
    }
    this.computation = computation;
    this.background.wake();
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
    this.background.wake();
  }
}

function keyOf(accountKey: string, segmentId: string): string {
  return `${accountKey}/${segmentId}`;
}
