import { html, nothing, type TemplateResult } from 'lit';
import { FIRST_KINDS } from '../pageModel';
import { icon } from '../shared/icons';
import { hintLine, pressButton, pressLink } from '../shared/pressButtons';
import type { KindsSection, NotesSection, RowsSection } from '../uploadModel';
import type { UploadPageActions } from './uploadPageActions';

/** The bar of all rows, with its legend above: only the legend is read out. */
export function rowsSection(
  section: RowsSection,
  titleId: string,
  page: UploadPageActions,
): TemplateResult {
  const { title, untitled, legend, shares, hint } = section;
  return html`
    <h2 id=${titleId} class=${untitled ? 'sr' : ''}>${title}</h2>
    <ul class="legend four">
      ${legend.map((item, index) => html`<li class=${index === 0 ? 'lead' : (item.kind ?? item.count) ? '' : 'muted'}>${legendItem(item, page)}</li>`)}
    </ul>
    ${shares.length > 0 ? shareBar(shares) : nothing} ${hintLine(hint)}
  `;
}

function legendItem(
  { kind, count, text, info, press }: RowsSection['legend'][number],
  page: UploadPageActions,
): TemplateResult {
  return html`${kind ? html`<span class="swatch f-${kind}"></span>` : nothing}
  ${count || text ? html`<span>${count ? html`<b>${count}</b> ` : nothing}${text}</span>` : nothing}
  ${info ? html`<span class="meaning" role="img" aria-label=${info} title=${info}>${icon('info')}</span>` : nothing}
  ${pressLink(press, page)}`;
}

/** All rows as a bar. A legend or figures say the same. */
export function shareBar(shares: RowsSection['shares']): TemplateResult {
  return html`<div class="share" aria-hidden="true">
    ${shares.map(({ kind, rows }) => html`<i class="f-${kind}" .style=${`flex-grow: ${rows}`}></i>`)}
  </div>`;
}

/** Kinds of rows with their ways on. `expanded`: those after the first six are shown too. */
export function kindsSection(
  section: KindsSection,
  titleId: string,
  page: UploadPageActions,
  expanded: boolean,
  expand: () => void,
): TemplateResult {
  const { title, presses, items, more } = section;
  const folded = more && !expanded && items.length > FIRST_KINDS ? more : undefined;
  return html`
    <div class="h">
      <h2 id=${titleId}>${title}</h2>
      ${presses.length > 0 ? html`<span class="end actions">${presses.map((press) => (press.action === 'fixAll' ? pressButton(press, 'button secondary slim', page) : pressLink(press, page)))}</span>` : nothing}
    </div>
    <ul class="kinds">
      ${(folded ? items.slice(0, FIRST_KINDS) : items).map((item) => kindItem(item, page))}
      ${folded ? moreItem(folded, items.slice(FIRST_KINDS), expand) : nothing}
    </ul>
  `;
}

type KindItem = KindsSection['items'][number];

function kindItem(
  { text, count, share, kind, fix, show, lines }: KindItem,
  page: UploadPageActions,
): TemplateResult {
  return html`<li tabindex="-1">
    <span class="what" title=${text}>${text}</span><span class="num">${count}</span>
    ${bar(share, kind)}
    <span class="do"
      >${fix ? pressButton(fix, 'button secondary slim', page) : nothing}
      ${pressLink(show, page)}</span
    >
    ${lines ? html`<p class="lines hint" role="status">${lines}</p>` : nothing}
  </li>`;
}

/** The row in place of the others. The focus goes to the first of them, for its button is gone. */
function moreItem(
  more: NonNullable<KindsSection['more']>,
  rest: readonly KindItem[],
  expand: () => void,
): TemplateResult {
  const share = rest.reduce((sum, item) => sum + item.share, 0);
  const press = (event: Event): void => {
    const list = (event.currentTarget as HTMLElement).closest('ul');
    expand();
    const item = list?.children[FIRST_KINDS] as HTMLElement | undefined;
    (item?.querySelector<HTMLElement>('button') ?? item)?.focus();
  };
  return html`<li>
    <span class="what"
      ><button type="button" class="link" aria-expanded="false" @click=${press}>
        ${more.label}
      </button></span
    ><span class="num">${more.count}</span>${bar(Math.min(1, share), rest[0]?.kind ?? 'invalid')}
    <span class="do"></span>
  </li>`;
}

function bar(share: number, kind: KindItem['kind']): TemplateResult {
  return html`<span class="bar" aria-hidden="true"
    ><i class="f-${kind}" .style=${`width: ${Math.round(share * 100)}%`}></i
  ></span>`;
}

/** Sentences, each with its way on. */
export function notesSection(
  { title, items, hint }: NotesSection,
  titleId: string,
  page: UploadPageActions,
): TemplateResult {
  return html`
    <h2 id=${titleId}>${title}</h2>
    <ul class="kinds notes">
      ${items.map(({ text, press }) => html`<li><span class="what">${text}</span>${pressLink(press, page)}</li>`)}
    </ul>
    ${hintLine(hint)}
  `;
}
