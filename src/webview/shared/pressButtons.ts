import { html, nothing, type TemplateResult } from 'lit';
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

/** A press as a link within or after a text, if there is one. */
export function pressLink<Action extends string>(
  press: PagePress<Action> | undefined,
  page: PageActions<Action>,
): TemplateResult | typeof nothing {
  return press ? pressButton(press, 'link', page) : nothing;
}

/** A link for what only the page knows. */
export function linkButton(label: string, onClick: () => void): TemplateResult {
  return html`<button type="button" class="link" @click=${onClick}>${label}</button>`;
}

/** A sentence below what it is about, if there is one. */
export function hintLine(hint: unknown): TemplateResult | typeof nothing {
  return hint ? html`<p class="hint">${hint}</p>` : nothing;
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
