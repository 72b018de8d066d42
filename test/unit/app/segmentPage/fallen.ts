import type { SegmentSnapshot } from '../../../../src/app/segmentPage/segmentSnapshot';
import type { VerifiedSegment } from '../../../../src/app/verify/verifyTypes';
import { reading, view } from './views';

/** When the segment was read before and after its fall. */
export const BEFORE = Date.UTC(2026, 10, 24, 0, 12);
export const AFTER = Date.UTC(2026, 10, 24, 12, 20);

/** A fall from 48,210 to 31,400 at noon. */
export function fell(parts: Partial<VerifiedSegment> = {}): VerifiedSegment {
  return {
    segmentId: '7',
    state: 'unexplained-fall',
    read: { identifiers: 31_400, at: new Date(AFTER).toISOString() },
    before: { identifiers: 48_210, at: new Date(BEFORE).toISOString() },
    expected: { atLeast: 48_210, atMost: 48_810 },
    since: new Date(AFTER).toISOString(),
    ...parts,
  };
}

/** The segment with that fall. */
export const fallen: SegmentSnapshot = view({
  entries: [reading(BEFORE, 48_210), reading(AFTER, 31_400)],
  verified: fell(),
});
