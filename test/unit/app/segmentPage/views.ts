import type { SegmentSnapshot } from '../../../../src/app/segmentPage/segmentSnapshot';
import type { HistoryEntry } from '../../../../src/app/segments/history';
import { OutsideText } from '../../../../src/common/outsideText';
import { account, segment } from '../segments/segments';

/** Between two computations. */
export const NOW = Date.UTC(2026, 10, 25, 9, 50);
export const HOUR = 3600_000;

/** A contact list without history, unless told otherwise. */
export function view(parts: Partial<SegmentSnapshot> = {}): SegmentSnapshot {
  return {
    account: account({}),
    segmentId: '7',
    segment: segment('7', { name: 'CRM Users' }),
    isGone: false,
    retailer: OutsideText.name('Maple & Main'),
    entries: [],
    jobs: [],
    isReading: false,
    failure: undefined,
    audiences: [],
    nameOfOther: () => undefined,
    now: NOW,
    ...parts,
  };
}

export function reading(
  at: number,
  numberOfIdentifiers?: number,
  numberOfMatches?: number,
  matchRate?: number,
): HistoryEntry {
  return { at, kind: 'reading', numberOfIdentifiers, numberOfMatches, matchRate };
}

export function upload(
  at: number,
  operation: HistoryEntry['operation'],
  accepted: number,
  jobId?: string,
): HistoryEntry {
  return { at, kind: 'upload', operation, accepted, jobId };
}
