import type { HistoryEntry } from './history';

const DAY = 24 * 3600_000;
const TREND_DAYS = 30;

/** How the number of identifiers went over the last 30 days, or since the first reading. */
export interface SizeTrend {
  /** Number of identifiers at the beginning and now. */
  from: number;
  to: number;
  /** Whole days in between, at least 1. */
  days: number;
  /** Milliseconds since 1970 and number of identifiers, oldest first; at least two. */
  points: readonly { at: number; size: number }[];
}

/**
 * The trend in a segment's history, oldest entry first. Undefined where the readings don't go back for
 * a day. `now`: milliseconds since 1970.
 */
export function sizeTrend(history: readonly HistoryEntry[], now: number): SizeTrend | undefined {
  const readings = history.flatMap(({ kind, at, numberOfIdentifiers: size }) =>
    kind === 'reading' && size !== undefined && at <= now ? [{ at, size }] : [],
  );
  const begin = now - TREND_DAYS * DAY;
  const inside = readings.filter(({ at }) => at >= begin);
  const before = readings.findLast(({ at }) => at < begin);
  // What was last read before is how the days begin.
  const points = before ? [{ at: begin, size: before.size }, ...inside] : inside;
  const first = points.at(0);
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return undefined;
  const days = Math.round((now - first.at) / DAY);
  return days < 1 ? undefined : { from: first.size, to: last.size, days, points };
}

export const TREND_WIDTH = 276;
export const TREND_HEIGHT = 28;
/** Room for the line's own width. */
const EDGE = 3;

/**
 * The trend as a small image: a line in steps, because a size holds until the next reading. `color` is
 * a CSS color: an image can't know the editor's.
 */
export function trendSvg({ points }: SizeTrend, now: number, color: string): string {
  const begin = points[0].at;
  const sizes = points.map(({ size }) => size);
  const lowest = Math.min(...sizes);
  const range = Math.max(...sizes) - lowest;
  const x = (at: number): string => (((at - begin) / (now - begin)) * TREND_WIDTH).toFixed(1);
  const y = (size: number): string => {
    const share = range === 0 ? 0.5 : (size - lowest) / range;
    return (TREND_HEIGHT - EDGE - share * (TREND_HEIGHT - 2 * EDGE)).toFixed(1);
  };
  const steps = points.map(({ at, size }, index) =>
    index === 0 ? `M0 ${y(size)}` : `H${x(at)}V${y(size)}`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${TREND_WIDTH}" height="${TREND_HEIGHT}" ` +
    `viewBox="0 0 ${TREND_WIDTH} ${TREND_HEIGHT}"><path d="${steps.join('')}H${TREND_WIDTH}" ` +
    `fill="none" stroke="${color}" stroke-width="1.5"/></svg>`
  );
}
