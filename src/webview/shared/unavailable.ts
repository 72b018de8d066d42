import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';

/** What a page shows that cannot show anything. */
export function unavailable({ message, details }: { message: string; details: string }, again: () => void): TemplateResult {
  return html`
    <h1>${t('Nothing to show')}</h1>
    ${failed(message, details)}
    <div class="actions"><button type="button" @click=${again}>${t('Try Again')}</button></div>
  `;
}

/** A failure's sentence, and what a ticket needs below it. */
export function failed(message: string, details: string): TemplateResult {
  return html`<div class="error" role="alert"><p>${message}</p><p class="details">${details}</p></div>`;
}
