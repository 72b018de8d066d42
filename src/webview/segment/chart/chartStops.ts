import type { ChartMark, ChartModel, ChartReading } from '../../chartModel';
import { hasFigure, type TimeLimits } from './chartRange';

/** A place on the chart that the mouse and the arrow keys go to, and that has a card. */
export interface ChartStop {
  /** Of its first reading, else of its first mark; in milliseconds since 1970. */
  at: number;
  readings: { segment: number; reading: ChartReading }[];
  marks: { segment: number; mark: ChartMark }[];
}

/**
 * The stops between two times, in their order: each reading, and each mark that has none beside it.
 * What lies within `tolerance` (milliseconds: what a few pixels stand for) becomes one stop, except
 * readings of one segment: readings of different segments, and marks with the reading next to them,
 * preferably the one after, which is of what the mark did.
 */
export function chartStops(
  { segments }: ChartModel,
  { from, to }: TimeLimits,
  tolerance: number,
): ChartStop[] {
  const inside = ({ at }: { at: number }): boolean => at >= from && at <= to;
  const readings = segments
    .flatMap(({ readings }, segment) =>
      readings
        .filter((reading) => hasFigure(reading) && inside(reading))
        .map((reading) => ({ segment, reading })),
    )
    .sort((a, b) => a.reading.at - b.reading.at);
  const marks = segments
    .flatMap(({ marks }, segment) => marks.filter(inside).map((mark) => ({ segment, mark })))
    .sort((a, b) => a.mark.at - b.mark.at);

  const stops: ChartStop[] = [];
  for (const item of readings) {
    const last = stops.at(-1);
    if (
      last &&
      item.reading.at - last.at <= tolerance &&
      last.readings.every(({ segment }) => segment !== item.segment)
    )
      last.readings.push(item);
    else stops.push({ at: item.reading.at, readings: [item], marks: [] });
  }

  const alone: ChartStop[] = [];
  let next = 0;
  for (const item of marks) {
    const { at } = item.mark;
    while (next < stops.length && (stops[next] as ChartStop).at < at) next++;
    const after = stops[next];
    const before = stops[next - 1];
    const last = alone.at(-1);
    if (after && after.at - at <= tolerance) after.marks.push(item);
    else if (before && at - before.at <= tolerance) before.marks.push(item);
    else if (last && at - last.at <= tolerance) last.marks.push(item);
    else alone.push({ at, readings: [], marks: [item] });
  }
  return [...stops, ...alone].sort((a, b) => a.at - b.at);
}

/**
 * The index of the stop nearest to a time, -1 if there are none. Of those within `marksWithin`
 * milliseconds, one with a mark is nearer than any without.
 */
export function nearestStop(stops: readonly ChartStop[], at: number, marksWithin = 0): number {
  let nearest = -1;
  let least = Infinity;
  for (const [index, stop] of stops.entries()) {
    const away = Math.abs(stop.at - at);
    const distance = stop.marks.length > 0 && away <= marksWithin ? away - marksWithin - 1 : away;
    if (distance < least) {
      least = distance;
      nearest = index;
    }
  }
  return nearest;
}

/** The job of the latest upload at a stop that still has a record. */
export function jobAt(stop: ChartStop | undefined): string | undefined {
  return stop?.marks.findLast(({ mark }) => mark.jobId !== undefined)?.mark.jobId;
}
