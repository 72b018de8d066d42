import { t } from '@vscode/l10n';
import { html, nothing, render, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FormField, FormModel, FormToHost, FormToPage, FormValues } from '../protocol';
import { Page } from '../shared/page';
import { copyDetails, failureView, unavailableView } from '../shared/unavailable';
import { changedFields, faultsOf, typedSince } from './formFields';
import './style.css';

/**
 * The page of the create and edit form. Every keystroke is kept, so that hiding or reloading loses
 * nothing.
 */

/** The choice of another retailer; no retailer's id: those are digits. */
const OTHER = 'other';

let model: FormModel | undefined;
let obstacle: { message: string; details: string } | undefined;
let typesRetailer = false;
let saving = false;
/**
 * All faults show after the first try to save; before it, those of fields that were left or
 * changed.
 */
let tried = false;
const left = new Set<FormField>();
let refusal: { field?: FormField; message: string; details: string } | undefined;
let said = '';

/** Kept are the fields that were touched only: the others follow the API. */
const page = new Page<FormToHost, FormToPage, Partial<FormValues>>((message) => {
  switch (message.type) {
    case 'model':
      page.speak(message.locale);
      obstacle = undefined;
      show(message.model);
      break;
    case 'unavailable':
      page.speak(message.locale);
      obstacle = message;
      break;
    case 'saving':
      saving = true;
      refusal = undefined;
      said = '';
      break;
    case 'refused':
      saving = false;
      refusal = message;
      break;
    case 'saved':
      saving = false;
      tried = false;
      left.clear();
      refusal = undefined;
      page.typed = typedSince(page.typed, message.submitted);
      if (model)
        show({ ...model, mode: 'edit', segmentId: message.segmentId, initial: message.initial });
      said = message.message;
      break;
  }
  draw();
  if (message.type === 'refused' && message.field) document.getElementById(message.field)?.focus();
});

function show(next: FormModel): void {
  const first = model === undefined;
  model = next;
  const { retailers } = next;
  const { retailerId } = values();
  // Whoever is typing an id when the list comes goes on with that.
  const typing = typesRetailer && document.activeElement?.id === 'retailerId';
  typesRetailer =
    typing ||
    !retailers ||
    retailers.length === 0 ||
    (retailerId !== '' && !retailers.some(({ id }) => id === retailerId));
  if (first && document.hasFocus()) queueMicrotask(() => document.getElementById('name')?.focus());
  if (isDirty()) tellChange();
}

function values(): FormValues {
  const { initial, mode } = model as FormModel;
  const { name, description, retailerId, identifierType } = { ...initial, ...page.typed };
  return mode === 'create'
    ? { name, description, retailerId, identifierType }
    : { ...initial, name, description };
}

function isDirty(): boolean {
  return model !== undefined && changedFields(values(), model.initial).length > 0;
}

const copy = (text: string): void => page.send({ type: 'copyDetails', text });

function tellChange(): void {
  page.send({ type: 'changed', values: values(), dirty: isDirty() });
}

function change(field: FormField, value: string): void {
  const typed = { ...page.typed, [field]: value };
  if (value === model?.initial[field]) delete typed[field];
  page.typed = typed;
  if (!refusal?.field || refusal.field === field) refusal = undefined;
  said = '';
  tellChange();
  draw();
}

function submit(event: Event): void {
  event.preventDefault();
  if (!model || saving || (model.mode === 'edit' && !isDirty())) return;
  tried = true;
  const typed = values();
  const [first] = Object.keys(faultsOf(typed, model.mode));
  draw();
  if (first) {
    document.getElementById(first)?.focus();
    return;
  }
  const trimmed = { ...typed, name: typed.name.trim(), retailerId: typed.retailerId.trim() };
  const { initial } = model;
  // What was trimmed only is no change of the user's.
  page.send({
    type: 'submit',
    values: trimmed,
    changed: changedFields(typed, initial).filter((name) => trimmed[name] !== initial[name]),
  });
}

/** A field with its label above, and below it what it is for and what is wrong with it. */
function field(
  name: FormField,
  label: string,
  hint: string,
  control: (described: string, invalid: boolean) => TemplateResult,
  after: unknown = nothing,
): TemplateResult {
  const shown = tried || left.has(name) || (page.typed && name in page.typed);
  const fault = shown && model ? faultsOf(values(), model.mode)[name] : undefined;
  const error = refusal?.field === name ? refusal.message : fault;
  return html`<div class="field" @focusout=${() => leave(name)}>
    <label for=${name}>${label}</label>
    ${control(error ? `${name}-error ${name}-hint` : `${name}-hint`, Boolean(error))}
    ${error ? html`<p class="error" id="${name}-error" role="alert">${error}</p>` : nothing}
    ${refusal?.field === name ? copyDetails(refusal, copy) : nothing}
    <p class="hint" id="${name}-hint">${hint}</p>
    ${after}
  </div>`;
}

/** Not for a click on a button: what moves below the pointer is not clicked. */
function leave(name: FormField): void {
  if (left.has(name)) return;
  left.add(name);
  setTimeout(draw, 200);
}

const text = (event: Event): string => (event.target as HTMLInputElement).value;

/**
 * Not `disabled`: that would take it, and the reason below it, away from the keyboard and screen
 * readers.
 */
function locked(
  name: FormField,
  value: string,
): (described: string, invalid: boolean) => TemplateResult {
  return (described, invalid) =>
    html`<input
      id=${name}
      class="locked"
      readonly
      .value=${value}
      aria-describedby=${described}
      aria-invalid=${invalid}
    />`;
}

function retailer(shown: FormModel): TemplateResult {
  const label = t('Retailer');
  const { retailerId } = values();
  if (shown.mode === 'edit') {
    const name = shown.retailers?.find(({ id }) => id === retailerId)?.name;
    return field(
      'retailerId',
      label,
      t('Locked: a segment’s retailer can’t be changed.'),
      locked('retailerId', name ? `${name} (${retailerId})` : retailerId),
    );
  }
  const { retailers, retailersFailed } = shown;
  if (!retailers || typesRetailer) {
    return field(
      'retailerId',
      label,
      typingHint(shown),
      (described, invalid) =>
        html`<input
          id="retailerId"
          inputmode="numeric"
          autocomplete="off"
          .value=${live(retailerId)}
          aria-describedby=${described}
          aria-invalid=${invalid}
          aria-required="true"
          @input=${(event: Event) => change('retailerId', text(event))}
        />`,
      retailersFailed
        ? html`${failureView(retailersFailed, copy)}
          ${link(t('Try Again'), () => page.send({ type: 'readRetailers' }))}`
        : retailers?.length
          ? link(t('Choose from List'), () => chooseRetailer(''))
          : nothing,
    );
  }
  return field(
    'retailerId',
    label,
    t('The retailer whose shoppers are in the segment. It can’t be changed later.'),
    (described, invalid) =>
      html`<select
        id="retailerId"
        aria-describedby=${described}
        aria-invalid=${invalid}
        aria-required="true"
        @change=${(event: Event) => chooseRetailer(text(event))}
      >
        <option value="" ?selected=${retailerId === ''}>${t('Choose a retailer')}</option>
        ${retailers.map(({ id, name }) => html`<option value=${id} ?selected=${id === retailerId}>${name ? `${name} (${id})` : id}</option>`)}
        <option value=${OTHER}>${t('Type another ID…')}</option>
      </select>`,
  );
}

function typingHint({ retailers, retailersFailed }: FormModel): string {
  if (retailersFailed) return t('Couldn’t load the retailers. Type the ID, or try again.');
  if (!retailers) return t('Loading retailers… You can type the ID now.');
  return retailers.length > 0
    ? t('The ID of a retailer that isn’t in the list.')
    : t('This application can’t list retailers. Type the ID.');
}

function link(label: string, act: () => void): TemplateResult {
  return html`<button type="button" class="link" @click=${act}>${label}</button>`;
}

function chooseRetailer(choice: string): void {
  const switched = typesRetailer !== (choice === OTHER);
  typesRetailer = choice === OTHER;
  change('retailerId', typesRetailer ? '' : choice);
  if (switched) document.getElementById('retailerId')?.focus();
}

function identifierType(shown: FormModel): TemplateResult {
  const label = t('Identifier type');
  const chosen = values().identifierType;
  const known = shown.identifierTypes.find(({ value }) => value === chosen);
  if (shown.mode === 'edit') {
    const hint =
      `${known?.hint ?? ''} ${t('Locked: a segment’s identifier type can’t be changed.')}`.trim();
    const copy = html`<button
      type="button"
      class="secondary"
      @click=${() => page.send({ type: 'copy', values: values() })}
    >
      ${t('Create a Copy with Another Type')}
    </button>`;
    return field('identifierType', label, hint, locked('identifierType', chosen), copy);
  }
  const listed =
    known || chosen === ''
      ? shown.identifierTypes
      : [...shown.identifierTypes, { value: chosen, hint: '' }];
  return field(
    'identifierType',
    label,
    known?.hint ?? t('The type of identifiers the segment accepts. It can’t be changed later.'),
    (described, invalid) =>
      html`<select
        id="identifierType"
        aria-describedby=${described}
        aria-invalid=${invalid}
        aria-required="true"
        @change=${(event: Event) => change('identifierType', text(event))}
      >
        <option value="" ?selected=${chosen === ''}>${t('Choose a type')}</option>
        ${listed.map(({ value }) => html`<option value=${value} ?selected=${value === chosen}>${value}</option>`)}
      </select>`,
  );
}

function form(shown: FormModel): TemplateResult {
  const edit = shown.mode === 'edit';
  const { name, description } = values();
  const idle = saving || (edit && !isDirty());
  return html`<form novalidate @submit=${submit}>
    <h1>${edit ? t('Edit segment') : t('Create segment')}</h1>
    <p class="context">
      ${t('Account {0}', shown.account)}
      ${shown.segmentId ? html`<span>· ${t('segment ID {0}', shown.segmentId)}</span>` : nothing}
      ${shown.sandbox ? html`<span class="sandbox">${t('local sandbox: nothing is sent to Criteo')}</span>` : nothing}
    </p>
    ${refusal && !refusal.field ? failureView(refusal, copy) : nothing}
    ${field(
      'name',
      t('Name'),
      t('Must be unique for the retailer.'),
      (described, invalid) =>
        html`<input
          id="name"
          autocomplete="off"
          .value=${live(name)}
          aria-describedby=${described}
          aria-invalid=${invalid}
          aria-required="true"
          @input=${(event: Event) => change('name', text(event))}
        />`,
    )}
    ${field(
      'description',
      t('Description'),
      t('Optional. What the segment contains and where it comes from.'),
      (described, invalid) =>
        html`<textarea
          id="description"
          rows="3"
          .value=${live(description)}
          aria-describedby=${described}
          aria-invalid=${invalid}
          @input=${(event: Event) => change('description', text(event))}
        ></textarea>`,
    )}
    ${retailer(shown)} ${identifierType(shown)}
    <div class="actions">
      <button
        type="submit"
        aria-disabled=${idle ? 'true' : 'false'}
        @click=${(event: Event) => void (idle && event.preventDefault())}
      >
        ${saving ? t('Saving…') : edit ? t('Save') : t('Create Segment')}
      </button>
      <button type="button" class="secondary" @click=${() => page.send({ type: 'close' })}>
        ${t('Close')}
      </button>
    </div>
    <p role="status">${said}</p>
  </form>`;
}

function draw(): void {
  const root = document.getElementById('page');
  if (!root) return;
  if (obstacle)
    render(
      unavailableView(obstacle, () => page.ready(), copy),
      root,
    );
  else if (model) render(form(model), root);
}

page.ready();
