import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { linkButton } from './pressButtons';

interface FailureMessage {
  message: string;
  /** Operation, code, status and trace ID. */
  details: string;
}

/** Copies a text to the clipboard. */
type Copy = (text: string) => void;

/** The page's content while it is unavailable. */
export function unavailableView(
  failure: FailureMessage,
  retry: () => void,
  copy: Copy,
): TemplateResult {
  return html`
    <h1>${t('Nothing to show')}</h1>
    ${failureView(failure, copy)}
    <div class="actions"><button type="button" @click=${retry}>${t('Try Again')}</button></div>
  `;
}

/** A failure: its message. The details for a support ticket are only copied. */
export function failureView(failure: FailureMessage, copy: Copy): TemplateResult {
  return html`<div class="error">
    <div role="alert">
      <p>${failure.message}</p>
    </div>
    ${copyButton(failure, copy)}
  </div>`;
}

/** "Copy Details", and the way to what the documentation says about the code. */
export function copyButton({ message, details }: FailureMessage, copy: Copy): TemplateResult {
  const code = /code=(\S+)/.exec(details)?.[1] ?? '';
  const query = encodeURIComponent(JSON.stringify([code]));
  const href = `command:criteoAudiences.openDocumentation?${query}`;
  return html`${linkButton(t('Copy Details'), () => copy(`${details}\n${message}`))}
    <a class="link" href=${href}>${t('Learn More')}</a>`;
}
