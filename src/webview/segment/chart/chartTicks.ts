import type { TimeLimits } from './chartRange';

/** How many lines the vertical axis has above zero, at most. */
const MOST_VALUES = 4;

/**
 * Round values from 0 to at least `highest`: steps of 1, 2 or 5 times a power of ten, never below
 * one identifier.
 */
export function valueTicks(highest: number): number[] {
  const rough = Math.max(1, highest / MOST_VALUES);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const steps = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

export type TickUnit = 'minute' | 'hour' | 'day' | 'month' | 'year';

interface TimeTicks {
  unit: TickUnit;
  /** Ascending. */
  times: number[];
}

const MINUTE = 60_000;
const STEPS: [TickUnit, number, number][] = (
  [
    ['minute', [1, 2, 5, 10, 15, 30], MINUTE],
    ['hour', [1, 2, 3, 6, 12], 60 * MINUTE],
    ['day', [1, 2, 5, 10], 1_440 * MINUTE],
    ['month', [1, 2, 3, 6], 43_830 * MINUTE],
    ['year', [1, 2, 5, 10, 20, 50, 100], 525_960 * MINUTE],
  ] as const
).flatMap(([unit, counts, length]) =>
  counts.map((count): [TickUnit, number, number] => [unit, count, length * count]),
);

/**
 * Round local times between the limits, at most `most` of them: full minutes, hours, days, months
 * or years. Days are counted from the last one back, so that today has a tick.
 */
export function timeTicks({ from, to }: TimeLimits, most: number): TimeTicks {
  const [unit, count] =
    STEPS.find(([, , length]) => (to - from) / length + 1 <= Math.max(2, most)) ??
    (STEPS.at(-1) as [TickUnit, number, number]);
  const times: number[] = [];
  for (let at = floor(to, unit, count); at >= from; at = back(at, unit, count)) times.push(at);
  return { unit, times: times.reverse() };
}

/** The start of the local unit that `at` is in; of a multiple of `count` except for days. */
function floor(at: number, unit: TickUnit, count: number): number {
  const date = new Date(at);
  const down = (value: number): number => value - (value % count);
  const year = date.getFullYear();
  switch (unit) {
    case 'minute':
      date.setMinutes(down(date.getMinutes()), 0, 0);
      return date.getTime();
    case 'hour':
      date.setHours(down(date.getHours()), 0, 0, 0);
      return date.getTime();
    case 'day':
      return new Date(year, date.getMonth(), date.getDate()).getTime();
    case 'month':
      return new Date(year, down(date.getMonth())).getTime();
    case 'year':
      return new Date(down(year), 0).getTime();
  }
}

function back(at: number, unit: TickUnit, count: number): number {
  const date = new Date(at);
  switch (unit) {
    case 'minute':
      return at - count * MINUTE;
    case 'hour':
      return floor(at - 1, 'hour', count);
    case 'day':
      return new Date(date.getFullYear(), date.getMonth(), date.getDate() - count).getTime();
    case 'month':
      return new Date(date.getFullYear(), date.getMonth() - count).getTime();
    case 'year':
      return new Date(date.getFullYear() - count, 0).getTime();
  }
}
