import { t } from '@vscode/l10n';
import { html, nothing, render, type TemplateResult } from 'lit';
import type { ChartModel } from '../../chartModel';
import { ChartCursor } from './chartCursor';
import { ChartFormats } from './chartFormats';
import { chartLines, type ChartLines } from './chartLines';
import { ChartPlot } from './chartPlot';
import { defaultRange, hasFigure, hasLine, limitsOf, type ChartRange } from './chartRange';
import { chartKey } from './chartSigns';
import './segmentChart.css';

/**
 * `<segment-chart>`: figures of segments over time, and what was done to them.
 *
 * Properties: `model`, `language` (BCP 47) and, for a heading in the line of the legend, `heading`; `note`, a line
 * above the plot.
 * Events: `open-upload`, whose `detail` is the job's ID, and `show-table`.
 *
 * A new model keeps the range, the focus and the stop that has a card. There is one on a page.
 */
class SegmentChart extends HTMLElement {
  private shownModel: ChartModel = { segments: [] };
  private shownHeading = '';
  private shownNote: unknown = nothing;
  private formats = new ChartFormats();
  private awaitsUpdate = false;

  /** Chosen on this page; kept while a table takes the place of the chart. */
  private static chosenRange: ChartRange | undefined;
  private range = SegmentChart.chosenRange;
  private limits = { from: 0, to: 0 };
  private lines: ChartLines = { times: [], lines: [] };
  private plot: ChartPlot | undefined;

  private readonly cursor = new ChartCursor((jobId) =>
    this.dispatchEvent(new CustomEvent('open-upload', { detail: jobId })),
  );
  private readonly sizes = new ResizeObserver(() => this.resize());
  /** The editor sets the theme's variables and the page's class, and nothing else tells. */
  private readonly theme = new MutationObserver(() => this.drawPlot());

  set model(model: ChartModel) {
    this.shownModel = model;
    this.requestUpdate();
  }

  get model(): ChartModel {
    return this.shownModel;
  }

  set language(language: string) {
    this.formats = new ChartFormats(language);
    this.requestUpdate();
  }

  set heading(heading: string) {
    this.shownHeading = heading;
    this.requestUpdate();
  }

  /** A line above the plot. */
  set note(note: unknown) {
    this.shownNote = note;
    this.requestUpdate();
  }

  connectedCallback(): void {
    const attributes = { attributes: true, attributeFilter: ['class', 'style'] };
    this.theme.observe(document.documentElement, attributes);
    this.theme.observe(document.body, attributes);
    this.sizes.observe(this);
    this.requestUpdate();
  }

  disconnectedCallback(): void {
    this.theme.disconnect();
    this.sizes.disconnect();
    this.cursor.close();
    this.removePlot();
  }

  /** Once, after all properties are set. */
  private requestUpdate(): void {
    if (this.awaitsUpdate || !this.isConnected) return;
    this.awaitsUpdate = true;
    queueMicrotask(() => {
      if (this.awaitsUpdate && this.isConnected) this.update();
      this.awaitsUpdate = false;
    });
  }

  /** To where the arrow keys work. */
  override focus(options?: FocusOptions): void {
    if (this.awaitsUpdate) this.update();
    const plot = this.byClass('chart-plot');
    if (plot) plot.focus(options);
    else super.focus(options);
  }

  private update(): void {
    this.awaitsUpdate = false;
    const model = this.shownModel;
    if (!hasLine(model)) {
      this.cursor.close();
      this.removePlot();
      render(this.withoutLine(), this);
      return;
    }
    const now = Date.now();
    this.range ??= defaultRange(model, now);
    this.limits = limitsOf(this.range, model, now);
    this.lines = chartLines(model);
    render(this.view(this.range), this);
    this.drawPlot();
  }

  private withoutLine(): TemplateResult {
    const hasReading = this.shownModel.segments.some(({ readings }) => readings.some(hasFigure));
    return html`${this.shownHeading === '' ? nothing : this.head(nothing)}
      <p class="chart-none">
        ${
          hasReading
            ? t(
                'The line starts with the second reading. A reading is taken when you open or refresh this page, and after each upload.',
              )
            : t('No readings yet.')
        }
      </p>`;
  }

  private head(rest: TemplateResult | typeof nothing): TemplateResult {
    return html`<div class="chart-head">
      ${this.shownHeading === '' ? nothing : html`<h2>${this.shownHeading}</h2>`} ${rest}
    </div>`;
  }

  private view(range: ChartRange): TemplateResult {
    const { cursor, formats, limits, shownModel: model } = this;
    const names = model.segments.map(({ name }) => name);
    const readings = model.segments
      .flatMap((segment) => segment.readings.filter(hasFigure))
      .filter(({ at }) => at >= limits.from && at <= limits.to).length;
    const hint = formats.plural(readings, {
      one: t('{0} reading. Arrow keys move along the line.', formats.number(readings)),
      other: t('{0} readings. Arrow keys move along the line.', formats.number(readings)),
    });
    return html`${this.head(
        html`${chartKey(this.lines.lines, model, limits)} ${this.ranges(range)}`,
      )}
      ${this.shownNote}
      <div
        class="chart-box"
        @pointermove=${(event: PointerEvent) => cursor.follow(event)}
        @pointerleave=${() => cursor.close()}
      >
        <div
          class="chart-plot"
          role="application"
          tabindex="0"
          aria-label=${
            names.length > 1
              ? t('Identifiers over time: {0}', names.join(', '))
              : t('Identifiers and matches over time')
          }
          aria-roledescription=${t('chart')}
          aria-describedby="chart-hint"
          @keydown=${(event: KeyboardEvent) => cursor.key(event)}
          @click=${(event: MouseEvent) => cursor.click(event)}
          @focus=${({ currentTarget }: FocusEvent) => {
            if ((currentTarget as Element).matches(':focus-visible')) cursor.openLast();
          }}
          @blur=${({ relatedTarget }: FocusEvent) => {
            // The button of the card takes the focus when it is pressed.
            if (!this.byClass('chart-card')?.contains(relatedTarget as Node | null)) cursor.close();
          }}
        >
          <div class="chart-canvas" aria-hidden="true"></div>
          <div class="chart-overlay"></div>
        </div>
        <div class="chart-card" role="status"></div>
      </div>
      <p class="chart-hint">
        <span id="chart-hint">${readings > 0 ? hint : t('No readings in this range.')}</span>
        <button
          type="button"
          class="chart-link"
          @click=${() => this.dispatchEvent(new CustomEvent('show-table'))}
        >
          ${t('Show as Table')}
        </button>
      </p>`;
  }

  private ranges(range: ChartRange): TemplateResult {
    const button = (name: ChartRange, label: string): TemplateResult =>
      html`<button
        type="button"
        aria-pressed=${name === range ? 'true' : 'false'}
        @click=${() => {
          this.range = SegmentChart.chosenRange = name;
          this.cursor.close();
          this.update();
        }}
      >
        ${label}
      </button>`;
    return html`<div class="chart-ranges" role="group" aria-label=${t('Range')}>
      ${button('week', t('7 Days'))}${button('month', t('30 Days'))}${button('all', t('All'))}
    </div>`;
  }

  private byClass(name: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(`.${name}`);
  }

  /** Anew: a plot takes its lines and the theme's colors when it is made. */
  private drawPlot(): void {
    this.removePlot();
    const host = this.byClass('chart-canvas');
    const box = this.byClass('chart-box');
    const plot = this.byClass('chart-plot');
    const overlay = this.byClass('chart-overlay');
    const card = this.byClass('chart-card');
    if (!host || !box || !plot || !overlay || !card || host.clientWidth === 0) return;
    const { lines, limits, formats, shownModel: model } = this;
    this.plot = new ChartPlot(host, { lines, limits, formats }, (place) =>
      this.cursor.setChart({
        ...{ model, lines: lines.lines, limits, formats, place },
        ...{ box, plot, overlay, card },
      }),
    );
  }

  private removePlot(): void {
    this.plot?.destroy();
    this.plot = undefined;
    this.cursor.setChart(undefined);
  }

  private resize(): void {
    const host = this.byClass('chart-canvas');
    if (!host) return;
    if (this.plot) this.plot.setWidth(host.clientWidth);
    else this.drawPlot();
  }
}

customElements.define('segment-chart', SegmentChart);
