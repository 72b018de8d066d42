import { t } from '@vscode/l10n';
import { nothing, svg, type TemplateResult } from 'lit';
import type { SegmentFigures } from '../protocol';

const WIDTH = 640;
const HEIGHT = 180;
const LEFT = 64;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 26;

interface Words {
  number(value: number): string;
  time(at: number): string;
}

/** Identifiers over time, with a dashed line at each upload or clear made from here. The table below says the same. */
export function chart({ readings, marks, name }: SegmentFigures, words: Words): TemplateResult | typeof nothing {
  const points = readings.filter((reading) => reading.numberOfIdentifiers !== undefined);
  const times = [...points.map(({ at }) => at), ...marks.map(({ at }) => at)];
  if (points.length === 0 || times.length < 2) return nothing;
  const from = Math.min(...times);
  const to = Math.max(...times);
  const most = Math.max(1, ...points.map((point) => point.numberOfIdentifiers ?? 0));
  const x = (at: number): number => LEFT + ((at - from) / Math.max(1, to - from)) * (WIDTH - LEFT - RIGHT);
  const y = (count: number): number => HEIGHT - BOTTOM - (count / most) * (HEIGHT - TOP - BOTTOM);
  const path = points.map((point, n) => `${n ? 'L' : 'M'}${x(point.at).toFixed(1)} ${y(point.numberOfIdentifiers ?? 0).toFixed(1)}`).join(' ');
  return svg`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${t('Identifiers of {0} over time; the table has the figures', name)}>
    <line class="axis" x1=${LEFT} y1=${HEIGHT - BOTTOM} x2=${WIDTH - RIGHT} y2=${HEIGHT - BOTTOM}></line>
    <line class="axis" x1=${LEFT} y1=${TOP} x2=${LEFT} y2=${HEIGHT - BOTTOM}></line>
    <text x=${LEFT - 6} y=${TOP + 8} text-anchor="end">${words.number(most)}</text>
    <text x=${LEFT - 6} y=${HEIGHT - BOTTOM} text-anchor="end">${words.number(0)}</text>
    <text x=${LEFT} y=${HEIGHT - 8}>${words.time(from)}</text>
    <text x=${WIDTH - RIGHT} y=${HEIGHT - 8} text-anchor="end">${words.time(to)}</text>
    ${marks.map((mark) => svg`<line class="mark" x1=${x(mark.at)} y1=${TOP} x2=${x(mark.at)} y2=${HEIGHT - BOTTOM}><title>${mark.label}</title></line>`)}
    <path class="line" d=${path}></path>
    ${points.map((point) => svg`<circle class="dot" cx=${x(point.at)} cy=${y(point.numberOfIdentifiers ?? 0)} r="3"><title>${words.number(point.numberOfIdentifiers ?? 0)}</title></circle>`)}
  </svg>`;
}
