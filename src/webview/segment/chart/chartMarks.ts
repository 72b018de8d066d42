import type { ChartMark, ChartModel } from '../../chartModel';
import type { TimeLimits } from './chartRange';

/** A sign above the plot: of one mark, or of several of a kind that are too close to tell apart. */
export interface PlacedSign {
  kind: ChartMark['kind'];
  /** Of its time, in CSS pixels. */
  x: number;
  /** Of its middle: beside `x` where signs of different kinds would cover each other. */
  middle: number;
  /** Of the latest upload that still has a record. */
  jobId?: string;
}

/** Marks of one kind that are closer than this are one sign. In CSS pixels. */
const APART = 6;
/** Between the middles of two signs that don't touch. */
const SIGN = 12;
/** Signs that make room for each other: more would be too far from their times. */
const MOST_BESIDE = 3;
/** How far a sign may be over the right edge of the plot. */
const OVER_EDGE = 2;

/** The signs between the limits, from left to right: never more than there is room for. */
export function placeSigns(
  { segments }: ChartModel,
  { from, to }: TimeLimits,
  place: { right: number; x(at: number): number },
): PlacedSign[] {
  const signs: PlacedSign[] = [];
  const latest = new Map<ChartMark['kind'], PlacedSign>();
  const marks = segments
    .flatMap((segment) => segment.marks.filter(({ at }) => at >= from && at <= to))
    .sort((a, b) => a.at - b.at);
  for (const { at, kind, jobId } of marks) {
    const x = place.x(at);
    let sign = latest.get(kind);
    if (!sign || x - sign.x >= APART) {
      sign = { kind, x, middle: x };
      signs.push(sign);
      latest.set(kind, sign);
    }
    if (jobId !== undefined) sign.jobId = jobId;
  }
  makeRoom(signs, place.right + OVER_EDGE);
  return signs;
}

function makeRoom(signs: PlacedSign[], right: number): void {
  for (let first = 0, next; first < signs.length; first = next) {
    next = first + 1;
    while (next < signs.length && xOf(signs, next) - xOf(signs, next - 1) < SIGN) next++;
    const count = next - first;
    if (count === 1 || count > MOST_BESIDE) continue;
    const width = (count - 1) * SIGN;
    const middle = (xOf(signs, first) + xOf(signs, next - 1)) / 2;
    const start = Math.min(middle - width / 2, right - width);
    for (const [index, sign] of signs.slice(first, next).entries())
      sign.middle = start + index * SIGN;
  }
}

function xOf(signs: PlacedSign[], index: number): number {
  return (signs[index] as PlacedSign).x;
}

/** The sign at most `reach` CSS pixels from `x` that opens an upload. */
export function signAt(
  signs: readonly PlacedSign[],
  x: number,
  reach: number,
): PlacedSign | undefined {
  const away = ({ middle }: PlacedSign): number => Math.abs(middle - x);
  return signs
    .filter((sign) => sign.jobId !== undefined && away(sign) <= reach)
    .sort((a, b) => away(a) - away(b))[0];
}
