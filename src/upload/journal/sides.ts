import { SIDES, type Side, type SideName, type Sides } from '../jobTypes';
import { invalidRatio } from '../safetyChecks';
import type { Counts, Operation, PlannedChunk } from '../uploadTypes';
import { sliceSize } from './chunkSlices';
import type { Ledger } from './ledger';

/**
 * What became of the people of an upload, on each side that it has. Criteo only says how many identifiers of
 * a request it rejected: each counts as another person's, so that no one is called done who isn't.
 */
export function sidesOf(
  operation: Operation,
  { chunks, slices }: Pick<Ledger, 'chunks' | 'slices'>,
): Sides {
  const open = chunks.map(() => ({ unsent: 0, unknown: 0, rejected: 0 }));
  for (const { slice, state, refused, unknown } of slices.values()) {
    const one = open[slice.chunk];
    one.rejected += refused;
    one.unknown += unknown;
    if (state === 'pending' || state === 'sending') one.unsent += sliceSize(slice);
  }
  const sides: Sides = { [operation === 'remove' ? 'removed' : 'added']: noOne() };
  for (const [index, chunk] of chunks.entries()) {
    const side = (sides[sideOf(chunk, operation)] ??= noOne());
    const { people = chunk.identifiers } = chunk;
    side.people += people;
    // A person of whom something is unsent isn't counted again, whatever became of the rest.
    let left = people;
    for (const key of ['unsent', 'unknown', 'rejected'] as const) {
      const some = Math.min(left, open[index][key]);
      side[key] += some;
      left -= some;
    }
    side.done += left;
  }
  return sides;
}

function sideOf({ suppressed, removes }: PlannedChunk, operation: Operation): SideName {
  if (suppressed) return 'suppressed';
  return removes ? 'left' : operation === 'remove' ? 'removed' : 'added';
}

function noOne(): Side {
  return { people: 0, done: 0, rejected: 0, unknown: 0, unsent: 0 };
}

/** What the end of an upload goes by, besides its sides: rows, or fields. */
type Read = Pick<Counts, 'rows' | 'fields' | 'blank' | 'invalid'>;

/**
 * How an upload stands. `open`: someone isn't sent, or their answer is unknown. `rejected`: see `rejectedSide`.
 */
export function endOf(
  read: Read & { sides: Sides },
  maxInvalid: number,
): 'open' | 'rejected' | 'done' {
  if (Object.values(read.sides).some(({ unsent, unknown }) => unsent + unknown > 0)) return 'open';
  return rejectedSide(read, maxInvalid) === undefined ? 'done' : 'rejected';
}

/**
 * The side of which a larger share is rejected than `maxInvalid` (0–1). Of the people in the files
 * themselves, it is the share of invalid and rejected rows.
 */
export function rejectedSide(
  { sides, ...read }: Read & { sides: Sides },
  maxInvalid: number,
): SideName | undefined {
  const own = ownSide({ sides });
  return SIDES.find((name) => {
    const side = sides[name];
    if (side === undefined) return false;
    return side === own
      ? invalidRatio({ ...read, invalid: read.invalid + own.rejected }) > maxInvalid
      : side.rejected > maxInvalid * side.people;
  });
}

/** The people in the files themselves, who are added or removed. */
export function ownSide({ sides: { added, removed } }: { sides: Sides }): Side {
  return added ?? removed ?? noOne();
}

/** Whether nothing is left to do for anyone. */
export function isEveryoneDone(sides: Sides): boolean {
  return Object.values(sides).every((side) => !side || side.done === side.people);
}
