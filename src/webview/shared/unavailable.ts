import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';

interface FailureMessage {
  message: string;
  /** Operation, code, status and trace id. */
  details: string;
}

/** Puts a text into the clipboard. */
type Copy = (text: string) => void;

/** What a page shows that cannot show anything. */
export function unavailableView(
  failure: FailureMessage,
  again: () => void,
  copy: Copy,
): TemplateResult {
  return html`
    <h1>${t('Nothing to show')}</h1>
    ${failureView(failure, copy)}
    <div class="actions"><button type="button" @click=${again}>${t('Try Again')}</button></div>
  `;
}

/** A failure's sentence, and what a ticket needs below it. */
export function failureView(failure: FailureMessage, copy: Copy): TemplateResult {
  return html`<div class="error">
    <div role="alert">
      <p>${failure.message}</p>
      <p class="details">${failure.details}</p>
    </div>
    ${copyDetails(failure, copy)}
  </div>`;
}

/** The button that every failure has. */
export function copyDetails({ message, details }: FailureMessage, copy: Copy): TemplateResult {
  return html`<button type="button" class="link" @click=${() => copy(`${details}\n${message}`)}>
    ${t('Copy Details')}
  </button>`;
}
