import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ChartFormats } from './chartFormats';
import type { ChartLine } from './chartLines';
import type { PlacedSign } from './chartMarks';
import type { PlotPlace } from './chartPlot';
import type { TimeLimits } from './chartRange';
import { markShape } from './chartSigns';
import type { ChartStop } from './chartStops';
import { timeTicks } from './chartTicks';

/** Of the middles of the marks, in CSS pixels. */
export const MARKS_Y = 12;
/** Between the middles of two dates, at least. */
const DATE_WIDTH = 84;
/** At least half of a date's width. */
const HALF_DATE = 26;

interface Drawn {
  signs: readonly PlacedSign[];
  lines: readonly ChartLine[];
  limits: TimeLimits;
  formats: ChartFormats;
  place: PlotPlace;
  /** The stop that has a card. */
  stop?: ChartStop | undefined;
}

/** What lies over the lines: the dates, the marks, and the cross at the stop that has a card. */
export function chartOverlay(drawn: Drawn): TemplateResult {
  const { signs, lines, place, stop } = drawn;
  const half = (x: number): number => Math.round(x) + 0.5;
  return html`<svg aria-hidden="true">
    ${dates(drawn)} ${signs.map(({ x }) => upright('under', half(x), place))}
    ${stop ? upright('cross', half(place.x(stop.at)), place) : nothing}
    ${signs.map(({ kind, middle }) => markShape(kind, half(middle), MARKS_Y))}
    ${stop ? dots(stop, lines, place) : nothing}
  </svg>`;
}

function dates({ limits, formats, place }: Drawn): TemplateResult[] {
  const { left, right, bottom } = place;
  const { unit, times } = timeTicks(limits, Math.floor((right - left) / DATE_WIDTH) + 1);
  return times.map((at) => {
    const x = place.x(at);
    const isLast = x > right - HALF_DATE;
    return svg`<text class="date" text-anchor=${isLast ? 'end' : 'middle'} x=${isLast ? right : x} y=${bottom + 18}>${formats.tick(at, unit)}</text>`;
  });
}

function upright(name: string, x: number, { top, bottom }: PlotPlace): TemplateResult {
  return svg`<line class=${name} x1=${x} x2=${x} y1=${top - 6} y2=${bottom}></line>`;
}

function dots(stop: ChartStop, lines: readonly ChartLine[], place: PlotPlace): TemplateResult[] {
  return stop.readings.flatMap(({ segment, reading }) =>
    lines.flatMap((line) => {
      const value = line.segment === segment ? reading[line.figure] : undefined;
      return value === undefined
        ? []
        : [
            svg`<circle class="dot ${line.color}" cx=${place.x(reading.at)} cy=${place.y(value)} r="4"></circle>`,
          ];
    }),
  );
}
