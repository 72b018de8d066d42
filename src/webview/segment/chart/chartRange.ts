import type { ChartModel, ChartReading } from '../../chartModel';

/** The last 7 days, the last 30 days, or everything. */
export type ChartRange = 'week' | 'month' | 'all';

/** In milliseconds since 1970. */
export interface TimeLimits {
  from: number;
  to: number;
}

const DAY = 86_400_000;
const DAYS = { week: 7, month: 30 };
/** Readings of one minute would be between two ticks: a line without any time. */
const SHORTEST = 600_000;

/** Whether a reading has a point on the line: one without figures is skipped, and never zero. */
export function hasFigure({ identifiers, matches }: ChartReading): boolean {
  return identifiers !== undefined || matches !== undefined;
}

/**
 * The range shown at first: 30 days. Everything, if nothing lies within them, or if there is less
 * than a week in all, which would be squeezed into the right edge.
 */
export function defaultRange(model: ChartModel, now: number): ChartRange {
  const { from, to } = wholeOf(model);
  return to < now - DAYS.month * DAY || from > now - DAYS.week * DAY ? 'all' : 'month';
}

/**
 * The limits for a model with a line. Days end now, so that the same place is the same time in every
 * chart; everything ends where it does. A reading dated after `now` (a clock that was changed) is still shown.
 */
export function limitsOf(range: ChartRange, model: ChartModel, now: number): TimeLimits {
  const whole = wholeOf(model);
  if (range !== 'all') {
    const to = Math.max(now, whole.to);
    return { from: to - DAYS[range] * DAY, to };
  }
  const margin = Math.max(0, SHORTEST - (whole.to - whole.from)) / 2;
  return { from: whole.from - margin, to: whole.to + margin };
}

/** From the first to the last reading or mark; without any, `from` is above `to`. */
function wholeOf({ segments }: ChartModel): TimeLimits {
  const limits = { from: Infinity, to: -Infinity };
  for (const { readings, marks } of segments)
    for (const { at } of [...readings.filter(hasFigure), ...marks]) {
      limits.from = Math.min(limits.from, at);
      limits.to = Math.max(limits.to, at);
    }
  return limits;
}

/** Whether something has a line: at least two readings with figures. */
export function hasLine({ segments }: ChartModel): boolean {
  return segments.some(({ readings }) => readings.filter(hasFigure).length > 1);
}
