import './browserLanguage';
import uPlot from 'uplot';
import type { ChartFormats } from './chartFormats';
import { highestBetween, type ChartLines } from './chartLines';
import type { TimeLimits } from './chartRange';
import { valueTicks } from './chartTicks';

/** In CSS pixels. */
const PLOT_HEIGHT = 220;
/** Above the plot, for the marks. */
const TOP = 26;
const RIGHT = 8;
const BOTTOM = 24;
/** At least, so that the plot doesn't move when the figures grow. */
const LEFT = 46;
/** Between the figures and the plot. */
const GAP = 8;
/** Where the plot is, in CSS pixels from the corner of its element. */
export interface PlotPlace {
  left: number;
  top: number;
  right: number;
  bottom: number;
  x(at: number): number;
  y(value: number): number;
  /** The time at a distance from the left. */
  time(x: number): number;
}

interface PlotContent {
  lines: ChartLines;
  limits: TimeLimits;
  formats: ChartFormats;
}

/** The lines, the grid and its labels on a canvas. Its colors are the theme's at the time it is made. */
export class ChartPlot {
  private readonly plot: uPlot;
  private isGone = false;

  /** `drawn` is called after each time that it was drawn: places change with its width. */
  constructor(
    host: HTMLElement,
    { lines, limits, formats }: PlotContent,
    drawn: (place: PlotPlace) => void,
  ) {
    const style = getComputedStyle(host);
    const color = (name: string): string => style.getPropertyValue(name).trim() || style.color;
    const font = `11px ${style.fontFamily}`;
    const values = valueTicks(highestBetween(lines, limits));
    this.plot = new uPlot(
      {
        width: host.clientWidth,
        height: PLOT_HEIGHT,
        ms: 1,
        padding: [TOP, RIGHT, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { range: () => [limits.from, limits.to] },
          y: { range: () => [0, values.at(-1) as number] },
        },
        axes: [
          // The dates are drawn over the plot: those at its edges have to stay inside.
          { size: BOTTOM, grid: { show: false }, ticks: { show: false }, splits: () => [] },
          {
            font,
            stroke: color('--chart-muted'),
            ticks: { show: false },
            gap: GAP,
            grid: { stroke: color('--chart-grid'), width: 1 },
            size: ({ ctx }, labels) => {
              if (!labels) return LEFT;
              ctx.font = `${11 * uPlot.pxRatio}px ${style.fontFamily}`;
              const widths = labels.map((label) => ctx.measureText(label).width / uPlot.pxRatio);
              return Math.max(LEFT, Math.ceil(Math.max(...widths)) + GAP);
            },
            splits: () => values,
            values: (_, splits) => splits.map((value) => formats.shortNumber(value)),
          },
        ],
        series: [
          {},
          ...lines.lines.map((line): uPlot.Series => {
            const stroke = color(`--vscode-charts-${line.color}`);
            return {
              stroke,
              width: 2,
              dash: line.dash,
              spanGaps: true,
              points: {
                // One reading has no line.
                show: (_, series) => seenOnce(lines.lines[series - 1]?.values ?? []),
                size: 6,
                fill: stroke,
              },
            };
          }),
        ],
        hooks: {
          draw: [
            (plot) => {
              // The first drawing is a microtask.
              if (!this.isGone) drawn(placeOf(plot));
            },
          ],
        },
      },
      [lines.times, ...lines.lines.map(({ values }) => values)],
      host,
    );
  }

  setWidth(width: number): void {
    if (width > 0 && width !== this.plot.width) this.plot.setSize({ width, height: PLOT_HEIGHT });
  }

  destroy(): void {
    this.isGone = true;
    this.plot.destroy();
  }
}

function seenOnce(values: readonly (number | null)[]): boolean {
  const first = values.findIndex((value) => value !== null);
  return first >= 0 && values.findLastIndex((value) => value !== null) === first;
}

function placeOf(plot: uPlot): PlotPlace {
  const left = plot.bbox.left / uPlot.pxRatio;
  const top = plot.bbox.top / uPlot.pxRatio;
  return {
    left,
    top,
    right: left + plot.bbox.width / uPlot.pxRatio,
    bottom: top + plot.bbox.height / uPlot.pxRatio,
    x: (at) => left + plot.valToPos(at, 'x'),
    y: (value) => top + plot.valToPos(value, 'y'),
    time: (x) => plot.posToVal(x - left, 'x'),
  };
}
