import { t } from '@vscode/l10n';
import { html, nothing, render, type TemplateResult } from 'lit';
import type { FormField, FormModel, FormToHost, FormToPage, FormValues } from '../protocol';
import { Page } from '../shared/page';
import './style.css';

/** The page of the create and edit form. Every keystroke is kept, so that hiding or reloading loses nothing. */

/** No retailer's id: those are digits. */
const OTHER = 'other';

let model: FormModel | undefined;
let values: FormValues = { name: '', description: '', retailerId: '', identifierType: '' };
let typesRetailer = false;
let saving = false;
let tried = false;
let refusal: { field?: FormField; message: string } | undefined;
let said = '';

const page = new Page<FormToHost, FormToPage, FormValues>((message) => {
  switch (message.type) {
    case 'model':
      page.speak(message.locale);
      model = message.model;
      values = { ...model.initial, ...(message.typed ?? page.typed) };
      if (model.mode === 'edit') values = { ...values, retailerId: model.initial.retailerId, identifierType: model.initial.identifierType };
      typesRetailer = model.retailers.length === 0 || (values.retailerId !== '' && !model.retailers.some(({ id }) => id === values.retailerId));
      break;
    case 'saving':
      saving = true;
      refusal = undefined;
      said = '';
      break;
    case 'refused':
      saving = false;
      refusal = { field: message.field, message: message.message };
      if (message.field) queueMicrotask(() => document.getElementById(message.field as string)?.focus());
      break;
    case 'saved':
      saving = false;
      if (model) model = { ...model, mode: 'edit', initial: message.initial };
      values = message.initial;
      page.typed = undefined;
      said = message.message;
      break;
  }
  draw();
});

/** What is wrong with what was typed; the API has its own say. */
function faults(): Partial<Record<FormField, string>> {
  const found: Partial<Record<FormField, string>> = {};
  if (values.name.trim() === '') found.name = t('A segment needs a name.');
  if (model?.mode === 'create') {
    if (!/^\d+$/.test(values.retailerId.trim())) found.retailerId = t('A retailer id has digits only.');
    if (!values.identifierType) found.identifierType = t('Choose what kind of identifiers the list holds.');
  }
  return found;
}

function isDirty(): boolean {
  const { initial } = model as FormModel;
  return (Object.keys(initial) as FormField[]).some((field) => values[field] !== initial[field]);
}

function change(field: FormField, value: string): void {
  values = { ...values, [field]: value };
  if (refusal?.field === field || !refusal?.field) refusal = undefined;
  said = '';
  page.typed = values;
  page.send({ type: 'changed', values, dirty: isDirty() });
  draw();
}

function submit(event: Event): void {
  event.preventDefault();
  tried = true;
  const [first] = Object.keys(faults());
  if (first) {
    draw();
    document.getElementById(first)?.focus();
    return;
  }
  if (!saving) page.send({ type: 'submit', values: { ...values, name: values.name.trim(), retailerId: values.retailerId.trim() } });
}

function field(name: FormField, label: string, hint: string | TemplateResult, control: (described: string, invalid: boolean) => TemplateResult): TemplateResult {
  const typedWrong = tried || values[name] !== model?.initial[name] ? faults()[name] : undefined;
  const error = refusal?.field === name ? refusal.message : typedWrong;
  return html`
    <label for=${name}>${label}</label>
    ${control(error ? `${name}-hint ${name}-error` : `${name}-hint`, Boolean(error))}
    <p class="hint" id="${name}-hint">${hint}</p>
    ${error ? html`<p class="error" id="${name}-error" role="alert">${error}</p>` : nothing}
  `;
}

const text = (event: Event): string => (event.target as HTMLInputElement).value;

function retailer(shown: FormModel): TemplateResult {
  const locked = shown.mode === 'edit';
  const hint = locked
    ? t('The retailer of a segment cannot be changed.')
    : shown.retailers.length > 0
      ? t('The retailer whose shoppers the segment holds.')
      : t('This application may not list retailers: type the id.');
  return field('retailerId', t('Retailer'), hint, (described, invalid) =>
    typesRetailer
      ? html`<input id="retailerId" inputmode="numeric" .value=${values.retailerId} ?disabled=${locked} aria-describedby=${described}
            aria-invalid=${invalid} aria-required="true" @input=${(event: Event) => change('retailerId', text(event))} />`
      : html`<select id="retailerId" ?disabled=${locked} aria-describedby=${described} aria-invalid=${invalid} aria-required="true"
            @change=${(event: Event) => {
              typesRetailer = text(event) === OTHER;
              change('retailerId', typesRetailer ? '' : text(event));
            }}>
            <option value="" ?selected=${values.retailerId === ''}>${t('Choose a retailer')}</option>
            ${shown.retailers.map(({ id, name }) => html`<option value=${id} ?selected=${id === values.retailerId}>${name ? `${name} (${id})` : id}</option>`)}
            <option value=${OTHER}>${t('Type another id…')}</option>
          </select>`,
  );
}

function identifierType(shown: FormModel): TemplateResult {
  const locked = shown.mode === 'edit';
  const known = shown.identifierTypes.find(({ value }) => value === values.identifierType);
  const hint = locked
    ? t('The identifier type of a segment cannot be changed. For another type, create a copy.')
    : (known?.hint ?? t('What the contact list accepts. It cannot be changed later.'));
  const listed = known || values.identifierType === '' ? shown.identifierTypes : [...shown.identifierTypes, { value: values.identifierType, hint: '' }];
  return field('identifierType', t('Identifier type'), hint, (described, invalid) => html`
    <select id="identifierType" ?disabled=${locked} aria-describedby=${described} aria-invalid=${invalid} aria-required="true"
      @change=${(event: Event) => change('identifierType', text(event))}>
      <option value="" ?selected=${values.identifierType === ''}>${t('Choose a type')}</option>
      ${listed.map(({ value }) => html`<option value=${value} ?selected=${value === values.identifierType}>${value}</option>`)}
    </select>`);
}

function draw(): void {
  const root = document.getElementById('page');
  if (!root || !model) return;
  const shown = model;
  const edit = shown.mode === 'edit';
  render(
    html`<form novalidate @submit=${submit}>
      <h1>${edit ? t('Edit segment') : t('Create segment')}</h1>
      <p class="context">
        ${t('Account {0}', shown.account)}
        ${shown.sandbox ? html`<span class="sandbox">${t('local sandbox: nothing goes to Criteo')}</span>` : nothing}
      </p>
      ${refusal && !refusal.field ? html`<p class="error" role="alert">${refusal.message}</p>` : nothing}
      ${field('name', t('Name'), t('Unique for this retailer.'), (described, invalid) => html`
        <input id="name" .value=${values.name} aria-describedby=${described} aria-invalid=${invalid} aria-required="true"
          @input=${(event: Event) => change('name', text(event))} />`)}
      ${field('description', t('Description'), t('What the list holds and where it comes from.'), (described, invalid) => html`
        <textarea id="description" .value=${values.description} aria-describedby=${described} aria-invalid=${invalid}
          @input=${(event: Event) => change('description', text(event))}></textarea>`)}
      ${retailer(shown)} ${identifierType(shown)}
      <div class="actions">
        <button type="submit" ?disabled=${saving || (edit && !isDirty())}>
          ${saving ? t('Saving…') : edit ? t('Save') : t('Create Segment')}
        </button>
        ${edit
          ? html`<button type="button" class="secondary" @click=${() => page.send({ type: 'copy', values })}>${t('Create a Copy with Another Type')}</button>`
          : nothing}
        <button type="button" class="secondary" @click=${() => page.send({ type: 'close' })}>${t('Close')}</button>
      </div>
      <p role="status">${said}</p>
    </form>`,
    root,
  );
}

page.ready();
