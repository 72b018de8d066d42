import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';

interface Told {
  message: string;
  /** Operation, code, status and trace id. */
  details: string;
}

/** Puts a text into the clipboard. */
type Copy = (text: string) => void;

/** What a page shows that cannot show anything. */
export function unavailable(failure: Told, again: () => void, copy: Copy): TemplateResult {
  return html`
    <h1>${t('Nothing to show')}</h1>
    ${failed(failure, copy)}
    <div class="actions"><button type="button" @click=${again}>${t('Try Again')}</button></div>
  `;
}

/** A failure's sentence, and what a ticket needs below it. */
export function failed(failure: Told, copy: Copy): TemplateResult {
  return html`<div class="error">
    <div role="alert">
      <p>${failure.message}</p>
      <p class="details">${failure.details}</p>
    </div>
    ${copyDetails(failure, copy)}
  </div>`;
}

/** The button that every failure has. */
export function copyDetails({ message, details }: Told, copy: Copy): TemplateResult {
  return html`<button type="button" class="link" @click=${() => copy(`${details}\n${message}`)}>
    ${t('Copy Details')}
  </button>`;
}
