import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Press, UploadAction } from '../uploadModel';

/** What the sections of the page can do. */
export interface UploadPageActions {
  /** `line`: the ID of the line in whose detail it is. */
  press(action: UploadAction, value?: string, line?: string): void;
  copyDetails(text: string): void;
  /** Draws the page again, after a section changed something that only the page knows. */
  draw(): void;
}

/** A press as a link within or after a text. */
export function pressLink(press: Press, page: UploadPageActions): TemplateResult {
  return pressButton(press, 'link', page);
}

/** A press as a button of the given classes. */
export function pressButton(
  { label, action, value, description }: Press,
  classes: string,
  page: UploadPageActions,
): TemplateResult {
  return html`<button
    type="button"
    class=${classes}
    aria-label=${ifDefined(description)}
    @click=${() => page.press(action, value)}
  >
    ${label}
  </button>`;
}
