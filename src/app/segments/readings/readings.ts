import type { Segment } from '../../../api/apiTypes';
import type { Event } from '../../../common/events';
import type { AccountHandle } from '../../accounts/account';
import type { HistoryEntry } from '../history';
import type { KnownSize } from '../sizes/knownSize';

/** Of the contact lists that a view shows. */
export interface ReadingProgress {
  /** Those that have no reading since the last computation. */
  unread: number;
  /** Whether some of them are on screen, or of an account that has few. */
  isOnScreen: boolean;
  /** How many of those that are read now have been. */
  reading?: { done: number; total: number };
}

/**
 * The last known figures of every segment, for rows that must not wait: kept in memory, read from the
 * history on this machine, and followed while this and other windows take readings.
 */
export interface Readings {
  /** `segmentId` is undefined when any of the account's readings may have changed. */
  readonly onDidChange: Event<{ accountKey: string; segmentId?: string }>;
  /** Reads the known readings of an account from disk, once. Sends no request. */
  load(account: AccountHandle): Promise<void>;
  /** The size of a segment now, by the last reading and what was sent since; unknown before `load`. */
  sizeOf(account: AccountHandle, segmentId: string): KnownSize;
  /** Whether it was read after the last computation, whether or not the API had figures. */
  isFresh(account: AccountHandle, segmentId: string): boolean;
  /** Whether a request for the segment's figures is under way in this window. */
  isReading(account: AccountHandle, segmentId: string): boolean;
  /**
   * Takes a reading now because the user asked for it; joins one that is under way. Rejects with the
   * API's error.
   */
  read(account: AccountHandle, segmentId: string): Promise<HistoryEntry>;
  /**
   * The segments that the view shows, in its order, and those of them that are on screen (see
   * `rowsOnScreen`). Those on screen without a reading since the last computation are read in the
   * background, up to 30 segments all of them, unless the setting `readStatistics` says otherwise of
   * a live account.
   */
  follow(account: AccountHandle, segments: readonly Segment[], onScreen?: readonly Segment[]): void;
  /** How far the sizes that `follow` asked for are read. */
  progress(account: AccountHandle): ReadingProgress;
  /**
   * Reads all of these that have no reading since the last computation, because the user asked for it.
   * Resolves with the number of readings taken and of those that failed; rejects with the signal's
   * reason once stopped, and with the API's error where the others would fail as well: signed out,
   * without permission, or ten in a row. What was read stays.
   */
  readAll(
    account: AccountHandle,
    segmentIds: readonly string[],
    options: { signal: AbortSignal; onProgress(done: number, total: number): void },
  ): Promise<{ read: number; failed: number }>;
}
