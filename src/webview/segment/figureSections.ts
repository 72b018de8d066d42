import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ComparisonTable, FiguresSection, SegmentAction, SegmentModel } from '../segmentModel';
import { icon } from '../shared/icons';
import { pressLink, type PageActions } from '../shared/pressButtons';
import { tableHeads } from './tableHeads';

const SIGNS = { up: '▲', down: '▼' };

/** The three big figures, and below them when they were read. */
export function figuresSection({ items, notes }: FiguresSection): TemplateResult {
  return html`<dl class="bigs">
      ${items.map(
        ({ label, value, change }) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
            <dd class="delta">
              ${change?.direction ? html`<span aria-hidden="true">${SIGNS[change.direction]}</span><span class="sr">${change.direction === 'up' ? '+' : '−'}</span>` : nothing}
              ${change?.text}
            </dd>
          </div>`,
      )}
    </dl>
    <p class="hint read">
      ${notes.map(({ text, tooltip }) => html`<span title=${ifDefined(tooltip)}>${text}</span> `)}
    </p>`;
}

/** Several segments side by side. */
export function comparisonSection(
  { label, heads, rows }: ComparisonTable,
  page: PageActions<SegmentAction>,
): TemplateResult {
  return html`<table class="table compare" aria-label=${label}>
    ${tableHeads([heads.segment], [heads.identifiers, heads.matches, heads.matchRate, heads.asOf])}
    <tbody>
      ${repeat(
        rows,
        ({ id }) => id,
        ({ id, press, identifiers, matches, matchRate, asOf, tooltip }) =>
          html`<tr data-row=${id}>
            <th scope="row">${pressLink(press, page)}</th>
            <td class="num">${identifiers}</td>
            <td class="num">${matches}</td>
            <td class="num">${matchRate}</td>
            <td class="num" title=${ifDefined(tooltip)}>${asOf}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Facts in two columns; the last one, an ID, can be copied. */
export function detailsSection(
  { title, items, copy }: NonNullable<SegmentModel['details']>,
  page: PageActions<SegmentAction>,
): TemplateResult {
  return html`<section aria-labelledby="details">
    <h2 id="details">${title}</h2>
    <dl class="facts">
      ${items.map(
        ({ label, text }, index) =>
          html`<dt>${label}</dt>
            <dd>
              ${text}
              ${
                copy && index === items.length - 1
                  ? html`<button
                      type="button"
                      class="tool inline"
                      aria-label=${copy.label}
                      title=${copy.label}
                      @click=${() => page.press(copy.action, copy.value)}
                    >
                      ${icon('copy')}
                    </button>`
                  : nothing
              }
            </dd>`,
      )}
    </dl>
  </section>`;
}
