import { t } from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ChartMark, ChartModel } from '../../chartModel';
import type { ChartLine } from './chartLines';
import type { TimeLimits } from './chartRange';

type MarkKind = ChartMark['kind'];

/** Outlines around the middle, 12 by 12. */
const SIGNS: Record<MarkKind, string> = {
  added: 'M0-5L5 4H-5Z',
  removed: 'M0 5L5-4H-5Z',
  // Both, one above the other.
  updated: 'M0-6L4-1H-4ZM0 6L4 1H-4Z',
  replaced: 'M0-6L6 0L0 6L-6 0Z',
  cleared: 'M-4 0A4 4 0 0 0 4 0A4 4 0 0 0-4 0Z',
  fell: 'M-5-4H5L0 5Z',
};

/** What was done, in the order of the key. */
const LABELS: Record<MarkKind, () => string> = {
  added: () => t('added'),
  removed: () => t('removed'),
  updated: () => t('updated'),
  replaced: () => t('replaced'),
  cleared: () => t('cleared'),
  fell: () => t('unexplained fall'),
};
const KINDS = Object.keys(LABELS) as MarkKind[];

/** The sign of what was done, as part of a drawing. */
export function markShape(kind: MarkKind, x: number, y: number): TemplateResult {
  return svg`<path class="sign ${kind}" transform="translate(${x} ${y})" d=${SIGNS[kind]}></path>`;
}

/** The same within a text. */
export function markSign(kind: MarkKind): TemplateResult {
  return html`<svg class="in-text" viewBox="-6 -6 12 12" aria-hidden="true">
    ${markShape(kind, 0, 0)}
  </svg>`;
}

/** What the lines and the marks between the limits are. */
export function chartKey(
  lines: readonly ChartLine[],
  { segments }: ChartModel,
  { from, to }: TimeLimits,
): TemplateResult {
  const marks = segments.flatMap((segment) => segment.marks);
  const kinds = new Set(marks.filter(({ at }) => at >= from && at <= to).map(({ kind }) => kind));
  return html`<div class="chart-key">
    ${lines.map(
      ({ name, figure, color, dash }) =>
        html`<span
          ><svg class="line" viewBox="0 0 18 10" aria-hidden="true">
            <path class=${color} d="M0 5H18" stroke-dasharray=${dash.join(' ') || nothing}></path>
          </svg>
          ${
            name === undefined
              ? figure === 'identifiers'
                ? t('Identifiers')
                : t('Matches')
              : html`<span class="name" title=${name}>${name}</span>`
          }</span
        >`,
    )}
    ${KINDS.filter((kind) => kinds.has(kind)).map((kind) => html`<span>${markSign(kind)} ${LABELS[kind]()}</span>`)}
  </div>`;
}
