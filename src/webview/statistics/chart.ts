import { t } from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { SegmentFigures } from '../protocol';

const WIDTH = 640;
const HEIGHT = 190;
const LEFT = 70;
const RIGHT = 14;
const TOP = 14;
const BOTTOM = 26;
/** Half the height of a mark's diamond. Marks differ from readings by shape, not only by color. */
const DIAMOND = 5;

interface Formatters {
  number(value: number): string;
  time(at: number): string;
}

/**
 * Identifiers over time, with a dashed line and a diamond at each upload or clear made with this
 * extension. The history table has the same data. A reading without a figure has no point.
 */
export function chart(
  { readings, marks, name }: SegmentFigures,
  format: Formatters,
): TemplateResult | typeof nothing {
  const points = readings.flatMap(({ at, numberOfIdentifiers: count }) =>
    count === undefined ? [] : [{ at, count }],
  );
  const times = [...points.map(({ at }) => at), ...marks.map(({ at }) => at)];
  if (points.length === 0 || times.length < 2) return nothing;
  const from = times.reduce((a, b) => Math.min(a, b));
  const to = times.reduce((a, b) => Math.max(a, b));
  const max = points.reduce((a, { count }) => Math.max(a, count), 1);
  const base = HEIGHT - BOTTOM;
  const x = (at: number): number =>
    Math.round(LEFT + ((at - from) / Math.max(1, to - from)) * (WIDTH - LEFT - RIGHT));
  const y = (count: number): number => Math.round(base - (count / max) * (base - TOP));
  const path = points.map(({ at, count }, n) => `${n ? 'L' : 'M'}${x(at)} ${y(count)}`).join(' ');
  return html`<figure>
    <svg
      class="chart"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label=${t('Identifiers in {0} over time. The table has the figures.', name)}
    >
      <line class="axis" x1=${LEFT} y1=${base} x2=${WIDTH - RIGHT} y2=${base}></line>
      <line class="axis" x1=${LEFT} y1=${TOP} x2=${LEFT} y2=${base}></line>
      <text x=${LEFT - 6} y=${TOP + 4} text-anchor="end">${format.number(max)}</text>
      <text x=${LEFT - 6} y=${base} text-anchor="end">${format.number(0)}</text>
      <text x=${LEFT} y=${HEIGHT - 8}>${format.time(from)}</text>
      <text x=${WIDTH - RIGHT} y=${HEIGHT - 8} text-anchor="end">${format.time(to)}</text>
      ${marks.map(
        ({ at, label }) => svg`<g class="mark"><title>${label}, ${format.time(at)}</title>
          <line x1=${x(at)} y1=${TOP} x2=${x(at)} y2=${base}></line>
          <path d=${`M${x(at)} ${TOP - DIAMOND}l${DIAMOND} ${DIAMOND}l-${DIAMOND} ${DIAMOND}l-${DIAMOND} -${DIAMOND}z`}></path></g>`,
      )}
      <path class="line" d=${path}></path>
      ${points.map(({ at, count }) => svg`<circle class="dot" cx=${x(at)} cy=${y(count)} r="3.5"><title>${format.number(count)}, ${format.time(at)}</title></circle>`)}
    </svg>
    <figcaption class="hint">
      ${legend(svg`<circle class="dot" cx="6" cy="6" r="3.5"></circle>`)}
      ${t('Identifiers at each reading')}
      ${marks.length > 0 ? html`${legend(svg`<g class="mark"><path d="M6 1l5 5l-5 5l-5 -5z"></path></g>`)} ${t('Upload or clear made with this extension')}` : nothing}
    </figcaption>
  </figure>`;
}

function legend(sign: TemplateResult): TemplateResult {
  return html`<svg class="chart legend" viewBox="0 0 12 12" aria-hidden="true">${sign}</svg>`;
}
