import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon } from '../shared/icons';
import { pressLink } from '../shared/pressButtons';
import { labelledTick } from '../shared/tickBox';
import type { UploadAction } from '../uploadActions';
import type { OperationSection } from '../uploadModel';
import type { UploadPageActions } from './uploadPageActions';

/** Choices that the host has not answered yet: they are shown until its next model. */
export type ChosenValues = Map<UploadAction, string>;

/** What happens to the list. Below 760 px it is one line. `titleId` begins all of its IDs. */
export function operationSection(
  { title, choices, hash, formats, press }: OperationSection,
  titleId: string,
  page: UploadPageActions,
  chosen: ChosenValues,
): TemplateResult {
  const choose = (action: UploadAction, value: string): void => {
    chosen.set(action, value);
    page.press(action, value);
  };
  return html`
    <div class="operation">
      <h2 id=${titleId}>${title}</h2>
      ${
        choices.length > 0
          ? html`<fieldset class="choices" aria-labelledby=${titleId}>
              ${choices.map((choice) => operationChoice(choice, titleId, chosen, choose))}
            </fieldset>`
          : nothing
      }
    </div>
    ${hash ? hashChoice(hash, `${titleId}-hash`, chosen, choose) : nothing}
    ${formats ? formatsChoice(formats, `${titleId}-formats`, chosen, choose) : nothing}
    ${press ? html`<p class="more-choices">${pressLink(press, page)}</p>` : nothing}
  `;
}

type Choose = (action: UploadAction, value: string) => void;

/**
 * The hint is a label too, so that a click on it chooses, but describes instead of naming. Once one is
 * chosen, only its hint is in sight.
 */
function operationChoice(
  { value, label, hint, chosen: inModel }: OperationSection['choices'][number],
  name: string,
  chosen: ChosenValues,
  choose: Choose,
): TemplateResult {
  const asked = chosen.get('chooseOperation');
  const id = `${name}-${value}`;
  return html`<div class="choice">
    <label
      ><input
        type="radio"
        name=${name}
        id=${id}
        aria-labelledby="${id}-name"
        aria-describedby="${id}-hint"
        .checked=${live(asked === undefined ? inModel : asked === value)}
        @change=${() => choose('chooseOperation', value)}
      /><b id="${id}-name">${label}</b></label
    >
    <label class="hint" for=${id} id="${id}-hint">${hint}</label>
  </div>`;
}

function hashChoice(
  { label, options }: NonNullable<OperationSection['hash']>,
  id: string,
  chosen: ChosenValues,
  choose: Choose,
): TemplateResult {
  const value = chosen.get('chooseHash') ?? options.find((option) => option.chosen)?.value ?? '';
  return html`<div class="hash">
    <label class="label" for=${id}>${label}</label>
    <div class="select">
      <select
        class="field"
        id=${id}
        @change=${(event: Event) => choose('chooseHash', (event.target as HTMLSelectElement).value)}
      >
        ${options.map((option) => html`<option value=${option.value} .selected=${live(option.value === value)}>${option.label}</option>`)}
      </select>
      ${icon('chevronDown')}
    </div>
  </div>`;
}

function formatsChoice(
  { label, text, hint, plain }: NonNullable<OperationSection['formats']>,
  id: string,
  chosen: ChosenValues,
  choose: Choose,
): TemplateResult {
  const action = plain?.action ?? 'chooseFormats';
  const asked = chosen.get(action);
  return html`<div class="formats" role="group" aria-labelledby=${id}>
    <span class="label" id=${id}>${label}</span>
    <p>${text}</p>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
    ${
      plain
        ? labelledTick(
            {
              state: (asked === undefined ? plain.chosen : asked === 'all') ? 'on' : 'off',
              describedBy: hint ? `${id}-hint` : undefined,
            },
            plain.label,
            (on) => choose(action, on ? 'all' : 'hashed'),
          )
        : nothing
    }
  </div>`;
}
