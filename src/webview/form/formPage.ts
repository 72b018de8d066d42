import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import type { FormField, FormModel, FormToHost, FormToPage, FormValues } from '../protocol';
import { Page } from '../shared/page';
import { accountBadge } from '../shared/pageHead';
import { linkButton } from '../shared/pressButtons';
import { copyButton, failureView } from '../shared/unavailable';
import { changedFields, CheckedFields, editedSince, validateFields } from './formFields';
import './style.css';

// The page of the create and edit form. Every keystroke is stored, so that hiding the panel or
// reloading the window loses nothing.

/** The option to type another retailer's ID. Can't be one itself: these are digits. */
const OTHER = 'other';

/** What a retailer is, and how its ID is read from the API. The editor opens links of a page. */
const RETAILERS_GUIDE = 'https://developers.criteo.com/retail-media/docs/retailers';

let model: FormModel | undefined;
let typingRetailer = false;
let saving = false;
const checked = new CheckedFields();
let rejection: { field?: FormField; message: string; details: string } | undefined;
let status = '';

/** Stores only the fields that the user changed: the others follow the API. */
const page = new Page<FormToHost, FormToPage, Partial<FormValues>>(
  (message) => {
    switch (message.type) {
      case 'model':
        page.setLocale(message.locale);
        setModel(message.model);
        break;
      case 'saving':
        saving = true;
        rejection = undefined;
        status = '';
        break;
      case 'rejected':
        saving = false;
        rejection = message;
        break;
      case 'saved':
        saving = false;
        checked.clear();
        rejection = undefined;
        page.typed = editedSince(page.typed, message.submitted);
        if (model) {
          const { segmentId, initial } = message;
          setModel({ ...model, mode: 'edit', segmentId, initial });
        }
        status = message.message;
        break;
    }
    draw();
    if (message.type === 'rejected' && message.field)
      document.getElementById(message.field)?.focus();
  },
  (instead) => instead ?? (model && form(model)),
);

const draw = (): void => page.draw();

function setModel(next: FormModel): void {
  const first = model === undefined;
  model = next;
  const { retailers } = next;
  const { retailerId } = values();
  // Don't replace the input by the list while the user is typing in it.
  const typing = typingRetailer && document.activeElement?.id === 'retailerId';
  typingRetailer =
    typing ||
    !retailers ||
    retailers.length === 0 ||
    (retailerId !== '' && !retailers.some(({ id }) => id === retailerId));
  if (first && document.hasFocus()) queueMicrotask(() => document.getElementById('name')?.focus());
  if (isDirty()) sendChange();
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

function sendChange(): void {
  page.send({ type: 'changed', values: values(), dirty: isDirty() });
}

function change(field: FormField, value: string): void {
  const typed = { ...page.typed, [field]: value };
  if (value === model?.initial[field]) delete typed[field];
  page.typed = typed;
  checked.change(field, value);
  if (!rejection?.field || rejection.field === field) rejection = undefined;
  status = '';
  sendChange();
  draw();
}

function submit(event: Event): void {
  event.preventDefault();
  if (!model || saving || (model.mode === 'edit' && !isDirty())) return;
  checked.checkAll();
  const typed = values();
  const [first] = Object.keys(validateFields(typed, model.mode));
  draw();
  if (first) {
    document.getElementById(first)?.focus();
    return;
  }
  const trimmed = { ...typed, name: typed.name.trim(), retailerId: typed.retailerId.trim() };
  const { initial } = model;
  // Trimming alone doesn't make a field changed.
  page.send({
    type: 'submit',
    values: trimmed,
    changed: changedFields(typed, initial).filter((name) => trimmed[name] !== initial[name]),
  });
}

/** A field with its label, and its error and hint below it. `control` gets `aria-describedby`. */
function field(
  name: FormField,
  label: string,
  hint: string,
  control: Control,
  after: unknown = nothing,
): TemplateResult {
  const invalid =
    checked.has(name) && model ? validateFields(values(), model.mode)[name] : undefined;
  const error = rejection?.field === name ? rejection.message : invalid;
  return html`<div class="field" @focusout=${() => leave(name)}>
    <label for=${name}>${label}</label>
    ${control(error ? `${name}-error ${name}-hint` : `${name}-hint`, Boolean(error))}
    ${error ? html`<p class="error" id="${name}-error" role="alert">${error}</p>` : nothing}
    ${rejection?.field === name ? copyButton(rejection, page.copyDetails) : nothing}
    <p class="hint" id="${name}-hint">${hint}</p>
    ${after}
  </div>`;
}

/** Draws the error later: moving a button while it is being pressed would lose the click. */
function leave(name: FormField): void {
  if (checked.leave(name, values()[name])) setTimeout(draw, 200);
}

/** The control of a field, described by the elements with these IDs. */
type Control = (described: string, invalid: boolean) => TemplateResult;

const text = (event: Event): string => (event.target as HTMLInputElement).value;

/**
 * A read-only input. Not `disabled`, which would hide it and its hint from the keyboard and screen
 * readers.
 */
function locked(name: FormField, value: string): Control {
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

function input(name: 'name' | 'retailerId', inputmode?: 'numeric'): Control {
  return (described, invalid) =>
    html`<input
      id=${name}
      inputmode=${ifDefined(inputmode)}
      autocomplete="off"
      .value=${live(values()[name])}
      aria-describedby=${described}
      aria-invalid=${invalid}
      aria-required="true"
      @input=${(event: Event) => change(name, text(event))}
    />`;
}

/** `unchosen`: shown until one is chosen. */
function select(
  name: FormField,
  unchosen: string,
  options: readonly { value: string; label: string; selected?: boolean }[],
  choose: (value: string) => void,
): Control {
  return (described, invalid) =>
    html`<select
      id=${name}
      aria-describedby=${described}
      aria-invalid=${invalid}
      aria-required="true"
      @change=${(event: Event) => choose(text(event))}
    >
      <option value="" ?selected=${values()[name] === ''}>${unchosen}</option>
      ${options.map(({ value, label, selected = false }) => html`<option value=${value} ?selected=${selected}>${label}</option>`)}
    </select>`;
}

function retailer(shown: FormModel): TemplateResult {
  const label = t('Retailer');
  const { retailerId } = values();
  const { retailers, retailersFailed } = shown;
  const labelOf = (id: string, name: string | undefined): string => (name ? `${name} (${id})` : id);
  if (shown.mode === 'edit') {
    const known = retailers?.find(({ id }) => id === retailerId);
    return field(
      'retailerId',
      label,
      t('Locked: a segment’s retailer can’t be changed.'),
      locked('retailerId', labelOf(retailerId, known?.name)),
    );
  }
  if (!retailers || typingRetailer)
    return field(
      'retailerId',
      label,
      typingHint(shown),
      input('retailerId', 'numeric'),
      html`<a class="where" href=${RETAILERS_GUIDE}>${t('Where Do I Find This?')}</a> ${
          retailersFailed
            ? html`${failureView(retailersFailed, page.copyDetails)}
              ${linkButton(t('Try Again'), () => page.send({ type: 'readRetailers' }))}`
            : retailers?.length
              ? linkButton(t('Choose a Retailer'), () => chooseRetailer(''))
              : nothing
        }`,
    );
  const options = retailers.map(({ id, name }) => ({
    value: id,
    label: labelOf(id, name),
    selected: id === retailerId,
  }));
  const other = { value: OTHER, label: t('Type another ID…') };
  return field(
    'retailerId',
    label,
    t('The retailer whose shoppers are in the segment. It can’t be changed later.'),
    select('retailerId', t('Choose a retailer'), [...options, other], chooseRetailer),
  );
}

function typingHint({ retailers, retailersFailed }: FormModel): string {
  if (retailersFailed) return t('Couldn’t load the retailers. Type the ID, or try again.');
  if (!retailers) return t('Loading retailers… You can type the ID now.');
  return retailers.length > 0
    ? t('The ID of a retailer that isn’t listed.')
    : t(
        'This application can’t list retailers (that takes the permission “Campaigns Read”). Type the ID.',
      );
}

function chooseRetailer(choice: string): void {
  const switched = typingRetailer !== (choice === OTHER);
  typingRetailer = choice === OTHER;
  change('retailerId', typingRetailer ? '' : choice);
  if (switched) document.getElementById('retailerId')?.focus();
}

function identifierType(shown: FormModel): TemplateResult {
  const label = t('Identifier type');
  const selected = values().identifierType;
  // The API's spelling may differ in case (difference 3).
  const known = shown.identifierTypes.find(
    ({ value }) => value.toLowerCase() === selected.toLowerCase(),
  );
  const hints = known ? [known.hint, t('In the API: {0}.', selected)] : [];
  if (shown.mode === 'edit') {
    hints.push(t('Locked: a segment’s identifier type can’t be changed.'));
    const copyAction = html`<button
      type="button"
      class="secondary"
      @click=${() => page.send({ type: 'copy', values: values() })}
    >
      ${t('Create a Copy with Another Type')}
    </button>`;
    return field(
      'identifierType',
      label,
      hints.join(' '),
      locked('identifierType', known?.label ?? selected),
      copyAction,
    );
  }
  const options =
    known || selected === ''
      ? shown.identifierTypes
      : [...shown.identifierTypes, { value: selected, label: selected, hint: '' }];
  return field(
    'identifierType',
    label,
    hints.join(' ') || t('The type of identifiers the segment accepts. It can’t be changed later.'),
    select(
      'identifierType',
      t('Choose a type'),
      options.map((type) => ({
        ...type,
        selected: type === known || type.value === selected,
      })),
      (value) => change('identifierType', value),
    ),
  );
}

function form(shown: FormModel): TemplateResult {
  const edit = shown.mode === 'edit';
  const { description } = values();
  const idle = saving || (edit && !isDirty());
  return html`<form novalidate @submit=${submit}>
    <h1>${edit ? t('Edit segment') : t('Create segment')}</h1>
    <p class="context">
      ${t('Account {0}', shown.account)}
      ${shown.segmentId ? html`<span>· ${t('segment ID {0}', shown.segmentId)}</span>` : nothing}
      ${accountBadge(shown.badge)}
    </p>
    ${rejection && !rejection.field ? failureView(rejection, page.copyDetails) : nothing}
    ${field('name', t('Name'), t('Must be unique for the retailer.'), input('name'))}
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
        ${edit && !isDirty() ? t('Close') : t('Cancel')}
      </button>
    </div>
    <p role="status">${status}</p>
  </form>`;
}

page.ready();
