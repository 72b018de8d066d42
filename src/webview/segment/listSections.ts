import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { FIRST_ROWS } from '../pageModel';
import type { AroundFall, AudiencesSection, SegmentAction, UploadsTable } from '../segmentModel';
import {
  hintLine,
  linkButton,
  pressButton,
  pressLink,
  type PageActions,
} from '../shared/pressButtons';
import { tableHeads } from './tableHeads';

const SIGNS = { added: '▲', removed: '▼', updated: '±', replaced: '◆' };

/** What happened around a fall. */
export function aroundSection(
  { title, heads, rows, hint, presses }: AroundFall,
  page: PageActions<SegmentAction>,
): TemplateResult {
  const last = presses.length - 1;
  return html`<section aria-labelledby="around">
    <h2 id="around">${title}</h2>
    <table class="table around" aria-labelledby="around">
      ${tableHeads([heads.when, heads.what, heads.from], [])}
      <tbody>
        ${rows.map(
          ({ id, when, what, strong, press, from }) =>
            html`<tr data-row=${id}>
              <th scope="row">${when}</th>
              <td class="name">
                ${strong ? html`<strong>${what}</strong>` : what} ${pressLink(press, page)}
              </td>
              <td>${from}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${hintLine(hint)}
    <div class="actions">
      ${presses.map((press, index) => pressButton(press, index === last ? 'link' : 'button secondary slim', page))}
    </div>
  </section>`;
}

/** What was uploaded from this machine. */
export function uploadsSection(
  { title, heads, rows, more, empty }: UploadsTable,
  showsAll: boolean,
  showAll: () => void,
  page: PageActions<SegmentAction>,
): TemplateResult {
  return html`<section aria-labelledby="uploads">
    <h2 id="uploads">${title}</h2>
    ${
      empty
        ? html`<p class="muted">${empty}</p>`
        : html`<table
            class="table uploads"
            tabindex="-1"
            data-focus="uploads"
            aria-labelledby="uploads"
          >
            ${tableHeads([heads.file, heads.what], [heads.identifiers, heads.when])}
            <tbody>
              ${repeat(
                showsAll ? rows : rows.slice(0, FIRST_ROWS),
                ({ id }) => id,
                ({ id, file, press, kind, what, identifiers, when, tooltip }) =>
                  html`<tr data-row=${id}>
                    <th scope="row" title=${file}>
                      ${press ? pressLink(press, page) : html`<span class="muted">${file}</span>`}
                    </th>
                    <td><span aria-hidden="true">${SIGNS[kind]}</span> ${what}</td>
                    <td class="num">${identifiers}</td>
                    <td class="num" title=${tooltip}>${when}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
    ${moreLink(more, showsAll, showAll)}
  </section>`;
}

/** The audiences that use the segment. */
export function audiencesSection(
  { title, items, more, text, press, asOf, note }: AudiencesSection,
  showsAll: boolean,
  showAll: () => void,
  page: PageActions<SegmentAction>,
): TemplateResult {
  const shown = showsAll ? items : items.slice(0, FIRST_ROWS);
  return html`<section aria-labelledby="audiences">
    <h2 id="audiences">${title}</h2>
    ${text ? html`<p class="muted">${text} ${pressLink(press, page)}</p>` : nothing}
    ${
      shown.length > 0
        ? html`<ul class="audiences" tabindex="-1" data-focus="audiences">
            ${shown.map(
              ({ name, sentence }) =>
                html`<li>
                  <strong>${name}</strong>
                  <p>
                    ${sentence.map(({ text: part, strong }) => (strong ? html`<b>${part}</b>` : part))}
                  </p>
                </li>`,
            )}
          </ul>`
        : nothing
    }
    ${moreLink(more, showsAll, showAll)}
    ${hintLine(asOf && html`${asOf.text} ${pressLink(asOf.press, page)}`)}
    ${hintLine(!text && press && pressLink(press, page))} ${hintLine(note)}
  </section>`;
}

function moreLink(
  label: string | undefined,
  showsAll: boolean,
  showAll: () => void,
): TemplateResult | typeof nothing {
  return hintLine(label && !showsAll && linkButton(label, showAll));
}
