import type { Dialect } from '../../csv/csvTypes';
import {
  changeOf,
  isShort,
  paddingOf,
  rowsOf,
  valueOf,
  type Change,
  type Layout,
  type Row,
} from '../../csv/textRows';
import { fixesFor } from '../../identifiers/fixes';
import type { Fix, FixKind, IdentifierType } from '../../identifiers/identifierTypes';
import { ruleOf } from '../../identifiers/rules/allRules';
import { validate } from '../../identifiers/validate';
import type { Finding } from '../../upload/uploadTypes';

/** What is needed to judge a text's rows as the check did. */
export interface ValidatedAs {
  type: IdentifierType;
  layout: Layout;
  /** The column's own header, for the junk hash of it. */
  header?: string;
}

/** How a file was read, so that its rows can be found and judged again. */
export interface ReadingOptions extends ValidatedAs {
  dialect: Dialect;
}

/**
 * The rule that a row with this value breaks, or is looked at twice for; undefined for a good or
 * blank one. As `RowValidator` decides when a file is read.
 */
export function ruleOfRow(
  row: Row,
  value: string,
  { type, header }: ValidatedAs,
): string | undefined {
  if (row.end === row.start) return undefined;
  if (row.missing) return 'field-missing';
  if (row.ragged) return 'row-ragged';
  const verdict = validate(type, value, { header });
  if (verdict.kind === 'invalid') return verdict.rule;
  return verdict.kind === 'valid' ? verdict.warning : undefined;
}

/**
 * How a text is judged in the editor, which knows no lone CR: it turns those of a file into its own
 * line ends.
 */
export function inEditor<T extends ValidatedAs>(judgedAs: T): T {
  return { ...judgedAs, layout: { ...judgedAs.layout, recordEnd: 'lf' } };
}

/**
 * What may mend a row with this value. Where the field is not the wanted one for sure the row can
 * go, or, where it lacks fields at its end and the value is good, get them.
 */
export function fixesOfRow(
  text: string,
  row: Row,
  value: string,
  { type, header, layout }: ValidatedAs,
): Fix[] {
  if (!row.missing && !row.ragged) return fixesFor(type, value, { header });
  const pads = isShort(text, row, layout) && validate(type, value, { header }).kind !== 'invalid';
  return [
    ...(pads ? [{ kind: 'pad', values: [value] } satisfies Fix] : []),
    { kind: 'remove', values: [] },
  ];
}

/** The change that a fix makes. */
export function changeFor(
  text: string,
  row: Row,
  { kind, values }: Fix,
  layout: Layout,
  eol: string,
): Change {
  return kind === 'pad' ? paddingOf(row, layout) : changeOf(text, row, values, layout, eol);
}

/**
 * Findings of a text as it stands in an editor, in its coordinates. Duplicates are not looked for.
 */
export function validateText(
  text: string,
  judgedAs: ValidatedAs,
): { findings: Finding[]; totals: Record<string, number> } {
  const { layout } = judgedAs;
  const findings: Finding[] = [];
  const totals: Record<string, number> = {};
  const lines = new LineCounter(text);
  let number = -1;
  for (const row of rowsOf(text, layout)) {
    number++;
    const rule = ruleOfRow(row, valueOf(text, row), judgedAs);
    if (rule === undefined) continue;
    totals[rule] = (totals[rule] ?? 0) + 1;
    const whole = row.missing || row.ragged;
    const start = lines.at(whole ? row.start : row.fieldStart);
    const end = lines.at(whole ? row.end : row.fieldEnd);
    findings.push({
      file: 0,
      row: number,
      rule,
      level: ruleOf(rule).level,
      place: {
        line: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
      },
    });
  }
  return { findings, totals };
}

/**
 * The changes that mend all rows of `rule` by a fix of one kind, in order.
 * `also`: offsets of fields that only the API knows to be bad; `remove` takes their rows out too.
 */
export function changesFor(
  text: string,
  judgedAs: ValidatedAs,
  rule: string,
  kind: FixKind,
  eol: string,
  also: ReadonlySet<number> = new Set(),
): Change[] {
  const { layout } = judgedAs;
  const changes: Change[] = [];
  for (const row of rowsOf(text, layout)) {
    const value = valueOf(text, row);
    if (
      rule === 'refused-by-api'
        ? !also.has(row.fieldStart)
        : ruleOfRow(row, value, judgedAs) !== rule
    )
      continue;
    const fix: Fix | undefined =
      kind === 'remove'
        ? { kind, values: [] }
        : fixesOfRow(text, row, value, judgedAs).find((one) => one.kind === kind);
    if (fix) changes.push(changeFor(text, row, fix, layout, eol));
  }
  return changes;
}

/**
 * Lines as the editor counts them (CR, LF and CRLF end one), asked for in order. `line`: of the
 * text's begin.
 */
export class LineCounter {
  private start = 0;
  private read = 0;

  constructor(
    private readonly text: string,
    private line = 0,
  ) {}

  at(offset: number): { line: number; column: number } {
    for (; this.read < offset; this.read++) {
      const code = this.text.charCodeAt(this.read);
      if (code !== 10 && code !== 13) continue;
      // The LF of a CRLF ends the line.
      if (code === 13 && this.text.charCodeAt(this.read + 1) === 10) continue;
      this.line++;
      this.start = this.read + 1;
    }
    return { line: this.line, column: offset - this.start };
  }
}
