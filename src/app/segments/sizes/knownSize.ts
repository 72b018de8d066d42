import type { SegmentFigures } from '../../../api/apiTypes';
import type { SegmentSize } from '../../../upload/segmentSize';

/** What is known of a segment's size without asking anyone: everything that shows it goes by this. */
export interface KnownSize {
  /** What was read and what was sent since; undefined before anything is known. */
  size?: SegmentSize;
  /** The last one with a size. */
  reading?: SegmentFigures;
  /** Of a reading that is out of date: its day, such as `Nov 26`, unless that is today. */
  day?: string;
  /** A reading is under way. */
  isReading: boolean;
}

/** The one number to filter by: what the segment has at most. Undefined if that isn't known. */
export function sizeToFilterBy({ size }: KnownSize): number | undefined {
  if (!size) return undefined;
  const { atLeast, atMost } = size;
  return Number.isFinite(atMost) ? atMost : atLeast || undefined;
}
