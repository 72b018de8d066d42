import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { PagePress } from '../pageModel';

/** What the parts of a page can do. */
export interface PageActions<Action extends string> {
  /** `line`: the ID of the line or group in whose detail it is. */
  press(action: Action, value?: string, line?: string): void;
  copyDetails(text: string): void;
  /** Draws the page again, after a section changed something that only the page knows. */
  draw(): void;
}

/** A press as a link within or after a text. */
export function pressLink<Action extends string>(
  press: PagePress<Action>,
  page: PageActions<Action>,
): TemplateResult {
  return pressButton(press, 'link', page);
}

/** A press as a button of the given classes. */
export function pressButton<Action extends string>(
  { label, action, value, description }: PagePress<Action>,
  classes: string,
  page: PageActions<Action>,
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
