import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { ChartModel } from '../chartModel';
import { ChartFormats } from './chart/chartFormats';
import './chart/segmentChart';

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
}

/** Readings and marks, as a chart or as a table. */
export function historySection(
  title: string,
  chart: ChartModel,
  options: HistoryPage,
): TemplateResult {
  const { language, isTable, showTable, openUpload } = options;
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
  { language, showTable, openUpload }: HistoryPage,
): TemplateResult {
  const hasSeveral = chart.segments.length > 1;
  return html`<div class="h">
      <h2>${title}</h2>
      <button type="button" class="link" @click=${() => showTable(false)}>
        ${t('Show as Chart')}
      </button>
    </div>
    ${guard([chart, language], () => {
      const formats = new ChartFormats(language);
      const utc = new Intl.DateTimeFormat(language, UTC);
      const now = Date.now();
      const rows = chart.segments
        .flatMap(({ name, readings, marks }) => [
          ...marks.map((mark) => ({ ...mark, name })),
          ...readings.map((reading) => ({ ...reading, name, text: t('Reading') })),
        ])
        .sort((a, b) => b.at - a.at);
      return html`<div
        class="scroll"
        tabindex="0"
        role="region"
        data-focus="table"
        aria-label=${t('All readings and changes')}
      >
        <table class="table">
          <thead>
            <tr>
              <th scope="col">${t('When')}</th>
              ${hasSeveral ? html`<th scope="col">${t('Segment')}</th>` : ''}
              <th scope="col">${t('What')}</th>
              <th scope="col" class="num">${t('Identifiers')}</th>
              <th scope="col" class="num">${t('Matches')}</th>
              <th scope="col" class="num">${t('Match rate')}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  <td title=${utc.format(row.at)}>${formats.moment(row.at, now)}</td>
                  ${hasSeveral ? html`<td class="name">${row.name}</td>` : ''}
                  ${
                    'kind' in row
                      ? markCells(row, openUpload)
                      : html`<td>${row.text}</td>
                          <td class="num">${formats.number(row.identifiers)}</td>
                          <td class="num">${formats.number(row.matches)}</td>
                          <td class="num">${formats.rate(row.matchRate)}</td>`
                  }
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
    })}`;
}

function markCells(
  { text, file, jobId }: ChartModel['segments'][number]['marks'][number],
  openUpload: (jobId: string) => void,
): TemplateResult {
  return html`<td colspan="4">
    ${text}
    ${
      file && jobId !== undefined
        ? html`·
            <button type="button" class="link" @click=${() => openUpload(jobId)}>${file}</button>`
        : ''
    }
  </td>`;
}
