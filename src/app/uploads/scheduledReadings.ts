import { DisposableOwner } from '../../common/disposableOwner';
import type { AccountHandle, Accounts } from '../accounts/account';
import type { History } from '../segments/history';
import { takeReading } from '../segments/statistics';
import type { KeyValueStore } from '../state';
import { nextComputation } from './schedule';

const KEY = 'criteoAudiences.laterReadings';
/** After a computation, before its figures are asked for. */
const SETTLED = 10 * 60_000;
/** A reading that nobody was there for is not made up for after this. */
const STALE = 24 * 3600_000;
const MOST = 50;

interface ScheduledReading {
  accountKey: string;
  segmentId: string;
  at: number;
}

/**
 * Reads a list's figures once after the computation that follows an upload, if a window is open
 * then.
 */
export class ScheduledReadings extends DisposableOwner {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly memory: KeyValueStore,
    private readonly accounts: Accounts,
    private readonly history: History,
  ) {
    super();
    this.register({ dispose: () => clearTimeout(this.timer) });
    this.schedule();
  }

  async add(account: AccountHandle, segmentId: string, uploadedAt: number): Promise<void> {
    const due: ScheduledReading = {
      accountKey: account.key,
      segmentId,
      at: nextComputation(uploadedAt) + SETTLED,
    };
    const others = this.all().filter(
      (one) => one.accountKey !== due.accountKey || one.segmentId !== segmentId,
    );
    await this.memory.update(KEY, [due, ...others].slice(0, MOST));
    this.schedule();
  }

  /** For a hand-over. */
  async forget(accountKey: string): Promise<void> {
    await this.memory.update(
      KEY,
      this.all().filter((one) => one.accountKey !== accountKey),
    );
  }

  private all(): ScheduledReading[] {
    const value = this.memory.get<unknown>(KEY);
    return Array.isArray(value) ? value.filter(isDue) : [];
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const first = Math.min(...this.all().map(({ at }) => at));
    if (!Number.isFinite(first) || this.disposed) return;
    // Never at once: a start of the editor makes no call.
    this.timer = setTimeout(() => void this.readDue(), Math.max(60_000, first - Date.now()));
    this.timer.unref();
  }

  private async readDue(): Promise<void> {
    const now = Date.now();
    const due = this.all().filter(({ at }) => at <= now);
    await this.memory.update(
      KEY,
      this.all().filter(({ at }) => at > now),
    );
    for (const { accountKey, segmentId, at } of due) {
      const account = this.accounts.byKey(accountKey);
      if (!account || now - at > STALE) continue;
      try {
        await takeReading(this.history, account, segmentId);
      } catch {
        continue; // a reading more, not a duty
      }
    }
    this.schedule();
  }
}

function isDue(value: unknown): value is ScheduledReading {
  if (typeof value !== 'object' || value === null) return false;
  const { accountKey, segmentId, at } = value as Record<string, unknown>;
  return typeof accountKey === 'string' && typeof segmentId === 'string' && typeof at === 'number';
}
