import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { ChartMark, ChartModel } from '../../chartModel';
import type { ChartFormats } from './chartFormats';
import { markSign } from './chartSigns';
import type { ChartStop } from './chartStops';

/** Marks that a card has, the latest: it must not cover the page. */
const MOST_MARKS = 3;

/** What was read and done at a stop. `open` is called with the job of an upload. */
export function chartCard(
  { at, readings, marks }: ChartStop,
  { segments }: ChartModel,
  formats: ChartFormats,
  open: (jobId: string) => void,
): TemplateResult {
  const several = segments.length > 1;
  const row = (label: string | undefined, value: string): TemplateResult =>
    html`<dt>${label}</dt>
      <dd>${value}</dd>`;
  return html`<p><strong>${formats.moment(at, Date.now())}</strong></p>
    ${
      readings.length > 0
        ? html`<dl>
            ${readings.map(({ segment, reading }) =>
              several
                ? row(segments[segment]?.name, formats.number(reading.identifiers))
                : html`${row(t('Identifiers'), formats.number(reading.identifiers))}
                  ${row(t('Matches'), formats.number(reading.matches))}
                  ${row(t('Match rate'), formats.rate(reading.matchRate))}`,
            )}
          </dl>`
        : nothing
    }
    ${marks.slice(-MOST_MARKS).map(({ segment, mark }) => markLine(mark, several ? segments[segment]?.name : undefined, open))}
    ${
      marks.length > MOST_MARKS
        ? html`<p class="file">
            ${t('… and {0} more', formats.number(marks.length - MOST_MARKS))}
          </p>`
        : nothing
    }`;
}

function markLine(
  { kind, text, file, jobId }: ChartMark,
  name: string | undefined,
  open: (jobId: string) => void,
): TemplateResult {
  return html`<p class="mark">
    ${markSign(kind)} ${name === undefined ? nothing : html`<b>${name}</b> `}${text}
    ${file === undefined && jobId === undefined ? nothing : html`<br />`}
    ${file === undefined ? nothing : html`<span class="file">${file}</span>`}
    ${
      jobId === undefined
        ? nothing
        : html`<button type="button" class="chart-link" tabindex="-1" @click=${() => open(jobId)}>
            ${t('Open Upload')}
          </button>`
    }
  </p>`;
}
