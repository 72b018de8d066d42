import { compact } from '../../../common/records';
import type { SizeAround } from '../../../upload/segmentSize';
import {
  plainRange,
  plainSize,
  rangeOfPlain,
  sizeOfPlain,
  type PlainRange,
  type PlainSize,
} from './knownSizes';

/** The size before and after an upload, for programs. */
export interface PlainSizes {
  before: PlainSize;
  /** What the upload changes: at most. `cleared`: nothing stays of what the segment had. */
  cleared?: true;
  added: number;
  removed: number;
  /** All that it adds was in the segment: when that was sent. */
  thereSince?: string;
  after: PlainRange;
}

export function plainSizes({ before, change, after }: SizeAround): PlainSizes {
  const { clears, added, removed, thereSince } = change;
  return compact<PlainSizes>({
    before: plainSize(before),
    cleared: clears || undefined,
    ...{ added, removed },
    thereSince: thereSince === undefined ? undefined : new Date(thereSince).toISOString(),
    after: plainRange(after),
  });
}

/** The reverse of `plainSizes`. */
export function sizesOfPlain(sizes: PlainSizes): SizeAround {
  const { before, cleared = false, added, removed, thereSince, after } = sizes;
  const since = thereSince === undefined ? {} : { thereSince: Date.parse(thereSince) };
  return {
    before: sizeOfPlain(before),
    change: { clears: cleared, added, removed, ...since },
    after: rangeOfPlain(after),
  };
}
