import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../shared/icons';
import { hintLine, pressButton, pressLink } from '../shared/pressButtons';
import type { Line, LinesSection } from '../uploadModel';
import {
  chevron,
  detailRow,
  lineRow,
  nameIdOf,
  numberHead,
  tickOfAll,
  type DrawDetail,
  type LineColumns,
  type TickedLines,
} from './lineRow';
import type { UploadPageActions } from './uploadPageActions';

type Group = LinesSection['groups'][number];

/** The classes of a group's button. */
const LOOKS = { primary: 'button slim', secondary: 'button secondary slim' };

/**
 * Files or segments as a table, one row each; a group is a body of its own. `draw`: what more there
 * is about an open line or group.
 */
export function linesSection(
  section: LinesSection,
  titleId: string,
  page: UploadPageActions,
  ticked: TickedLines,
  draw: DrawDetail,
): TemplateResult {
  const { title, untitled, press, groups, texts = [], hint, hasWays } = section;
  const columns = columnsOf(section);
  const heading = html`<h2 id=${titleId} class=${untitled ? 'sr' : ''}>${title}</h2>`;
  return html`
    ${press ? html`<div class="h">${heading} ${pressLink(press, page)}</div>` : heading}
    <table
      class=${hasWays ? 'lines bars ways' : columns.shares ? 'lines bars' : 'lines'}
      aria-labelledby=${titleId}
      .style=${`--columns: ${1 + Number(columns.text) + columns.numbers}${columns.box ? '' : '; --box: 0'}`}
    >
      <thead class=${section.heads.untold ? 'untold' : ''}>
        ${headRow(section, columns, page, ticked)}
      </thead>
      ${repeat(
        groups,
        ({ id }) => id,
        (group) =>
          html`<tbody>
            ${group.head ? groupHead(group, group.head, columns, page, draw) : nothing}
            ${repeat(
              group.lines,
              ({ id }) => id,
              (line) => lineRow(line, columns, page, ticked, draw),
            )}
          </tbody>`,
      )}
    </table>
    ${texts.map((text) => html`<p>${text}</p>`)} ${hintLine(hint)}
  `;
}

/** Notes of files come and go while they are checked or sent: their column stays. */
function columnsOf({ heads, tick, groups, hasWays }: LinesSection): LineColumns {
  const has = (test: (line: Line) => boolean): boolean =>
    groups.some(({ lines }) => lines.some(test));
  const shares = heads.shares !== undefined;
  return {
    box: tick !== undefined || has((line) => line.tick !== undefined || line.state !== undefined),
    text: heads.text !== undefined,
    shares,
    numbers: heads.numbers.length,
    notes: shares || hasWays === true || has(({ notes }) => notes.length > 0),
  };
}

function headRow(
  section: LinesSection,
  columns: LineColumns,
  page: UploadPageActions,
  ticked: TickedLines,
): TemplateResult {
  const { name, text, shares, numbers, notes, state } = section.heads;
  const only = (label: string | undefined): TemplateResult =>
    html`<span class="sr">${label}</span>`;
  // A cell without a word would be no head.
  const box = section.tick
    ? html`<td class="box">${tickOfAll(section, page, ticked)}</td>`
    : state
      ? html`<th scope="col" class="box">${only(state)}</th>`
      : html`<td class="box"></td>`;
  return html`<tr>
    ${columns.box ? box : nothing}
    <th scope="col" class="title">${name}</th>
    ${columns.text ? html`<th scope="col" class="text">${text}</th>` : nothing}
    ${columns.shares ? html`<th scope="col" class="wide">${shares}</th>` : nothing}
    ${numbers.map((number, index) => numberHead(number, index, page))}
    ${columns.notes ? html`<th scope="col" class="note">${only(notes)}</th>` : nothing}
  </tr>`;
}

function groupHead(
  group: Group,
  { icon: sign, title, text, loss, press, look, warnings, expand }: NonNullable<Group['head']>,
  columns: LineColumns,
  page: UploadPageActions,
  draw: DrawDetail,
): TemplateResult {
  const { id } = group;
  const { box, text: hasText, shares, numbers, notes } = columns;
  const span = 1 + Number(box) + Number(hasText) + Number(shares) + numbers + Number(notes);
  return html`<tr class="grouphead" data-row="group ${id}">
      <th colspan=${span} scope="rowgroup">
        <span class="sign">${expand ? chevron(id, expand, page) : nothing}${icon(sign)}</span>
        <strong id=${nameIdOf('group', id)}>${title}</strong>
        ${text ? html`<span class=${loss ? 'more red' : 'more muted'}>${text}</span>` : nothing}
        ${press ? pressButton(press, look ? LOOKS[look] : 'link', page) : nothing}
        ${warnings.map((warning) => html`<p>${icon('warning', 'warn')} ${warning.text} ${pressLink(warning.press, page)}</p>`)}
      </th>
    </tr>
    ${detailRow('group', group, expand, columns, draw)}`;
}
