import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { icon } from '../shared/icons';
import { hintLine, pressButton, pressLink } from '../shared/pressButtons';
import { tickBox } from '../shared/tickBox';
import type { Detail, Expand, Line, LineIcon, LinesSection, Tick } from '../uploadModel';
import { shareBar } from './rowSections';
import type { UploadPageActions } from './uploadPageActions';

/** Ticks that the host has not answered yet, by line: they are shown until its next model. */
export type TickedLines = Map<string, boolean>;

/** The columns of a table of lines besides the name. */
export interface LineColumns {
  /** The tick, then the state. */
  box: boolean;
  text: boolean;
  shares: boolean;
  numbers: number;
  notes: boolean;
}

const STATES: Record<LineIcon, string> = {
  pass: 'good',
  check: '',
  refresh: '',
  dash: '',
  warning: 'warn',
  error: 'bad',
  sync: 'spin',
  waiting: 'muted',
  question: 'unsure',
  circleSlash: 'muted',
};

/** A line, or the head of a group. */
type RowKind = 'line' | 'group';

/**
 * Draws what more there is about a line or a group. `nameId`: of the element with its name; it
 * begins all IDs in the detail.
 */
export type DrawDetail = (id: string, detail: Detail, nameId: string) => TemplateResult;

/** The ID of the element with the name of a line or a group. */
export function nameIdOf(kind: RowKind, id: string): string {
  return `${kind}-${encodeURIComponent(id)}`;
}

/** A line's row, and below it the row of its detail while that is open. */
export function lineRow(
  line: Line,
  columns: LineColumns,
  page: UploadPageActions,
  ticked: TickedLines,
  draw: DrawDetail,
): TemplateResult {
  const {
    id,
    name,
    press,
    icon: sign,
    text,
    by,
    tick,
    state,
    shares,
    numbers,
    notes,
    expand,
  } = line;
  const lost = line.loss ? numbers.length - 1 : undefined;
  const off = ticked.get(id) === undefined ? line.off : !ticked.get(id);
  const classes = [state?.icon === 'waiting' ? 'waiting' : '', off ? 'off' : ''].join(' ');
  return html`<tr class=${classes} data-row="line ${id}">
      ${columns.box ? html`<td class="box">${state ? stateIcon(state) : tick ? lineTick(id, tick, page, ticked) : nothing}</td>` : nothing}
      <th scope="row" class="title">
        <span class="name"
          >${expand ? chevron(id, expand, page) : nothing}${icon(sign)}<span
            id=${nameIdOf('line', id)}
            >${press ? pressLink(press, page) : name}</span
          >${text && !columns.text ? html`<span class="muted">${text}</span>` : nothing}</span
        >
      </th>
      ${columns.text ? html`<td class="text">${text}${hintLine(by)}</td>` : nothing}
      ${columns.shares ? html`<td class="wide">${shares ? shareBar(shares) : nothing}</td>` : nothing}
      ${numbers.map((number, index) => html`<td class=${index === lost ? `${numberClass(index)} red` : numberClass(index)}>${number}</td>`)}
      ${columns.notes ? html`<td class=${notes.length > 0 ? 'note' : 'note none'}>${notes.map((note) => noteLine(note, page))}</td>` : nothing}
    </tr>
    ${detailRow('line', line, expand, columns, draw)}`;
}

/** The row below a line, or below the head of a group, while that is open. */
export function detailRow(
  kind: RowKind,
  { id, detail }: { id: string; detail?: Detail },
  expand: Expand | undefined,
  { box, text, shares, numbers, notes }: LineColumns,
  draw: DrawDetail,
): TemplateResult | typeof nothing {
  if (!expand?.open || !detail) return nothing;
  const span = 1 + Number(text) + Number(shares) + numbers + Number(notes);
  return html`<tr class="detail" data-row="detail ${kind} ${id}">
    ${box ? html`<td class="box"></td>` : nothing}
    <td colspan=${span}><div class="about">${draw(id, detail, nameIdOf(kind, id))}</div></td>
  </tr>`;
}

function lineTick(
  id: string,
  tick: Tick,
  page: UploadPageActions,
  ticked: TickedLines,
): TemplateResult {
  const { label, disabled } = tick;
  return tickBox({ state: stateOfTick(id, tick, ticked), label, disabled }, (on) => {
    ticked.set(id, on);
    page.press('tick', id);
    page.draw();
  });
}

function stateOfTick(id: string, { state }: Tick, ticked: TickedLines): Tick['state'] {
  const asked = ticked.get(id);
  return asked === undefined ? state : asked ? 'on' : 'off';
}

/** The tick of all lines. Until the host answers, it follows those of the lines. */
export function tickOfAll(
  { tick, groups }: LinesSection,
  page: UploadPageActions,
  ticked: TickedLines,
): TemplateResult | typeof nothing {
  if (!tick) return nothing;
  const ticks = groups.flatMap(({ lines }) =>
    lines.flatMap(({ id, tick: own }) => (own && !own.disabled ? [{ id, own }] : [])),
  );
  const states = new Set(ticks.map(({ id, own }) => stateOfTick(id, own, ticked)));
  const [only = 'off'] = states;
  const state = ticked.size === 0 ? tick.state : states.size === 1 ? only : 'mixed';
  const { label, disabled } = tick;
  return tickBox({ state, label, disabled }, (on) => {
    for (const { id } of ticks) ticked.set(id, on);
    page.press('tick');
    page.draw();
  });
}

function stateIcon({ icon: sign, text }: NonNullable<Line['state']>): TemplateResult {
  return html`<span title=${text}
    >${icon(sign, STATES[sign])}<span class="sr">${text}</span></span
  >`;
}

/** Opens or closes a line or a group. */
export function chevron(
  id: string,
  { label, open }: Expand,
  page: UploadPageActions,
): TemplateResult {
  return html`<button
    type="button"
    class="tool"
    aria-expanded=${open ? 'true' : 'false'}
    aria-label=${label}
    title=${label}
    @click=${() => page.press('expand', id)}
  >
    ${icon(open ? 'chevronDown' : 'chevronRight')}
  </button>`;
}

function noteLine(
  { text, icon: sign, press, isButton }: Line['notes'][number],
  page: UploadPageActions,
): TemplateResult {
  return html`<div>
    ${icon(sign, sign === 'warning' ? 'warn' : '')} ${text}
    ${press && isButton ? pressButton(press, 'button secondary slim', page) : pressLink(press, page)}
  </div>`;
}

function numberClass(index: number): string {
  return index === 0 ? 'num lead' : 'num';
}

/** The head of a column of numbers. A press sorts by it. */
export function numberHead(
  { label, sorted, press }: LinesSection['heads']['numbers'][number],
  index: number,
  page: UploadPageActions,
): TemplateResult {
  const sign = icon(sorted && 'arrowDown');
  return html`<th
    scope="col"
    class=${numberClass(index)}
    aria-sort=${ifDefined(sorted ?? (press && 'none'))}
  >
    ${
      press
        ? html`<button
            type="button"
            class="sorter"
            aria-label=${ifDefined(press.description)}
            @click=${() => page.press(press.action, press.value)}
          >
            ${sign}${label}
          </button>`
        : html`${sign}${label}`
    }
  </th>`;
}
