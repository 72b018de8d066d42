import { DisposableOwner } from '../../../common/disposableOwner';
import { Emitter, type Disposable } from '../../../common/events';
import { lazy } from '../../../common/lazy';
import type { AccountHandle } from '../../accounts/account';
import type { HistoryEntry } from '../history';
import type { KnownSize } from '../sizes/knownSize';
import type { ReadingProgress, Readings } from './readings';

/** Creates the readings with their first use. Before, nothing is known and nothing is read. */
export class LazyReadings extends DisposableOwner implements Readings {
  private readonly changed = this.register(
    new Emitter<{ accountKey: string; segmentId?: string }>(),
  );
  readonly onDidChange = this.changed.event;
  private readings: Readings | undefined;

  constructor(private readonly create: () => Promise<Readings & Disposable>) {
    super();
  }

  async load(account: AccountHandle): Promise<void> {
    await (await this.ready()).load(account);
  }

  isReading(account: AccountHandle, segmentId: string): boolean {
    return this.readings?.isReading(account, segmentId) ?? false;
  }

  async read(account: AccountHandle, segmentId: string): Promise<HistoryEntry> {
    return (await this.ready()).read(account, segmentId);
  }

  sizeOf(account: AccountHandle, segmentId: string): KnownSize {
    return this.readings?.sizeOf(account, segmentId) ?? { isReading: false };
  }

  isFresh(account: AccountHandle, segmentId: string): boolean {
    return this.readings?.isFresh(account, segmentId) ?? false;
  }

  follow(...shown: Parameters<Readings['follow']>): void {
    // Without the code, the rows have no sizes; whoever asks for one gets the error.
    void this.ready().then(
      (readings) => readings.follow(...shown),
      () => undefined,
    );
  }

  progress(account: AccountHandle): ReadingProgress {
    return this.readings?.progress(account) ?? { unread: 0, isOnScreen: false };
  }

  async readAll(...all: Parameters<Readings['readAll']>): ReturnType<Readings['readAll']> {
    return (await this.ready()).readAll(...all);
  }

  private readonly ready = lazy(async () => {
    const readings = this.register(await this.create());
    this.register(readings.onDidChange((change) => this.changed.fire(change)));
    this.readings = readings;
    return readings;
  });
}
