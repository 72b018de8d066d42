import { nothing, render } from 'lit';
import type { ChartModel } from '../../chartModel';
import { chartCard } from './chartCard';
import type { ChartFormats } from './chartFormats';
import type { ChartLine } from './chartLines';
import { placeSigns, signAt, type PlacedSign } from './chartMarks';
import { chartOverlay, MARKS_Y } from './chartOverlay';
import type { PlotPlace } from './chartPlot';
import { besideOf, cardWidth, headsTo, type Point } from './chartPointer';
import type { TimeLimits } from './chartRange';
import { chartStops, jobAt, nearestStop, type ChartStop } from './chartStops';

/** Distances in CSS pixels. */
const ONE_STOP = 6;
const MARK_REACH = 10;
const LINE_REACH = 3;
const CARD_WIDTH = 228;
const CARD_TOP = 84;
/** How long the pointer may take from a stop to the button on its card, in milliseconds. */
const WAY_TO_CARD = 300;

/** What the cursor moves on. */
interface DrawnChart {
  model: ChartModel;
  lines: readonly ChartLine[];
  limits: TimeLimits;
  formats: ChartFormats;
  place: PlotPlace;
  /** Holds the others. */
  box: HTMLElement;
  plot: HTMLElement;
  overlay: HTMLElement;
  card: HTMLElement;
}

/** The stop that has a card, and how the pointer and the keys move it. */
export class ChartCursor {
  private chart: DrawnChart | undefined;
  private stops: ChartStop[] = [];
  private signs: PlacedSign[] = [];
  /** The time of the stop that has a card. */
  private at: number | undefined;
  /** Of the last one that had a card: the arrow keys go on from there. */
  private lastAt: number | undefined;
  private side: 'left' | 'right' = 'left';
  /** Where the pointer was: in the box, while it has a card, and in the window. */
  private pointer: Point | undefined;
  private seen: Point | undefined;
  private onItsWay: ReturnType<typeof setTimeout> | undefined;

  /** `open` is called with the job of an upload. */
  constructor(private readonly open: (jobId: string) => void) {}

  /** After the chart was drawn; the stop that has a card keeps it. */
  setChart(chart: DrawnChart | undefined): void {
    this.chart = chart;
    if (!chart) return;
    const { place, model, limits } = chart;
    const tolerance = place.time(place.left + ONE_STOP) - place.time(place.left);
    this.stops = chartStops(model, limits, tolerance);
    this.signs = placeSigns(model, limits, place);
    this.draw();
  }

  close(): void {
    clearTimeout(this.onItsWay);
    this.pointer = undefined;
    if (this.at === undefined) return;
    this.at = undefined;
    this.draw();
  }

  /** For the keyboard: where it was last, at first the newest. */
  openLast(): void {
    this.show(this.stopAt(this.lastAt) ?? this.stops.at(-1), 'left');
  }

  key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const last = this.stops.length - 1;
    const from = this.lastAt === undefined ? last + 1 : nearestStop(this.stops, this.lastAt);
    const goTo = (index: number): void =>
      this.show(this.stops[Math.max(0, Math.min(index, last))], 'left');
    const keys: Record<string, () => void> = {
      ArrowLeft: () => goTo(from - 1),
      ArrowRight: () => goTo(from + 1),
      Home: () => goTo(0),
      End: () => goTo(last),
      ...(this.at !== undefined && {
        Escape: () => this.close(),
        Enter: () => {
          const job = jobAt(this.stopAt(this.at));
          if (job !== undefined && !event.repeat) this.open(job);
        },
      }),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** Shows the stop nearest to the pointer, unless that is on its way to the card's button. */
  follow(event: PointerEvent): void {
    if (!this.chart) return;
    const { card, box } = this.chart;
    // Chromium also says where a pointer is at rest, when something else has moved.
    const { clientX, clientY } = event;
    const isAtRest = clientX === this.seen?.x && clientY === this.seen.y;
    this.seen = { x: clientX, y: clientY };
    if (isAtRest) return;
    clearTimeout(this.onItsWay);
    if (card.contains(event.target as Node)) return;
    const to = pointIn(box, event);
    const from = this.pointer ?? to;
    this.pointer = to;
    const { offsetLeft: left, offsetTop: top, offsetWidth, offsetHeight } = card;
    const edges = { left, top, right: left + offsetWidth, bottom: top + offsetHeight };
    if (card.classList.contains('reachable') && headsTo(edges, from, to))
      this.onItsWay = setTimeout(() => this.showNearest(to), WAY_TO_CARD);
    else this.showNearest(to);
  }

  /** Opens the upload of the mark that was clicked. */
  click(event: MouseEvent): void {
    const job = this.chart && this.jobUnder(pointIn(this.chart.box, event));
    if (job !== undefined) this.open(job);
  }

  private showNearest(point: Point): void {
    if (!this.chart) return;
    const { place, plot } = this.chart;
    const at = place.time(point.x);
    const reach = point.y < place.top ? MARK_REACH : LINE_REACH;
    const stop = this.stops[nearestStop(this.stops, at, place.time(point.x + reach) - at)];
    plot.classList.toggle('opens', this.jobUnder(point) !== undefined);
    // The card stays behind the pointer.
    const goesBack = stop !== undefined && this.at !== undefined && stop.at < this.at;
    this.show(stop, goesBack ? 'right' : 'left');
  }

  /** The job of the sign that a point is on. */
  private jobUnder({ x, y }: Point): string | undefined {
    return Math.abs(y - MARKS_Y) > MARK_REACH
      ? undefined
      : signAt(this.signs, x, MARK_REACH)?.jobId;
  }

  private stopAt(at: number | undefined): ChartStop | undefined {
    return at === undefined ? undefined : this.stops[nearestStop(this.stops, at)];
  }

  private show(stop: ChartStop | undefined, side: 'left' | 'right'): void {
    if (!stop || stop.at === this.at) return;
    this.at = this.lastAt = stop.at;
    this.side = side;
    this.draw();
  }

  /** Draws what lies over the lines, and the card. */
  private draw(): void {
    if (!this.chart) return;
    const { model, lines, limits, place, formats, overlay, box, card } = this.chart;
    const { signs } = this;
    const stop = this.stopAt(this.at);
    const marks = model.segments.flatMap((segment) => segment.marks);
    render(chartOverlay({ signs, marks, lines, limits, formats, place, stop }), overlay);
    card.classList.toggle('open', stop !== undefined);
    // Without a button, the pointer goes through it to the lines.
    card.classList.toggle('reachable', jobAt(stop) !== undefined);
    render(stop ? chartCard(stop, model, formats, this.open) : nothing, card);
    if (!stop) return;
    const width = box.clientWidth;
    card.style.width = `${cardWidth(width, CARD_WIDTH)}px`;
    card.style.left = `${besideOf(place.x(stop.at), card.offsetWidth, width, this.side)}px`;
    // In the window, wherever the page is scrolled to.
    const { top } = box.getBoundingClientRect();
    const lowest = window.innerHeight - top - card.offsetHeight - 4;
    card.style.top = `${Math.max(-top, Math.min(CARD_TOP, lowest))}px`;
  }
}

function pointIn(box: HTMLElement, { clientX, clientY }: MouseEvent): Point {
  const { left, top } = box.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
