import { t } from '@vscode/l10n';
import { html, nothing, render, svg, type TemplateResult } from 'lit';
import type { SegmentFigures, StatisticsModel, StatisticsToHost, StatisticsToPage } from '../protocol';
import { Page } from '../shared/page';
import { chart } from './chart';
import './style.css';

/** The page of the statistics panel: one segment, or several side by side. Figures are as the API sent them. */

let model: StatisticsModel | undefined;
let said = '';

const page = new Page<StatisticsToHost, StatisticsToPage>((message) => {
  if (message.type === 'model') {
    page.speak(message.locale);
    model = message.model;
  } else {
    said = message.message;
  }
  draw();
});

function draw(): void {
  const root = document.getElementById('page');
  if (!root || !model) return;
  const { segments, loading, sandbox } = model;
  render(
    html`
      <h1>${segments.length > 1 ? t('Compare segments') : t('Statistics')}</h1>
      ${sandbox ? html`<p class="context"><span class="sandbox">${t('local sandbox: nothing goes to Criteo')}</span></p>` : nothing}
      <div class="actions">
        <button type="button" ?disabled=${loading} @click=${() => page.send({ type: 'refresh' })}>${loading ? t('Reading…') : t('Refresh')}</button>
        <button type="button" class="secondary" @click=${() => page.send({ type: 'copySummary' })}>${t('Copy Summary')}</button>
      </div>
      <p role="status">${said}</p>
      ${segments.length > 1 ? comparison(segments) : nothing}
      <div class="segments">${segments.map((segment) => one(segment))}</div>
      <p class="hint">
        ${t('Audiences are computed at 00:00 and 12:00 UTC; a change takes about five hours more to reach live campaigns. The API does not confirm it.')}
      </p>
    `,
    root,
  );
}

function comparison(segments: SegmentFigures[]): TemplateResult {
  return html`<table>
    <thead>
      <tr><th scope="col">${t('Segment')}</th><th scope="col">${t('Identifiers')}</th><th scope="col">${t('Matches')}</th><th scope="col">${t('Match rate')}</th></tr>
    </thead>
    <tbody>
      ${segments.map(({ title, latest }) => html`<tr>
        <th scope="row">${title}</th>
        <td class="number">${page.number(latest?.numberOfIdentifiers)}</td>
        <td class="number">${page.number(latest?.numberOfMatches)}</td>
        <td class="number">${page.percent(latest?.matchRate)}</td>
      </tr>`)}
    </tbody>
  </table>`;
}

function one(segment: SegmentFigures): TemplateResult {
  const { latest } = segment;
  return html`<section aria-label=${segment.title}>
    <h2>${segment.title}</h2>
    <p class="context">${segment.identifierType ?? nothing}</p>
    ${segment.failure ? html`<p class="error" role="alert">${segment.failure}</p>` : nothing}
    ${rate(latest?.matchRate)}
    <dl class="figures">
      <dt>${t('Identifiers')}</dt><dd>${page.number(latest?.numberOfIdentifiers)}</dd>
      <dt>${t('Matches')}</dt><dd>${page.number(latest?.numberOfMatches)}</dd>
      <dt>${t('Match rate, as the API gives it')}</dt><dd>${page.percent(latest?.matchRate)}</dd>
      <dt>${t('Read')}</dt><dd>${latest ? page.bothTimes(latest.at) : t('not yet')}</dd>
      <dt>${t('Last changed from here')}</dt><dd>${segment.lastChanged ? page.bothTimes(segment.lastChanged) : t('never')}</dd>
      ${segment.computedAt
        ? html`<dt>${t('Earliest computation')}</dt><dd>${page.bothTimes(segment.computedAt)}</dd>`
        : nothing}
      ${segment.liveAt
        ? html`<dt>${t('Live')}</dt><dd>${t('around {0}, not confirmed by the API', page.bothTimes(segment.liveAt))}</dd>`
        : nothing}
    </dl>
    ${chart(segment, { number: (value) => page.number(value), time: (at) => page.time(at) })} ${history(segment)}
  </section>`;
}

function rate(ratio: number | undefined): TemplateResult | typeof nothing {
  if (ratio === undefined) return nothing;
  const width = Math.max(0, Math.min(1, ratio)) * 100;
  return svg`<svg class="rate" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${t('Match rate {0}', page.percent(ratio))}>
    <rect class="all" x="0" y="0" width="100" height="6"></rect>
    <rect class="matched" x="0" y="0" width=${width} height="6"></rect>
  </svg>`;
}

function history(segment: SegmentFigures): TemplateResult {
  const rows = [
    ...segment.readings.map((reading) => ({ at: reading.at, reading, label: t('Reading') })),
    ...segment.marks.map((mark) => ({ at: mark.at, reading: undefined, label: mark.label })),
  ].sort((a, b) => b.at - a.at);
  if (rows.length === 0) return html`<p class="hint">${t('No reading was taken from here yet.')}</p>`;
  return html`
    <h3>${t('History')}</h3>
    <table>
      <thead>
        <tr>
          <th scope="col">${t('When')}</th><th scope="col">${t('What')}</th><th scope="col">${t('Identifiers')}</th>
          <th scope="col">${t('Matches')}</th><th scope="col">${t('Match rate')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(({ at, reading, label }) => html`<tr>
          <td>${page.time(at)}</td><td>${label}</td>
          <td class="number">${reading ? page.number(reading.numberOfIdentifiers) : ''}</td>
          <td class="number">${reading ? page.number(reading.numberOfMatches) : ''}</td>
          <td class="number">${reading ? page.percent(reading.matchRate) : ''}</td>
        </tr>`)}
      </tbody>
    </table>
    <button type="button" class="secondary" @click=${() => page.send({ type: 'exportHistory', segmentId: segment.segmentId })}>${t('Export History as CSV…')}</button>
  `;
}

page.ready();
