import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { PageFacts, TimesSection } from '../pageModel';
import { hintLine, pressLink, type PageActions } from './pressButtons';

/** A line of time. It is dashed where Criteo doesn't confirm the next step. */
export function timesSection(
  { title, items, hint }: TimesSection,
  titleId: string,
): TemplateResult {
  return html`
    <h2 id=${titleId}>${title}</h2>
    <ol class="times">
      ${items.map(({ time, text, tooltip, state, dashed }) => html`<li class="${state} ${dashed ? 'dashed' : ''}" title=${ifDefined(tooltip)}><b>${time}</b> ${text}</li>`)}
    </ol>
    ${hintLine(hint)}
  `;
}

export function factsSection<Action extends string>(
  { title, items }: PageFacts<Action>,
  titleId: string,
  page: PageActions<Action>,
): TemplateResult {
  return html`
    <h2 id=${titleId}>${title}</h2>
    <dl class="facts">
      ${items.map(
        ({ label, text, tooltip, press }) =>
          html`<dt>${label}</dt>
            <dd title=${ifDefined(tooltip)}>
              ${press?.label === text ? nothing : text} ${pressLink(press, page)}
            </dd>`,
      )}
    </dl>
  `;
}
