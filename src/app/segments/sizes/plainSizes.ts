import type { SizeAround, SizeRange } from '../../../upload/segmentSize';
import { plainRange, plainSize, type PlainSize } from './knownSizes';

/** The size before and after an upload, for programs. */
export interface PlainSizes {
  before: PlainSize;
  /** What the upload changes: at most. `cleared`: nothing stays of what the segment had. */
  cleared?: true;
  added: number;
  removed: number;
  after: Pick<PlainSize, 'atLeast' | 'atMost'>;
}

export function plainSizes({ before, change, after }: SizeAround): PlainSizes {
  const { clears, added, removed } = change;
  return {
    before: plainSize(before),
    ...(clears && { cleared: true }),
    ...{ added, removed },
    after: plainRange(after),
  };
}

/** The reverse of `plainSizes`. */
export function sizesOfPlain({ before, cleared, added, removed, after }: PlainSizes): SizeAround {
  const { read, pending, unsettled } = before;
  const { replacedWith: sent, uploads, computed } = pending;
  const from = sent !== undefined && ({ operation: sent > 0 ? 'replace' : 'clear', sent } as const);
  return {
    before: {
      ...rangeOf(before),
      read: read && { identifiers: read.identifiers, at: Date.parse(read.at) },
      pending: {
        ...(from && { from }),
        ...{ added: pending.added, removed: pending.removed ?? Infinity, uploads },
        isComputed: computed === true,
      },
      isUnsettled: unsettled === true,
    },
    change: { clears: cleared === true, added, removed },
    after: rangeOf(after),
  };
}

function rangeOf({ atLeast, atMost = Infinity }: Pick<PlainSize, 'atLeast' | 'atMost'>): SizeRange {
  return { atLeast, atMost };
}
