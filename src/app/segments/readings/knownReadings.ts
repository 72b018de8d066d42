import { isDeepStrictEqual } from 'node:util';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Emitter, type Disposable } from '../../../common/events';
import { Later } from '../../../common/later';
import { readSize } from '../../../upload/segmentSize';
import type { History, HistoryEntry } from '../history';
import { NO_HISTORY, ReadingFiles, type RecentHistory } from './readingFiles';

/** Milliseconds for which changed files are collected: one append is reported several times. */
const COLLECT = 50;
/** With more changed files than this, all are read. */
const MAX_CHANGED = 50;

interface AccountReadings {
  bySegment: Map<string, RecentHistory>;
  loading: Promise<void>;
  readonly watch: Disposable;
  /** Segments whose file changed; `all` if any may have. */
  changed: Set<string> | 'all';
  readonly reading: Later;
}

/**
 * The last reading of each segment and what was sent since, in memory: read from the history once per
 * account, and followed while this and other processes add to it.
 */
export class KnownReadings extends DisposableOwner {
  private readonly accounts = new Map<string, AccountReadings>();
  private readonly changed = this.register(
    new Emitter<{ accountKey: string; segmentId?: string }>(),
  );
  /** `segmentId` is undefined when any of the account's readings may have changed. */
  readonly onDidChange = this.changed.event;

  private readonly forgotten = this.register(new Emitter<string>());
  /** The history of an account was deleted, here or by another process. */
  readonly onDidForget = this.forgotten.event;
  private readonly files: ReadingFiles;

  constructor(history: Pick<History, 'folderOf' | 'onDidChange'>) {
    super();
    this.files = new ReadingFiles(history);
    this.register(
      history.onDidChange(({ accountKey, segmentId, kind }) => {
        if (kind === undefined) this.forget(accountKey);
        else this.noteChange(accountKey, segmentId);
      }),
    );
  }

  /** Reads an account's readings from disk, the first time. Never rejects. */
  load(accountKey: string): Promise<void> {
    const known = this.accounts.get(accountKey);
    if (known) return known.loading;
    if (this.disposed) return Promise.resolve();
    const account: AccountReadings = {
      bySegment: new Map(),
      loading: Promise.resolve(),
      // Before reading, so that nothing added meanwhile is missed.
      watch: this.files.watch(accountKey, (segmentId) => this.noteChange(accountKey, segmentId)),
      changed: new Set(),
      reading: new Later('after', COLLECT, () => this.readChanged(accountKey, account)),
    };
    this.accounts.set(accountKey, account);
    account.loading = this.readAll(accountKey, account);
    return account.loading;
  }

  recent(accountKey: string, segmentId: string): RecentHistory {
    return this.accounts.get(accountKey)?.bySegment.get(segmentId) ?? NO_HISTORY;
  }

  /** Keeps a reading that was just taken, whether or not it could be written. */
  keep(accountKey: string, segmentId: string, reading: HistoryEntry): void {
    const account = this.accounts.get(accountKey);
    const known = this.recent(accountKey, segmentId);
    const kept = { ...known, ...(readSize(reading) && { reading }), readAt: reading.at };
    if (account) this.put(accountKey, account, segmentId, kept);
  }

  /** Drops the accounts that aren't shown any more; `load` reads them again. */
  keepOnly(accountKeys: ReadonlySet<string>): void {
    for (const [key, account] of this.accounts) {
      if (accountKeys.has(key)) continue;
      this.accounts.delete(key);
      release(account);
    }
  }

  override dispose(): void {
    this.keepOnly(new Set());
    super.dispose();
  }

  private forget(accountKey: string): void {
    this.accounts.get(accountKey)?.bySegment.clear();
    this.forgotten.fire(accountKey);
    this.changed.fire({ accountKey });
  }

  private noteChange(accountKey: string, segmentId: string | undefined): void {
    const account = this.accounts.get(accountKey);
    if (!account) return;
    if (segmentId === undefined) account.changed = 'all';
    else if (account.changed !== 'all') account.changed.add(segmentId);
    account.reading.call();
  }

  private async readChanged(accountKey: string, account: AccountReadings): Promise<void> {
    await account.loading;
    const { changed } = account;
    account.changed = new Set();
    if (changed === 'all' || changed.size > MAX_CHANGED) {
      account.loading = this.readAll(accountKey, account);
      return account.loading;
    }
    for (const segmentId of changed) {
      try {
        this.put(accountKey, account, segmentId, await this.files.recent(accountKey, segmentId));
      } catch {
        continue; // keeps what it knows, for example of a network drive that is away
      }
    }
  }

  private async readAll(accountKey: string, account: AccountReadings): Promise<void> {
    try {
      const before = new Set(account.bySegment.values());
      const read = await this.files.all(accountKey);
      const isForgotten = before.size > 0 && read.size === 0;
      // One taken meanwhile may be newer than what was read, or not be written yet.
      for (const [segmentId, recent] of account.bySegment) {
        const other = read.get(segmentId);
        if (other ? isOlder(other, recent) : !isForgotten || !before.has(recent))
          read.set(segmentId, recent);
      }
      account.bySegment = read;
      if (isForgotten) this.forgotten.fire(accountKey);
    } catch {
      // Without the folder, nothing is known.
    }
    if (this.accounts.get(accountKey) === account) this.changed.fire({ accountKey });
  }

  private put(
    accountKey: string,
    account: AccountReadings,
    segmentId: string,
    recent: RecentHistory,
  ): void {
    const known = account.bySegment.get(segmentId) ?? NO_HISTORY;
    if (isOlder(recent, known) || isDeepStrictEqual(known, recent)) return;
    account.bySegment.set(segmentId, recent);
    if (this.accounts.get(accountKey) === account) this.changed.fire({ accountKey, segmentId });
  }
}

/** Whether it was read, and the other later. */
function isOlder(one: RecentHistory, { readAt = -Infinity }: RecentHistory): boolean {
  return one.readAt !== undefined && one.readAt < readAt;
}

function release({ watch, reading }: AccountReadings): void {
  watch.dispose();
  reading.dispose();
}
