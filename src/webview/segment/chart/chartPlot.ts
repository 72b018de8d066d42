import type { ChartFormats } from './chartFormats';
import { highestBetween, type ChartLine, type ChartLines } from './chartLines';
import type { TimeLimits } from './chartRange';
import { valueTicks } from './chartTicks';

/** In CSS pixels. */
const PLOT_HEIGHT = 220;
/** Above the plot, for the marks. */
const TOP = 26;
const RIGHT = 8;
/** Below it, for the dates. */
const BOTTOM = 24;
/** At least, so that the plot doesn't move when the figures grow. */
const LEFT = 46;
/** Between the figures and the plot. */
const GAP = 8;
const LINE_WIDTH = 2;
/** Of the only point of a line. */
const POINT_RADIUS = 3;
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

/** The lines, the grid and its figures on a canvas. Its colors are the theme's at the time it is drawn. */
export class ChartPlot {
  private readonly canvas = document.createElement('canvas');
  private readonly values: readonly number[];
  private readonly gone = new AbortController();
  private width = 0;

  /** `drawn` is called after each time that it was drawn: places change with its width. The first time is later. */
  constructor(
    private readonly host: HTMLElement,
    private readonly content: PlotContent,
    private readonly drawn: (place: PlotPlace) => void,
  ) {
    this.values = valueTicks(highestBetween(content.lines, content.limits));
    host.replaceChildren(this.canvas);
    this.setWidth(host.clientWidth);
    this.followScale();
  }

  setWidth(width: number): void {
    if (width <= 0 || width === this.width) return;
    this.width = width;
    queueMicrotask(() => this.draw());
  }

  destroy(): void {
    this.gone.abort();
    this.canvas.remove();
  }

  /** The editor was zoomed, or is on another screen. */
  private followScale(): void {
    const options = { once: true, signal: this.gone.signal };
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        this.draw();
        this.followScale();
      },
      options,
    );
  }

  private draw(): void {
    const context = this.canvas.getContext('2d');
    if (this.gone.signal.aborted || !context) return;
    const { values, width } = this;
    const { lines, limits, formats } = this.content;
    const style = getComputedStyle(this.host);
    const color = (name: string): string => style.getPropertyValue(name).trim() || style.color;
    const { canvas } = this;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${PLOT_HEIGHT}px`;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(PLOT_HEIGHT * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    context.font = `11px ${style.fontFamily}`;
    const figures = values.map((value) => formats.shortNumber(value));
    const place = placeIn(
      {
        left: Math.max(...figures.map((figure) => context.measureText(figure).width)),
        width,
        highest: values.at(-1) as number,
      },
      limits,
    );
    const { left, top, right, bottom } = place;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    values.forEach((value, index) => {
      const y = place.y(value);
      context.fillStyle = color('--chart-grid');
      context.fillRect(left, sharp(y - 0.5), right - left, 1);
      context.fillStyle = color('--chart-muted');
      context.fillText(figures[index], left - GAP, y);
    });
    context.beginPath();
    context.rect(left, top - LINE_WIDTH, right - left, bottom - top + 2 * LINE_WIDTH);
    context.clip();
    for (const line of lines.lines)
      drawLine(context, lines.times, line, place, color(`--vscode-charts-${line.color}`));
    this.drawn(place);
  }
}

/** `left`: the width of the figures there; `highest`: the value at the top. */
function placeIn(
  size: { left: number; width: number; highest: number },
  { from, to }: TimeLimits,
): PlotPlace {
  const left = Math.max(LEFT, Math.ceil(size.left) + GAP);
  const right = size.width - RIGHT;
  const bottom = PLOT_HEIGHT - BOTTOM;
  return {
    left,
    top: TOP,
    right,
    bottom,
    x: (at) => left + ((at - from) / (to - from)) * (right - left),
    y: (value) => bottom - (value / size.highest) * (bottom - TOP),
    time: (x) => from + ((x - left) / (right - left)) * (to - from),
  };
}

/** A position on whole pixels of the screen. */
function sharp(position: number): number {
  return Math.round(position * devicePixelRatio) / devicePixelRatio;
}

function drawLine(
  context: CanvasRenderingContext2D,
  times: readonly number[],
  { values, dash }: ChartLine,
  place: PlotPlace,
  color: string,
): void {
  const points = values.flatMap((value, index) =>
    value === null ? [] : [{ x: sharp(place.x(times[index])), y: sharp(place.y(value)) }],
  );
  context.beginPath();
  if (points.length === 1) {
    context.fillStyle = color;
    context.arc(points[0].x, points[0].y, POINT_RADIUS, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.strokeStyle = color;
  context.lineWidth = LINE_WIDTH;
  context.lineJoin = 'round';
  context.setLineDash(dash);
  for (const { x, y } of points) context.lineTo(x, y);
  context.stroke();
}
