import { html, nothing, svg, type TemplateResult } from 'lit';
import { hintLine } from '../shared/pressButtons';
import type { CellKind, ProgressSection } from '../uploadModel';

/** With more, cells are smaller and fill the width. */
const FEW = 40;

/** The signs of cells, each with a shape of its own. `cellSigns` draws them once for the page. */
const SIGNS: Record<CellKind, TemplateResult> = {
  waiting: frame(1),
  underWay: svg`${frame(1.5)}<path d="M8 12.5V4.5M4.5 8L8 4.5L11.5 8" fill="none" stroke="currentColor" stroke-width="1.7"></path>`,
  accepted: filled('M4 8.2l2.8 2.8L12 5.4'),
  partly: svg`${frame(1.5)}<path d="M1.5 3V12.5A2 2 0 0 0 3.5 14.5H13Z" fill="currentColor"></path><path d="M10.5 3.5v3.6M10.5 8.6v1.6" stroke="currentColor" stroke-width="1.7"></path>`,
  rejected: filled('M4.7 4.7l6.6 6.6M11.3 4.7l-6.6 6.6'),
  unknown: svg`${frame(1.5)}<path d="M5.6 6.2A2.4 2.4 0 1 1 8 8.6V9.6M8 11.2V12.9" fill="none" stroke="currentColor" stroke-width="1.7"></path>`,
};

function frame(width: number): TemplateResult {
  return svg`<rect x=".75" y=".75" width="14.5" height="14.5" rx="2.5" fill="none" stroke="currentColor" stroke-width=${width}></rect>`;
}

function filled(sign: string): TemplateResult {
  return svg`<rect width="16" height="16" rx="3" fill="currentColor"></rect><path d=${sign} fill="none" stroke="var(--vscode-editor-background)" stroke-width="2"></path>`;
}

/** The signs that `progressSection` refers to. Shows nothing itself. */
export function cellSigns(): TemplateResult {
  return html`<svg hidden>
    ${Object.entries(SIGNS).map(([kind, sign]) => svg`<symbol id="cell-${kind}" viewBox="0 0 16 16">${sign}</symbol>`)}
  </svg>`;
}

/**
 * Requests as cells, with their legend below: only the sentence and the legend are read out. Without
 * cells, only how far it is.
 */
export function progressSection(section: ProgressSection, titleId: string): TemplateResult {
  const { title, percent, texts, cells, cellsLabel, legend, hint } = section;
  const line = percent !== undefined || texts.length > 0;
  return html`
    <h2 id=${titleId} class=${line ? 'sr' : ''}>${title}</h2>
    ${
      line
        ? html`<p class="line1">
            ${percent === undefined ? nothing : html`<span class="percent">${percent}</span>`}
            ${texts.map(({ text, muted }) => html`<span class=${muted ? 'muted' : ''}>${text}</span>`)}
          </p>`
        : nothing
    }
    ${cells.length > 0 ? cellsView(cells, cellsLabel) : nothing}
    ${legend.length > 0 ? cellLegend(legend) : nothing} ${hintLine(hint)}
  `;
}

function cellsView(cells: ProgressSection['cells'], label: string): TemplateResult {
  const added = cells.filter(({ removes }) => !removes);
  const removed = cells.filter(({ removes }) => removes);
  return html`<div
    class=${cells.length > FEW ? 'cells many' : 'cells'}
    role="img"
    aria-label=${label}
  >
    ${added.map(cellView)} ${removed.length > 0 ? html`<span class="minus">−</span>` : nothing}
    ${removed.map(cellView)}
  </div>`;
}

function cellView({ kind, title }: ProgressSection['cells'][number]): TemplateResult {
  return html`<svg class="c-${kind}">
    <title>${title}</title>
    <use href="#cell-${kind}"></use>
  </svg>`;
}

function cellLegend(legend: ProgressSection['legend']): TemplateResult {
  return html`<ul class="legend cellkey">
    ${legend.map(
      ({ kind, count, text }) =>
        html`<li>
          <svg class="c-${kind}" aria-hidden="true"><use href="#cell-${kind}"></use></svg
          ><span><b>${count}</b> ${text}</span>
        </li>`,
    )}
  </ul>`;
}
