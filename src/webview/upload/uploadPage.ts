import { html, nothing, render, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { UploadToHost, UploadToPage } from '../protocol';
import { Page } from '../shared/page';
import { unavailableView } from '../shared/unavailable';
import type { UploadModel, UploadSection } from '../uploadModel';
import { fileSection } from './fileSection';
import { operationSection, type ChosenValues } from './operationSection';
import {
  dangerSection,
  factsSection,
  sizeSection,
  timesSection,
  waysSection,
} from './planSections';
import type { UploadPageActions } from './pressButtons';
import { cellSigns, progressSection } from './requestCells';
import { kindsSection, notesSection, rowsSection } from './rowSections';
import { UploadBar } from './uploadBar';
import { uploadCallout, uploadHead, uploadIntro } from './uploadHead';
import './style.css';

// The page of an upload: its plan, its progress, its report. The host decides every text and state.

let model: UploadModel | undefined;
let unavailable: { message: string; details: string } | undefined;
/** What the user chose since the last model. */
const chosen: ChosenValues = new Map();
/** Lists of kinds that show all of them, by their id; until the next step. */
const expanded = new Set<string>();
/** The step changed while another window or view had the focus. */
let headingAwaits = false;

const page = new Page<UploadToHost, UploadToPage>((message) => {
  if (message.locale) page.setLocale(message.locale);
  if (message.type === 'unavailable') {
    unavailable = message;
    draw();
  } else {
    unavailable = undefined;
    show(message.model);
  }
});

const actions: UploadPageActions = {
  press: (action, value) =>
    page.send({ type: 'press', action, ...(value !== undefined && { value }) }),
  copyDetails: (text) => page.send({ type: 'copyDetails', text }),
  draw,
};
const bar = new UploadBar(actions);

function show(next: UploadModel): void {
  const newStep = next.step !== model?.step;
  model = next;
  chosen.clear();
  if (newStep) expanded.clear();
  bar.update(next.bar, newStep);
  draw();
  if (!newStep) return;
  // Never takes the focus away from another part of the editor.
  if (document.hasFocus()) document.getElementById('heading')?.focus();
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
    if (!event.repeat && (unavailable || !bar.pressByKey())) return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);

function draw(): void {
  const root = document.getElementById('page');
  if (!root || !(model || unavailable)) return;
  const view = unavailable
    ? unavailableView(unavailable, () => page.ready(), actions.copyDetails)
    : model && uploadView(model);
  // The region that is read out is there before its text.
  render(
    html`<div class="sr" aria-live="polite">${unavailable ? '' : model?.announcement}</div>
      ${view}`,
    root,
  );
}

function uploadView(shown: UploadModel): TemplateResult {
  const { callout, danger, intro, first, main, last } = shown;
  const beside = first.length > 0 || last.length > 0;
  return html`
    ${cellSigns()} ${uploadHead(shown, actions)}
    ${callout ? uploadCallout(callout, actions, shown.bar !== undefined) : nothing}
    ${danger ? dangerSection(danger, actions) : nothing}
    ${intro.length > 0 ? uploadIntro(intro) : nothing}
    ${
      beside || main.length > 0
        ? html`<div class=${beside ? 'columns' : 'columns one'}>
            ${column('first', first)} ${column('main', main)} ${column('last', last)}
          </div>`
        : nothing
    }
    ${bar.draw()}
  `;
}

function column(
  name: 'first' | 'main' | 'last',
  sections: readonly UploadSection[],
): TemplateResult | typeof nothing {
  if (sections.length === 0) return nothing;
  const seen = new Map<string, number>();
  const keyed = sections.map((section) => {
    const count = seen.get(section.type) ?? 0;
    seen.set(section.type, count + 1);
    return { section, id: `${name}-${section.type}-${count}` };
  });
  return html`<div class=${name}>
    ${repeat(
      keyed,
      ({ id }) => id,
      ({ section, id }) =>
        html`<section
          aria-labelledby=${id}
          aria-busy=${section.type === 'rows' && section.busy ? 'true' : 'false'}
        >
          ${sectionView(section, id)}
        </section>`,
    )}
  </div>`;
}

function sectionView(section: UploadSection, id: string): TemplateResult {
  switch (section.type) {
    case 'file':
      return fileSection(section, id, actions);
    case 'rows':
      return rowsSection(section, id);
    case 'kinds':
      return kindsSection(section, id, actions, expanded.has(id), () => {
        expanded.add(id);
        draw();
      });
    case 'notes':
      return notesSection(section, id, actions);
    case 'progress':
      return progressSection(section, id);
    case 'operation':
      return operationSection(section, id, actions, chosen);
    case 'size':
      return sizeSection(section, id, actions);
    case 'times':
      return timesSection(section, id);
    case 'facts':
      return factsSection(section, id, actions);
    case 'ways':
      return waysSection(section, id, actions);
  }
}

page.ready();
