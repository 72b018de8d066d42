import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { PageCallout, PageHead } from '../pageModel';
import { icon } from './icons';
import { pressButton, pressLink, type PageActions } from './pressButtons';

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
      ${heading.icon ? icon(heading.icon, TONES[heading.icon]) : nothing} ${heading.text}
    </h1>
    <p class="context">
      ${items.map((item) => html`<span>${item.icon ? icon(item.icon) : nothing}${item.text}</span>`)}
      ${badge ? html`<span class="badge ${badge.kind}">${icon(BADGES[badge.kind])}${badge.text}</span>` : nothing}
      ${press ? pressLink(press, page) : nothing}
    </p>
  </header>`;
}

/** What stops the job, and the ways on: the first is the primary one if there is no bar. */
export function pageCallout<Action extends string>(
  { tone, icon: sign, title, text, presses, details }: PageCallout<Action>,
  page: PageActions<Action>,
  beside: boolean,
): TemplateResult {
  const size = beside ? ' slim' : '';
  return html`<div class="callout ${tone}">
    ${icon(sign, tone === 'danger' ? 'bad' : 'warn')}
    ${title ? html`<p><strong>${title}</strong></p>` : nothing}
    <p>${text}</p>
    ${details ? html`<p class="details">${details}</p>` : nothing}
    ${
      presses.length > 0 || details
        ? html`<div class="actions">
            ${presses.map((press, index) => pressButton(press, index === 0 ? `button${size}` : `button secondary${size}`, page))}
            ${
              details
                ? html`<button
                    type="button"
                    class="link"
                    @click=${() => page.copyDetails([details, title, text].filter(Boolean).join('\n'))}
                  >
                    ${t('Copy Details')}
                  </button>`
                : nothing
            }
          </div>`
        : nothing
    }
  </div>`;
}
