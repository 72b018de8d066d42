import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../shared/icons';
import { hintLine, pressLink } from '../shared/pressButtons';
import type { FileSection } from '../uploadModel';
import type { UploadPageActions } from './uploadPageActions';

type Cell = FileSection['rows'][number]['cells'][number];

/** The first records of the file. A column's header chooses it. */
export function fileSection(
  section: FileSection,
  titleId: string,
  page: UploadPageActions,
): TemplateResult {
  const { title, summary, change, label, lineLabel, columns, rows, marks, hint } = section;
  return html`
    <div class="h">
      <h2 id=${titleId}>${title}</h2>
      <span class="muted">${summary}</span>
      ${pressLink(change, page)}
    </div>
    <div class="preview" tabindex="0" role="region" aria-label=${label}>
      <table>
        <thead>
          <tr>
            <th class="line" scope="col">
              <div><span class="sr">${lineLabel}</span></div>
            </th>
            ${columns.map((column) => header(column, page))}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ line, cells }) =>
              html`<tr>
                <td class="line">${line}</td>
                ${cells.map((cell, index) => cellOf(cell, columns[index]?.chosen ?? false, marks))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${hintLine(hint)}
  `;
}

function header(
  { name, detail, chosen, press }: FileSection['columns'][number],
  page: UploadPageActions,
): TemplateResult {
  // A space without a break keeps the height of the second line.
  const texts = html`<b>${name}</b
    ><span>${chosen ? icon('check') : nothing}${detail || '\u00a0'}</span>`;
  return html`<th scope="col" class=${chosen ? 'on' : ''}>
    ${
      press
        ? html`<button
            type="button"
            aria-pressed=${chosen ? 'true' : 'false'}
            @click=${() => page.press(press.action, press.value)}
          >
            ${texts}
          </button>`
        : html`<div>${texts}</div>`
    }
  </th>`;
}

function cellOf(
  { text, mark }: Cell,
  chosen: boolean,
  marks: FileSection['marks'],
): TemplateResult {
  const content =
    mark === 'invalid'
      ? html`<span class="wrong" title=${marks.invalid}>${text}</span
          ><span class="sr"> ${marks.invalid}</span>`
      : mark === 'blank'
        ? html`<span class="empty">${marks.blank}</span>`
        : text;
  // Space in a field is shown as it is: no line break of the template may come into the cell.
  return html`<td class=${chosen ? 'on' : ''} title=${text}>${content}</td>`;
}
