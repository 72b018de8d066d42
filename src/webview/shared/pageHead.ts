import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { AccountBadge, PageCallout, PageHead } from '../pageModel';
import { icon } from './icons';
import { pressButton, pressLink, type PageActions } from './pressButtons';
import { copyButton } from './unavailable';

const TONES = { pass: 'good', warning: 'warn', error: 'bad' };
const BADGES = { sandbox: 'beaker', live: 'globe', protected: 'shield' } as const;

/** The heading, and the line under it that says once where it happens. */
export function pageHead<Action extends string>(
  { heading, context }: PageHead<Action>,
  page: PageActions<Action>,
): TemplateResult {
  const { items, badge, press } = context;
  return html`<header>
    <h1 id="heading" tabindex="-1">
      ${icon(heading.icon, heading.icon && TONES[heading.icon])} ${heading.text}
    </h1>
    <p class="context">
      ${items.map((item) => html`<span title=${ifDefined(item.tooltip)}>${icon(item.icon)}${item.text}</span>`)}
      ${badge ? accountBadge(badge) : nothing} ${pressLink(press, page)}
    </p>
  </header>`;
}

export function accountBadge({ kind, text }: AccountBadge): TemplateResult {
  return html`<span class="badge ${kind}">${icon(BADGES[kind])}${text}</span>`;
}

/** What stops the job, and the ways on: the first is the primary one if there is no bar. */
export function pageCallout<Action extends string>(
  { tone, icon: sign, title, text, presses, details }: PageCallout<Action>,
  page: PageActions<Action>,
  beside: boolean,
): TemplateResult {
  const size = beside ? ' slim' : '';
  const message = title ? `${title}\n${text}` : text;
  return html`<div class="callout ${tone}">
    ${icon(sign, tone === 'danger' ? 'bad' : 'warn')}
    ${title ? html`<p><strong>${title}</strong></p>` : nothing}
    <p>${text}</p>
    ${
      presses.length > 0 || details
        ? html`<div class="actions">
            ${presses.map((press, index) => pressButton(press, index === 0 ? `button${size}` : `button secondary${size}`, page))}
            ${details ? copyButton({ message, details }, (copied) => page.copyDetails(copied)) : nothing}
          </div>`
        : nothing
    }
  </div>`;
}
