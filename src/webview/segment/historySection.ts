import { t } from '@vscode/l10n';
import { html, type nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { ChartMark, ChartModel, ChartReading } from '../chartModel';
import type { HistoryNote, SegmentAction } from '../segmentModel';
import { icon } from '../shared/icons';
import { linkButton, pressLink, type PageActions } from '../shared/pressButtons';
import { ChartFormats } from './chart/chartFormats';
import './chart/segmentChart';
import { tableHeads } from './tableHeads';

const UTC: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
  timeZoneName: 'short',
};

/** What the history needs of its page. */
interface HistoryPage {
  language: string;
  /** Shows the table in place of the chart. */
  isTable: boolean;
  showTable(shows: boolean): void;
  openUpload(jobId: string): void;
  /** Above the chart or the table. */
  note: TemplateResult | typeof nothing;
}

/** What isn't as expected. */
export function noteLine(
  { strong, text, press }: HistoryNote,
  page: PageActions<SegmentAction>,
): TemplateResult {
  return html`<p class="fallnote">
    ${icon('warning', 'warn')}<span
      ><strong>${strong}</strong> ${text} ${pressLink(press, page)}</span
    >
  </p>`;
}

/** Readings and marks, as a chart or as a table. */
export function historySection(
  title: string,
  chart: ChartModel,
  options: HistoryPage,
): TemplateResult {
  const { language, isTable, showTable, openUpload, note } = options;
  return html`<section class="history" aria-label=${title}>
    ${
      isTable
        ? historyTable(title, chart, options)
        : html`<segment-chart
            tabindex="-1"
            data-focus="table"
            .heading=${title}
            .language=${language}
            .model=${chart}
            .note=${note}
            @open-upload=${({ detail }: CustomEvent<string>) => openUpload(detail)}
            @show-table=${() => showTable(true)}
          ></segment-chart>`
    }
  </section>`;
}

/** All readings and marks, newest first. */
function historyTable(
  title: string,
  chart: ChartModel,
  { language, showTable, openUpload, note }: HistoryPage,
): TemplateResult {
  const hasSeveral = chart.segments.length > 1;
  return html`<div class="h">
      <h2>${title}</h2>
      ${linkButton(t('Show as Chart'), () => showTable(false))}
    </div>
    ${note}
    ${guard(
      [chart, language],
      () =>
        html`<div
          class="scroll"
          tabindex="0"
          role="region"
          data-focus="table"
          aria-label=${t('All readings and changes')}
        >
          <table class="table">
            ${tableHeads(
              [t('When'), ...(hasSeveral ? [t('Segment')] : []), t('What')],
              [t('Identifiers'), t('Matches'), t('Match rate')],
            )}
            <tbody>
              ${historyRows(chart, language, openUpload)}
            </tbody>
          </table>
        </div>`,
    )}`;
}

function historyRows(
  { segments }: ChartModel,
  language: string,
  openUpload: (jobId: string) => void,
): TemplateResult[] {
  const formats = new ChartFormats(language);
  const utc = new Intl.DateTimeFormat(language, UTC);
  const now = Date.now();
  return segments
    .flatMap(({ name, readings, marks }) => [
      ...marks.map((mark) => ({ name, at: mark.at, cells: markCells(mark, openUpload) })),
      ...readings.map((reading) => ({
        name,
        at: reading.at,
        cells: readingCells(reading, formats),
      })),
    ])
    .sort((a, b) => b.at - a.at)
    .map(
      ({ name, at, cells }) =>
        html`<tr>
          <td title=${utc.format(at)}>${formats.moment(at, now)}</td>
          ${segments.length > 1 ? html`<td class="name">${name}</td>` : ''} ${cells}
        </tr>`,
    );
}

function readingCells(
  { identifiers, matches, matchRate }: ChartReading,
  formats: ChartFormats,
): TemplateResult {
  return html`<td>${t('Reading')}</td>
    <td class="num">${formats.number(identifiers)}</td>
    <td class="num">${formats.number(matches)}</td>
    <td class="num">${formats.rate(matchRate)}</td>`;
}

function markCells(
  { text, file, jobId }: ChartMark,
  openUpload: (jobId: string) => void,
): TemplateResult {
  return html`<td colspan="4">
    ${text}
    ${file && jobId !== undefined ? html`· ${linkButton(file, () => openUpload(jobId))}` : ''}
  </td>`;
}
