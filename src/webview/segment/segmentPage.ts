import { html, nothing, type TemplateResult } from 'lit';
import type { ChartModel } from '../chartModel';
import type { SegmentToHost, SegmentToPage } from '../protocol';
import type { SegmentAction, SegmentModel } from '../segmentModel';
import { ButtonMenu } from '../shared/buttonMenu';
import { icon } from '../shared/icons';
import { Page } from '../shared/page';
import { pageCallout, pageHead } from '../shared/pageHead';
import { pressButton, type PageActions } from '../shared/pressButtons';
import { timesSection } from '../shared/timesAndFacts';
import { comparisonSection, detailsSection, figuresSection } from './figureSections';
import { historySection, noteLine } from './historySection';
import { aroundSection, audiencesSection, uploadsSection } from './listSections';
import './style.css';

// The page of a segment, or of several side by side. The host decides every text and every state.

let model: SegmentModel | undefined;
let language = 'en';
let status = '';
/** Stay the same objects while what they show does: the chart needn't be drawn anew. */
let chart: ChartModel | undefined;
let shownHistory: string | undefined;
let note: TemplateResult | typeof nothing = nothing;
/** What the user opened: lists that show all, and the table of the history. */
const opened = new Set<'uploads' | 'audiences' | 'table'>();

const page = new Page<SegmentToHost, SegmentToPage>(
  (message) => {
    if (message.type === 'status') {
      status = message.message;
      page.draw();
      return;
    }
    page.setLocale(message.locale);
    ({ language } = message.locale);
    const isFirst = model === undefined;
    ({ model } = message);
    const { history } = model;
    const next = JSON.stringify(history);
    if (next !== shownHistory) {
      shownHistory = next;
      chart = history?.chart;
      note = history?.note ? noteLine(history.note, actions) : nothing;
    }
    const hadFocus = document.activeElement !== document.body;
    page.draw();
    // What had it may be gone. Never takes the focus away from another part of the editor.
    if ((isFirst || hadFocus) && document.hasFocus() && document.activeElement === document.body)
      document.getElementById('heading')?.focus();
  },
  (instead) => instead ?? (model && segmentView(model)),
);

const actions: PageActions<SegmentAction> = {
  press(action, value) {
    status = '';
    page.draw();
    page.send({ type: 'press', action, ...(value !== undefined && { value }) });
  },
  copyDetails: page.copyDetails,
  draw: () => page.draw(),
};
const menu = new ButtonMenu(actions);

function segmentView(shown: SegmentModel): TemplateResult {
  const { callout, figures, noFigures, comparison, history, around, uploads, audiences, details } =
    shown;
  return html`
    <div class="head">${pageHead(shown, actions)}${buttons(shown)}</div>
    <p class="hint status" role="status">${status}</p>
    ${callout ? pageCallout(callout, actions, shown.buttons.length > 0) : nothing}
    ${figures ? figuresSection(figures) : nothing}
    ${noFigures ? html`<p class="intro muted">${noFigures}</p>` : nothing}
    ${comparison ? comparisonSection(comparison, actions) : nothing}
    ${
      history && chart
        ? historySection(history.title, chart, {
            language,
            isTable: opened.has('table'),
            showTable: (shows) => show('table', shows),
            openUpload: (jobId) => actions.press('openUpload', jobId),
            note,
          })
        : nothing
    }
    ${
      details
        ? html`<div class="columns">
            <div class="main">
              ${around ? aroundSection(around, actions) : nothing}
              ${uploads ? uploadsSection(uploads, opened.has('uploads'), () => show('uploads'), actions) : nothing}
              ${audiences ? audiencesSection(audiences, opened.has('audiences'), () => show('audiences'), actions) : nothing}
            </div>
            <div class="last">${nextSection(shown)} ${detailsSection(details, actions)}</div>
          </div>`
        : nothing
    }
    <div class="footpad"></div>
  `;
}

function buttons({ buttons: main, refresh, more }: SegmentModel): TemplateResult {
  return html`<div class="actions">
    ${main.map((press) => pressButton(press, press.look === 'primary' ? 'button' : 'button secondary', actions))}
    <button
      type="button"
      class="tool"
      aria-label=${refresh.label}
      title=${refresh.label}
      aria-disabled=${refresh.busy ? 'true' : 'false'}
      @click=${() => {
        if (!refresh.busy) actions.press('refresh');
      }}
    >
      ${icon('refresh', refresh.busy ? 'spin' : '')}
    </button>
    ${more.menu.length > 0 ? menu.draw({ ...more, look: 'tool' }) : nothing}
  </div>`;
}

function nextSection({ next, noNext }: SegmentModel): TemplateResult | typeof nothing {
  if (next) return html`<section aria-labelledby="next">${timesSection(next, 'next')}</section>`;
  return noNext
    ? html`<section aria-labelledby="next">
        <h2 id="next">${noNext.title}</h2>
        <p class="muted">${noNext.text}</p>
      </section>`
    : nothing;
}

/** Opens or closes, and moves the focus to what takes the place of the pressed link. */
function show(part: 'uploads' | 'audiences' | 'table', shows = true): void {
  if (shows) opened.add(part);
  else opened.delete(part);
  page.draw();
  document.querySelector<HTMLElement>(`[data-focus=${part}]`)?.focus();
}

page.ready();
