import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../shared/icons';
import { pressButton, pressLink } from '../shared/pressButtons';
import type { SizeSection, UploadModel, WaysSection } from '../uploadModel';
import type { UploadPageActions } from './uploadPageActions';

/** The list's size before and after. */
export function sizeSection(
  section: SizeSection,
  titleId: string,
  page: UploadPageActions,
): TemplateResult {
  return html`<h2 id=${titleId}>${section.title}</h2>
    ${sizeFigures(section, 'hint', page)}`;
}

/**
 * The same at full width under the heading, which says what it is about, with what is typed for it. Without
 * a size, only that.
 */
export function dangerSection(
  size: SizeSection | undefined,
  typed: unknown,
  page: UploadPageActions,
): TemplateResult {
  return html`<section class="danger" aria-labelledby="danger">
    <h2 id="danger" class="sr">${size?.title ?? t('Confirmation')}</h2>
    ${size ? sizeFigures(size, '', page) : nothing} ${typed}
  </section>`;
}

function sizeFigures(
  {
    before,
    after,
    qualifier,
    change,
    arrow,
    tone,
    bar,
    parts,
    sum,
    texts,
    usedBy,
    press,
  }: SizeSection,
  textClass: string,
  page: UploadPageActions,
): TemplateResult {
  const last = texts.length - 1;
  return html`
    <p class=${tone === 'loss' ? 'change red' : 'change'}>
      ${tone === 'loss' ? icon('warning') : tone === 'unknown' ? icon('question', 'warn') : nothing}
      <span>${before}</span>
      <span class="arrow" aria-hidden="true">→</span><span class="sr">${arrow}</span>
      <span>${qualifier ? html`<span class="about">${qualifier}</span> ` : nothing}${after}</span>
      ${change ? html`<span>${change}</span>` : nothing}
    </p>
    ${bar ? sizeBar(bar, tone) : nothing} ${parts ? sizeParts(parts, sum) : nothing}
    ${texts.map((text, index) => html`<p class=${textClass}>${text} ${index === last ? pressLink(press, page) : nothing}</p>`)}
    ${press && last < 0 ? html`<p class=${textClass}>${pressLink(press, page)}</p>` : nothing}
    ${
      usedBy
        ? html`<details class="used-by">
            <summary>${usedBy.label}</summary>
            <ul>
              ${usedBy.names.map((name) => html`<li>${name}</li>`)}
            </ul>
          </details>`
        : nothing
    }
  `;
}

const PART_KINDS = { read: 'was', pending: 'f-pending', own: 'new', lost: 'lost' } as const;

/** The figures of the bar, summed up. */
function sizeParts(
  parts: NonNullable<SizeSection['parts']>,
  sum: SizeSection['sum'],
): TemplateResult {
  return html`<dl class="sum">
    ${parts.map(
      ({ kind, label, value }) =>
        html`<dt><i class="swatch ${PART_KINDS[kind]}" aria-hidden="true"></i> ${label}</dt>
          <dd>${value}</dd>`,
    )}
    ${
      sum
        ? html`<dt class="total">${sum.label}</dt>
            <dd class="total">${sum.value}</dd>`
        : nothing
    }
  </dl>`;
}

function sizeBar(
  { kept, pending, added, lost }: NonNullable<SizeSection['bar']>,
  tone: SizeSection['tone'],
): TemplateResult {
  const parts = [
    { share: kept, kind: PART_KINDS.read },
    { share: pending, kind: PART_KINDS.pending },
    { share: added, kind: PART_KINDS.own },
    { share: lost, kind: tone === 'loss' ? 'lost bad' : 'lost' },
  ].filter(({ share }) => share > 0);
  return html`<div class="sizes" aria-hidden="true">
    ${parts.map(({ share, kind }) => html`<i class=${kind} .style=${`flex-grow: ${share}`}></i>`)}
  </div>`;
}

/** Ways on. A link is the text of its row. */
export function waysSection(
  { title, items }: WaysSection,
  titleId: string,
  page: UploadPageActions,
): TemplateResult {
  return html`
    <h2 id=${titleId}>${title}</h2>
    <ul class="kinds ways">
      ${items.map(({ icon: sign, text, note, count, press, look }) => {
        const isLink = look === 'link';
        const remark = note ? (isLink || !text ? note : `· ${note}`) : undefined;
        return html`<li>
          ${icon(sign)}
          <span class="what"
            >${isLink ? pressLink(press, page) : nothing} ${text}
            ${remark ? html`<span class="muted small">${remark}</span>` : nothing}</span
          >
          <span class="num">${count}</span>
          ${isLink ? nothing : pressButton(press, look === 'primary' ? 'button slim' : 'button secondary slim', page)}
        </li>`;
      })}
    </ul>
  `;
}

/** People who stay, a sentence each with the ways on. */
export function stayingPeople(
  stays: NonNullable<UploadModel['stays']>,
  page: UploadPageActions,
): TemplateResult {
  return html`<div class="intro">
    ${stays.map(({ text, presses }) => html`<p>${icon('warning', 'warn')} <strong>${text}</strong> ${presses.map((press) => html`${pressLink(press, page)} `)}</p>`)}
  </div>`;
}

/** Sentences under the heading. */
export function uploadIntro(lines: UploadModel['intro']): TemplateResult {
  return html`<div class="intro">
    ${lines.map(({ text, strong }) => html`<p>${strong ? html`<strong>${text}</strong>` : text}</p>`)}
  </div>`;
}
