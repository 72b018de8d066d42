import type { FormatCounts, Totals } from '../jobTypes';
import { sliceSize, type ChunkSlice } from './chunkSlices';

/**
 * `rejected`: the API rejected the whole request. Another run tries it again, as the cause may be
 * gone by then.
 */
export type SliceState = 'pending' | 'sending' | 'sent' | 'rejected' | 'unknown';

export interface SliceRecord {
  slice: ChunkSlice;
  state: SliceState;
  accepted: number;
  refused: number;
  unknown: number;
  /** The state before sending, restored if the request certainly wasn't processed. */
  before: Exclude<SliceState, 'sending' | 'sent'>;
  /** Rejected in this run, which doesn't try it again. */
  isClosed: boolean;
}

/** The record of a slice that was never sent. */
export function pendingRecord(slice: ChunkSlice): SliceRecord {
  return {
    slice,
    state: 'pending',
    accepted: 0,
    refused: 0,
    unknown: 0,
    before: 'pending',
    isClosed: false,
  };
}

/** Adds up the counts of slices that fit, without pending ones and those in flight. */
export function addUp(
  records: readonly SliceRecord[],
  fits: (slice: ChunkSlice) => boolean,
): Totals {
  const totals: Totals = { sent: 0, accepted: 0, refused: 0, unknown: 0 };
  for (const record of records) {
    if (record.state === 'pending' || record.state === 'sending' || !fits(record.slice)) continue;
    totals.sent += sliceSize(record.slice);
    totals.accepted += record.accepted;
    totals.refused += record.refused;
    totals.unknown += record.unknown;
  }
  return totals;
}

/** The same of the other hash formats of a remove, one entry each. */
export function addUpFormats(records: readonly SliceRecord[]): FormatCounts[] {
  const formats = new Set(records.map(({ slice }) => slice.format));
  for (const other of ['given', 'every', 'together', 'otherCase', 'everyOtherCase'] as const)
    formats.delete(other);
  return [...formats].map((form) => ({
    form: form as FormatCounts['form'],
    ...addUp(records, ({ format }) => format === form),
  }));
}

/** How many records match. */
export function countRecords(
  records: Iterable<SliceRecord>,
  matches: (record: SliceRecord) => boolean,
): number {
  let n = 0;
  for (const record of records) if (matches(record)) n++;
  return n;
}
