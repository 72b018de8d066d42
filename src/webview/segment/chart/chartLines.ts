import type { ChartModel } from '../../chartModel';
import { hasFigure, type TimeLimits } from './chartRange';

/** Names of the editor's colors for charts (`--vscode-charts-…`), in the order they are given out. */
const COLORS = ['blue', 'green', 'purple', 'red', 'orange', 'yellow'] as const;
/** Dash patterns in CSS pixels, so that lines differ by more than their color. */
const DASHES = [[], [5, 3], [2, 2], [9, 3, 2, 3], [9, 3]];

type LineColor = (typeof COLORS)[number];

export interface ChartLine {
  /** Undefined: of the only segment. */
  name?: string;
  segment: number;
  figure: 'identifiers' | 'matches';
  color: LineColor;
  /** Lengths in CSS pixels; empty for a solid line. */
  dash: number[];
  /** By the place in `times`; `null` where this line has no point. */
  values: (number | null)[];
}

export interface ChartLines {
  /** Ascending, each once. */
  times: number[];
  lines: ChartLine[];
}

/**
 * The lines of a chart: identifiers and matches of one segment, or the identifiers of each of
 * several; those with at least one point. A reading without a figure leaves no gap: the line goes
 * from the one before to the next.
 */
export function chartLines({ segments }: ChartModel): ChartLines {
  const times = [
    ...new Set(segments.flatMap(({ readings }) => readings.filter(hasFigure).map(({ at }) => at))),
  ].sort((a, b) => a - b);
  const placeOf = new Map(times.map((at, place) => [at, place]));
  const figures = segments.length > 1 ? (['identifiers'] as const) : FIGURES;
  const lines = segments.flatMap(({ name, readings }, segment) =>
    figures.map((figure, place): ChartLine => {
      const values = new Array<number | null>(times.length).fill(null);
      for (const reading of readings) {
        const at = placeOf.get(reading.at);
        if (at !== undefined) values[at] = reading[figure] ?? null;
      }
      const index = segments.length > 1 ? segment : place;
      return {
        ...(segments.length > 1 && { name }),
        segment,
        figure,
        color: COLORS[index % COLORS.length] as LineColor,
        dash: DASHES[index % DASHES.length] as number[],
        values,
      };
    }),
  );
  return { times, lines: lines.filter(({ values }) => values.some((value) => value !== null)) };
}

const FIGURES = ['identifiers', 'matches'] as const;

/** The highest value of any line between the limits, those where lines cross an edge included. */
export function highestBetween({ times, lines }: ChartLines, { from, to }: TimeLimits): number {
  let highest = 0;
  for (const { values } of lines) {
    let before: { at: number; value: number } | undefined;
    for (const [place, at] of times.entries()) {
      const value = values[place];
      if (value === null || value === undefined) continue;
      if (at >= from && at <= to) highest = Math.max(highest, value);
      if (before && before.at < from && at > from) {
        const share = (from - before.at) / (at - before.at);
        highest = Math.max(highest, before.value + share * (value - before.value));
      }
      if (at > to) break;
      before = { at, value };
    }
  }
  return highest;
}
