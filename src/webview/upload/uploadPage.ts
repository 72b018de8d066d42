import { html, nothing, type TemplateResult } from 'lit';
import type { UploadToHost, UploadToPage } from '../protocol';
import { Page } from '../shared/page';
import { pageCallout, pageHead } from '../shared/pageHead';
import type { UploadModel, UploadSection } from '../uploadModel';
import { dangerSection, stayingPeople, uploadIntro } from './planSections';
import { cellSigns } from './requestCells';
import { SectionTemplates } from './sectionTemplates';
import { UploadBar } from './uploadBar';
import type { UploadPageActions } from './uploadPageActions';
import './styles/style.css';

// The page of an upload: its plan, its progress, its report. The host decides every text and state.

let model: UploadModel | undefined;
/** The step changed while another window or view had the focus. */
let headingAwaits = false;
/** The step changed while the page had the focus: a screen reader says its heading. */
let isHeadingSaid = false;

const page = new Page<UploadToHost, UploadToPage>(
  (message) => {
    if (message.locale) page.setLocale(message.locale);
    show(message.model);
  },
  (instead) =>
    instead || model
      ? // The region that is read out is there before its text.
        html`<div class="sr" aria-live="polite">${instead ? '' : announcement()}</div>
          ${instead ?? (model && uploadView(model))}`
      : undefined,
);

const actions: UploadPageActions = {
  press: (action, value, line) =>
    page.send({
      type: 'press',
      action,
      ...(value !== undefined && { value }),
      ...(line !== undefined && { line }),
    }),
  copyDetails: page.copyDetails,
  draw: () => page.draw(),
};
const sections = new SectionTemplates(actions);
const bar = new UploadBar(actions);

/** Unless the heading has said the same. */
function announcement(): string | undefined {
  return isHeadingSaid && model?.announcement === model?.heading.text
    ? undefined
    : model?.announcement;
}

function show(next: UploadModel): void {
  const newStep = next.step !== model?.step;
  if (newStep) isHeadingSaid = document.hasFocus();
  model = next;
  sections.update(newStep);
  bar.update(next, newStep);
  page.draw();
  if (!newStep) return;
  // Never takes the focus away from another part of the editor.
  if (isHeadingSaid) document.getElementById('heading')?.focus();
  else headingAwaits = true;
}

window.addEventListener('focus', () => {
  if (headingAwaits && document.activeElement === document.body)
    document.getElementById('heading')?.focus({ preventScroll: true });
  headingAwaits = false;
});

/** Ctrl+Enter, before the element that has the focus sees it. */
window.addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    if (!event.repeat && (page.isUnavailable || !bar.pressByKey())) return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);

function uploadView(shown: UploadModel): TemplateResult {
  const { callout, stays = [], danger, typed, intro, first, main, last } = shown;
  const beside = first.length > 0 || last.length > 0;
  // A table of files takes the width; sections alone would be too wide to read.
  const alone = main.some(({ type }) => type === 'lines') ? 'columns one full' : 'columns one';
  return html`
    ${cellSigns()} ${pageHead(shown, actions)}
    ${callout ? pageCallout(callout, actions, shown.bar !== undefined) : nothing}
    ${stays.length > 0 ? stayingPeople(stays, actions) : nothing}
    ${danger || typed ? dangerSection(danger, typed ? bar.drawTyped() : nothing, actions) : nothing}
    ${intro.length > 0 ? uploadIntro(intro) : nothing}
    ${
      beside || main.length > 0
        ? html`<div class=${beside ? 'columns' : alone}>
            ${column('first', first)} ${column('main', main)} ${column('last', last)}
          </div>`
        : nothing
    }
    ${bar.draw()}
  `;
}

function column(
  name: 'first' | 'main' | 'last',
  shown: readonly UploadSection[],
): TemplateResult | typeof nothing {
  return shown.length > 0
    ? html`<div class=${name}>${sections.column(name, shown)}</div>`
    : nothing;
}

page.ready();
