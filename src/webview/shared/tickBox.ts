import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { icon } from './icons';

interface TickBox {
  state: 'on' | 'off' | 'mixed';
  id?: string;
  /** For screen readers, where no label is beside it. */
  label?: string;
  /** The ID of what describes it. */
  describedBy?: string | undefined;
  disabled?: boolean | undefined;
}

/** A box to tick. `change` is called when the user has. */
export function tickBox(
  { state, id, label, describedBy, disabled = false }: TickBox,
  change: (on: boolean) => void,
): TemplateResult {
  return html`<span class="tick"
    ><input
      type="checkbox"
      id=${ifDefined(id)}
      aria-label=${ifDefined(label)}
      aria-describedby=${ifDefined(describedBy)}
      ?disabled=${disabled}
      .checked=${live(state === 'on')}
      .indeterminate=${live(state === 'mixed')}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />${icon(state === 'mixed' ? 'dash' : 'check')}</span
  >`;
}

/** A box to tick with its label beside it. */
export function labelledTick(
  tick: TickBox,
  label: unknown,
  change: (on: boolean) => void,
): TemplateResult {
  return html`<label class="check">${tickBox(tick, change)}<span>${label}</span></label>`;
}
