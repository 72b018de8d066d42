import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon } from '../shared/icons';
import { pressLink } from '../shared/pressButtons';
import type { RememberLine } from '../uploadModel';
import type { UploadPageActions } from './uploadPageActions';

/** Offers to remember where such files go. `alone`: on a line of its own. */
export function rememberBox(
  { checked, before, pattern, after, edit }: RememberLine,
  page: UploadPageActions,
  alone: boolean,
  onTick: (ticked: boolean) => void,
): TemplateResult {
  return html`<div class=${alone ? 'say check remember alone' : 'say check remember'}>
    <label class="check"
      ><span class="tick"
        ><input
          type="checkbox"
          id="remember"
          .checked=${live(checked)}
          @change=${(event: Event) => onTick((event.target as HTMLInputElement).checked)}
        />${icon('check')}</span
      ><span>${before}<code>${pattern}</code>${after}</span></label
    >
    ${pressLink(edit, page)}
  </div>`;
}
