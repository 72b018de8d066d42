import { DisposableOwner } from '../../common/disposableOwner';
import { nextComputation } from '../../upload/schedule';
import type { AccountHandle, Accounts } from '../accounts/account';
import type { History } from '../segments/history';
import { takeReading } from '../segments/statistics';
import type { KeyValueStore } from '../state';

const KEY = 'criteoAudiences.laterReadings';
/** How long after a computation its figures are read. */
const DELAY = 10 * 60_000;
/** A missed reading isn't made up for after this. */
const MAX_DELAY = 24 * 3600_000;
const MAX_READINGS = 50;
/** Milliseconds. Starting the editor must not send requests. */
const SOONEST = 60_000;

interface ScheduledReading {
  accountKey: string;
  segmentId: string;
  at: number;
}

/**
 * Reads a segment's figures once after the computation that follows an upload, if a window is open
 * then.
 */
export class ScheduledReadings extends DisposableOwner {
  private readonly reading = this.later('pause', SOONEST, () => this.readDue());

  constructor(
    private readonly store: KeyValueStore,
    private readonly accounts: Accounts,
    private readonly history: History,
  ) {
    super();
    this.schedule();
  }

  async add(account: AccountHandle, segmentId: string, uploadedAt: number): Promise<void> {
    const due: ScheduledReading = {
      accountKey: account.key,
      segmentId,
      at: nextComputation(uploadedAt) + DELAY,
    };
    const others = this.all().filter(
      (reading) => reading.accountKey !== due.accountKey || reading.segmentId !== segmentId,
    );
    await this.store.update(KEY, [due, ...others].slice(0, MAX_READINGS));
    this.schedule();
  }

  /** Deletes an account's scheduled readings, for example before handing over a machine. */
  async forget(accountKey: string): Promise<void> {
    await this.store.update(
      KEY,
      this.all().filter((reading) => reading.accountKey !== accountKey),
    );
  }

  private all(): ScheduledReading[] {
    const value = this.store.get<unknown>(KEY);
    return Array.isArray(value) ? value.filter(isScheduledReading) : [];
  }

  private schedule(): void {
    this.reading.cancel();
    const first = Math.min(...this.all().map(({ at }) => at));
    if (Number.isFinite(first)) this.reading.call(Math.max(SOONEST, first - Date.now()));
  }

  private async readDue(): Promise<void> {
    const now = Date.now();
    const due = this.all().filter(({ at }) => at <= now);
    await this.store.update(
      KEY,
      this.all().filter(({ at }) => at > now),
    );
    for (const { accountKey, segmentId, at } of due) {
      const account = this.accounts.byKey(accountKey);
      if (!account || now - at > MAX_DELAY) continue;
      try {
        await takeReading(this.history, account, segmentId);
      } catch {
        continue; // a reading more, not a duty
      }
    }
    this.schedule();
  }
}

function isScheduledReading(value: unknown): value is ScheduledReading {
  if (typeof value !== 'object' || value === null) return false;
  const { accountKey, segmentId, at } = value as Record<string, unknown>;
  return typeof accountKey === 'string' && typeof segmentId === 'string' && typeof at === 'number';
}
