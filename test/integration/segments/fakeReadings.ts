import type { Segment } from '../../../src/api/apiTypes';
import type { AccountHandle } from '../../../src/app/accounts/account';
import type { HistoryEntry } from '../../../src/app/segments/history';
import type { ReadingProgress, Readings } from '../../../src/app/segments/readings/readings';
import type { KnownSize } from '../../../src/app/segments/sizes/knownSize';
import { Emitter } from '../../../src/common/events';
import { day } from '../../../src/common/format';
import { lastComputation } from '../../../src/upload/schedule';
import { readSize, segmentSize, type SizeChange } from '../../../src/upload/segmentSize';

/** Readings as a test sets them. */
export class FakeReadings implements Readings {
  private readonly changed = new Emitter<{ accountKey: string; segmentId?: string }>();
  readonly onDidChange = this.changed.event;
  private readonly known = new Map<string, HistoryEntry>();
  /** IDs of the segments that are being read. */
  readonly reading = new Set<string>();
  loads = 0;
  followed: readonly Segment[] = [];
  onScreen: readonly Segment[] = [];
  /** What was sent to segments, by their IDs. */
  readonly sent = new Map<string, SizeChange[]>();
  /** IDs of the segments whose reading is from before the last computation. */
  readonly outdated = new Set<string>();
  progressNow: ReadingProgress = { unread: 0, isOnScreen: false };
  /** What `read` does; by default it fails. */
  onRead: (segmentId: string) => Promise<HistoryEntry> = () =>
    Promise.reject(new Error('not expected'));

  /** Sets the last reading of a segment. */
  put(segmentId: string, reading: Partial<HistoryEntry>): HistoryEntry {
    const entry: HistoryEntry = { at: Date.now(), kind: 'reading', ...reading };
    this.known.set(segmentId, entry);
    return entry;
  }

  async load(): Promise<void> {
    this.loads += 1;
  }
  sizeOf(account: AccountHandle, segmentId: string): KnownSize {
    const reading = this.known.get(segmentId);
    const now = Date.now();
    return {
      size: segmentSize({ earlier: readSize(reading), now }, this.sent.get(segmentId) ?? []),
      reading,
      day: reading && this.outdated.has(segmentId) ? day(reading.at, now) : undefined,
      isReading: this.isReading(account, segmentId),
    };
  }
  isReading(_account: AccountHandle, segmentId: string): boolean {
    return this.reading.has(segmentId);
  }
  read(_account: AccountHandle, segmentId: string): Promise<HistoryEntry> {
    return this.onRead(segmentId);
  }
  isFresh(_account: AccountHandle, segmentId: string): boolean {
    const { at = 0 } = this.known.get(segmentId) ?? {};
    return at >= lastComputation(Date.now()) && !this.outdated.has(segmentId);
  }
  follow(
    _account: AccountHandle,
    segments: readonly Segment[],
    onScreen: readonly Segment[] = segments,
  ): void {
    this.followed = segments;
    this.onScreen = onScreen;
  }
  progress(): ReadingProgress {
    return this.progressNow;
  }
  async readAll(): Promise<{ read: number; failed: number }> {
    return { read: 0, failed: 0 };
  }
}
