import { t } from '@vscode/l10n';
import { html, nothing, render, type TemplateResult } from 'lit';
import type {
  SegmentFigures,
  StatisticsModel,
  StatisticsToHost,
  StatisticsToPage,
} from '../protocol';
import { Page } from '../shared/page';
import { failureView, unavailableView } from '../shared/unavailable';
import { chart } from './chart';
import './style.css';

// The page of the statistics panel: one segment, or several side by side. Figures are shown as the
// API sent them.

let model: StatisticsModel | undefined;
let unavailable: { message: string; details: string } | undefined;
let status = '';

const page = new Page<StatisticsToHost, StatisticsToPage>((message) => {
  switch (message.type) {
    case 'model':
      page.setLocale(message.locale);
      unavailable = undefined;
      model = message.model;
      break;
    case 'unavailable':
      page.setLocale(message.locale);
      unavailable = message;
      break;
    case 'status':
      status = message.message;
  }
  draw();
});

const copy = (text: string): void => page.send({ type: 'copyDetails', text });

function draw(): void {
  const root = document.getElementById('page');
  if (!root) return;
  if (unavailable)
    render(
      unavailableView(unavailable, () => page.ready(), copy),
      root,
    );
  else if (model) render(statistics(model), root);
}

function statistics({ account, segments, loading, sandbox }: StatisticsModel): TemplateResult {
  const refresh = (): void => {
    status = '';
    if (!loading) page.send({ type: 'refresh' });
  };
  return html`
    <h1>${segments.length > 1 ? t('Compare segments') : t('Statistics')}</h1>
    <p class="context">
      ${t('Account {0}', account)}
      ${sandbox ? html`<span class="sandbox">${t('local sandbox: nothing is sent to Criteo')}</span>` : nothing}
    </p>
    <div class="actions">
      <button type="button" aria-disabled=${loading ? 'true' : 'false'} @click=${refresh}>
        ${loading ? t('Loading…') : t('Refresh')}
      </button>
      <button type="button" class="secondary" @click=${() => page.send({ type: 'copySummary' })}>
        ${t('Copy Summary')}
      </button>
      <span role="status">${status}</span>
    </div>
    ${segments.length > 1 ? comparison(segments) : nothing}
    <div class="segments">${segments.map((segment) => segmentSection(segment))}</div>
    <p class="hint">
      ${t('Criteo computes audiences at 00:00 and 12:00 UTC. A change takes about five more hours to reach live campaigns. Criteo doesn’t confirm when it does.')}
    </p>
  `;
}

function comparison(segments: SegmentFigures[]): TemplateResult {
  return html`<div class="wide" tabindex="0" role="region" aria-label=${t('Side by side')}>
    <table>
      <thead>
        <tr>
          <th scope="col">${t('Segment')}</th>
          <th scope="col" class="number">${t('Identifiers')}</th>
          <th scope="col" class="number">${t('Matches')}</th>
          <th scope="col" class="number">${t('Match rate')}</th>
          <th scope="col">${t('As of')}</th>
        </tr>
      </thead>
      <tbody>
        ${segments.map(
          ({ name, latest }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${figures(latest)}
              <td>${latest ? page.time(latest.at) : t('not yet')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Three cells, empty without a reading. */
function figures(reading: SegmentFigures['latest']): TemplateResult {
  return html`
    <td class="number">${reading && page.number(reading.numberOfIdentifiers)}</td>
    <td class="number">${reading && page.number(reading.numberOfMatches)}</td>
    <td class="number">${reading && page.rate(reading.matchRate)}</td>
  `;
}

function segmentSection(segment: SegmentFigures): TemplateResult {
  const { latest, lastChanged, computedAt, liveAt } = segment;
  const row = (label: string, value: string): TemplateResult =>
    html`<dt>${label}</dt>
      <dd>${value}</dd>`;
  const ofLatest = (figure: (reading: NonNullable<SegmentFigures['latest']>) => string): string =>
    latest ? figure(latest) : t('not read yet');
  return html`<section aria-label=${segment.name}>
    <h2>${segment.name}</h2>
    <p class="context">
      ${[segment.identifierType, segment.segmentId].filter(Boolean).join(' · ')}
    </p>
    ${segment.failure ? failureView(segment.failure, copy) : nothing} ${rate(latest?.matchRate)}
    <dl class="figures">
      ${row(
        t('Identifiers'),
        ofLatest((reading) => page.number(reading.numberOfIdentifiers)),
      )}
      ${row(
        t('Matches'),
        ofLatest((reading) => page.number(reading.numberOfMatches)),
      )}
      ${row(
        t('Match rate, as reported by Criteo'),
        ofLatest((reading) => page.rate(reading.matchRate)),
      )}
      ${latest ? row(t('As of'), page.bothTimes(latest.at)) : nothing}
      ${row(t('Last changed with this extension'), lastChanged === undefined ? t('never') : page.bothTimes(lastChanged))}
      ${computedAt === undefined ? nothing : row(t('Earliest computation'), page.bothTimes(computedAt))}
      ${liveAt === undefined ? nothing : row(t('Live'), t('about {0}, not confirmed', page.bothTimes(liveAt)))}
    </dl>
    ${history(segment)}
  </section>`;
}

/** The match rate as a bar, from the API's own rate: that of the counts may differ. */
function rate(ratio: number | undefined): TemplateResult | typeof nothing {
  if (ratio === undefined || ratio > 1) return nothing;
  const width = ratio * 100;
  return html`<svg
    class="rate"
    viewBox="0 0 100 6"
    preserveAspectRatio="none"
    role="img"
    aria-label=${t('Match rate {0}', page.rate(ratio))}
  >
    <rect class="all" x="0" y="0" width="100" height="6"></rect>
    <rect class="matched" x="0" y="0" width=${width} height="6"></rect>
  </svg>`;
}

/** Rows shown in the history table. The export has all. */
const MAX_ROWS = 200;

function history(segment: SegmentFigures): TemplateResult {
  const rows = [
    ...segment.readings.map((reading) => ({ at: reading.at, reading, label: t('Reading') })),
    ...segment.marks.map((mark) => ({ at: mark.at, reading: undefined, label: mark.label })),
  ].sort((a, b) => b.at - a.at);
  if (rows.length === 0) return html`<p class="hint">${t('No readings yet.')}</p>`;
  return html`
    <h3>${t('History')}</h3>
    ${chart(segment, { number: (value) => page.number(value), time: (at) => page.time(at) })}
    <div class="wide" tabindex="0" role="region" aria-label=${t('History of {0}', segment.name)}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('When')}</th>
            <th scope="col">${t('What')}</th>
            <th scope="col" class="number">${t('Identifiers')}</th>
            <th scope="col" class="number">${t('Matches')}</th>
            <th scope="col" class="number">${t('Match rate')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, MAX_ROWS).map(
            ({ at, reading, label }) =>
              html`<tr>
                <td>${page.time(at)}</td>
                <td>${label}</td>
                ${figures(reading)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${rows.length > MAX_ROWS ? html`<p class="hint">${t('Showing the newest {0} of {1}. The export has all of them.', page.number(MAX_ROWS), page.number(rows.length))}</p>` : nothing}
    <button
      type="button"
      class="secondary"
      @click=${() => page.send({ type: 'exportHistory', segmentId: segment.segmentId })}
    >
      ${t('Export History as CSV…')}
    </button>
  `;
}

page.ready();
