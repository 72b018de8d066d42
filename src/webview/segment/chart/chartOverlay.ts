import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ChartMark } from '../../chartModel';
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
/** A fall is seen however close its readings are; its words are beside it. */
const LEAST_HATCH = 8;
const WORDS_WIDTH = 140;
const GAP = 8;

interface Drawn {
  signs: readonly PlacedSign[];
  marks: readonly ChartMark[];
  lines: readonly ChartLine[];
  limits: TimeLimits;
  formats: ChartFormats;
  place: PlotPlace;
  /** The stop that has a card. */
  stop?: ChartStop | undefined;
}

/** What lies over the lines: the dates, the marks, and the cross at the stop that has a card. */
export function chartOverlay(drawn: Drawn): TemplateResult {
  const { signs, marks, lines, place, stop } = drawn;
  const half = (x: number): number => Math.round(x) + 0.5;
  return html`<svg aria-hidden="true">
    ${dates(drawn)} ${signs.map(({ x }) => upright('under', half(x), place))}
    ${marks.map((mark) => fallShape(mark, place))}
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

/** The time of a fall, hatched, with the line between its readings and its words. */
function fallShape({ at, fall }: ChartMark, place: PlotPlace): TemplateResult | typeof nothing {
  const { left, top, right, bottom } = place;
  const to = place.x(at);
  if (!fall || to <= left || to > right) return nothing;
  const from = place.x(fall.from);
  const [y1, y2] = fall.identifiers.map((value) => place.y(value)) as [number, number];
  const start = Math.max(left, from);
  const startY = from < left ? y1 + ((y2 - y1) * (left - from)) / (to - from) : y1;
  const hatched = Math.max(left, Math.min(from, to - LEAST_HATCH));
  const isLeft = hatched - left > WORDS_WIDTH;
  return svg`<defs>
      <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path class="fell" d="M0 0V5"></path>
      </pattern>
    </defs>
    <rect x=${hatched} y=${top - 6} width=${to - hatched} height=${bottom - top + 6} fill="url(#hatch)"></rect>
    <path class="fell line" d=${`M${start} ${startY}L${to} ${y2}`}></path>
    <text class="words" text-anchor=${isLeft ? 'end' : 'start'} x=${isLeft ? hatched - GAP : to + GAP} y=${(startY + y2) / 2}>${fall.label}</text>`;
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
