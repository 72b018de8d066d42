import type { Dialect, Place } from '../../csv/csvTypes';
import {
  applyChanges,
  changeOf,
  isShort,
  paddingOf,
  rowsOf,
  valueOf,
  type Change,
  type Row,
} from '../../csv/textRows';
import { fixesFor } from '../../identifiers/fixes';
import { FIX_KINDS, type Fix, type FixKind } from '../../identifiers/identifierTypes';
import { ruleOf, RULES } from '../../identifiers/rules/allRules';
import { validate } from '../../identifiers/validate';
import type { Finding } from '../../upload/uploadTypes';
import {
  columnsOf,
  fieldsOfRow,
  isValidField,
  type Field,
  type ValidationOptions,
} from './fieldsOfRow';

/** How a file was read, so that its rows can be found and validated again. */
export interface ReadingOptions extends ValidationOptions {
  dialect: Dialect;
}

/**
 * The rule that a row with this value breaks or gets a warning from; undefined for a valid or blank
 * row. Must decide as `RowValidator` does when a file is read.
 */
export function ruleOfRow(
  row: Row,
  value: string,
  { type, header }: ValidationOptions,
): string | undefined {
  if (row.end === row.start) return undefined;
  if (row.missing) return 'field-missing';
  if (row.ragged) return 'row-ragged';
  const verdict = validate(type, value, { header });
  if (verdict.kind === 'invalid') return verdict.rule;
  return verdict.kind === 'valid' ? verdict.warning : undefined;
}

/**
 * The options for validating the text in an editor, which turns a lone CR into its own line ending.
 */
export function inEditor<T extends ValidationOptions>(options: T): T {
  return { ...options, layout: { ...options.layout, recordEnd: 'lf' } };
}

/**
 * The fixes for a row with this value. A row whose field can't be located for sure can only be
 * removed or, if it lacks fields at its end and the value isn't invalid, be padded.
 */
export function fixesOfRow(
  text: string,
  row: Row,
  value: string,
  { type, header, layout }: ValidationOptions,
): Fix[] {
  if (!row.missing && !row.ragged) return fixesFor(type, value, { header });
  const pads = isShort(text, row, layout) && validate(type, value, { header }).kind !== 'invalid';
  return [
    ...(pads ? [{ kind: 'pad', values: [value] } satisfies Fix] : []),
    { kind: 'remove', values: [] },
  ];
}

/**
 * The text change that applies a fix to a field. `isKept`: the row has another valid field, so that a
 * removal only clears this one.
 */
export function changeFor(
  text: string,
  { row, options: { layout } }: Field,
  { kind, values }: Fix,
  eol: string,
  isKept = false,
): Change {
  if (kind === 'pad') return paddingOf(row, layout);
  return changeOf(text, row, kind === 'remove' && isKept ? [''] : values, layout, eol);
}

/** Whether a row has a valid field besides this one. */
export function hasOtherValidField(
  text: string,
  fields: readonly Field[],
  { row }: Field,
  read = valueOf,
): boolean {
  return fields.some((other) => other.row !== row && isValidField(other, read(text, other.row)));
}

/** The fixes that keep the row. */
export const KEEPING_FIXES: readonly FixKind[] = FIX_KINDS.filter((kind) => kind !== 'remove');

/** The fix of a rule that keeps the row, for all its rows; undefined if there is none. */
export function keepingFixOf(rule: string): FixKind | undefined {
  return RULES.get(rule)?.fixes.find((kind) => kind !== 'remove');
}

/** What to do about a field of a text; undefined leaves it as it is. */
type ChooseFix = (text: string, field: Field) => Fix | undefined;

/**
 * The change that fixes a row until `choose` finds no more to do, for a row with more than one
 * problem. Undefined if there is nothing to fix. `read`: the value of a field.
 */
export function fixFully(
  text: string,
  row: Row,
  options: ValidationOptions,
  eol: string,
  choose: ChooseFix,
  read = valueOf,
): Change | undefined {
  const { layout } = options;
  const changeIn = (of: string, at: Row): Change | undefined => {
    const fields = fieldsOfRow(of, at, options);
    for (const field of fields) {
      const fix = choose(of, field);
      if (fix) return changeFor(of, field, fix, eol, hasOtherValidField(of, fields, field, read));
    }
    return undefined;
  };
  const first = changeIn(text, row);
  if (first === undefined) return undefined;
  const { start, next } = row;
  let record = applyChanges(text.slice(start, next), [
    { ...first, start: first.start - start, end: first.end - start },
  ]);
  let change = first;
  // A fixed value never needs the same fix again: this ends.
  for (let pass = 1; pass < FIX_KINDS.length * columnsOf(options).length; pass++) {
    const more: Change[] = [];
    // One row may have become several.
    for (const part of rowsOf(record, { ...layout, header: false, sepLine: false })) {
      const further = changeIn(record, part);
      if (further) more.push(further);
    }
    if (more.length === 0) break;
    record = applyChanges(record, more);
    change = { start, end: next, text: record };
  }
  return change;
}

/** The changes that fix all rows as far as a fix keeps them, in order: at most one a row. */
export function changesForAll(text: string, options: ValidationOptions, eol: string): Change[] {
  const choose: ChooseFix = (of, { row, options: own }) => {
    const value = valueOf(of, row);
    const rule = ruleOfRow(row, value, own);
    const kind = rule === undefined ? undefined : keepingFixOf(rule);
    return kind && fixesOfRow(of, row, value, own).find((fix) => fix.kind === kind);
  };
  const changes: Change[] = [];
  for (const row of rowsOf(text, options.layout)) {
    const change = fixFully(text, row, options, eol, choose);
    if (change) changes.push(change);
  }
  return changes;
}

/** Validates the text of an editor; places are in its coordinates. Doesn't look for duplicates. */
export function validateText(
  text: string,
  options: ValidationOptions,
): { findings: Finding[]; totals: Record<string, number> } {
  const findings: Finding[] = [];
  const totals: Record<string, number> = {};
  const lines = new LineCounter(text);
  const placeOf = (from: number, to: number): Place => {
    const start = lines.at(from);
    const end = lines.at(to);
    return {
      line: start.line,
      startColumn: start.column,
      endLine: end.line,
      endColumn: end.column,
    };
  };
  let rowNumber = -1;
  for (const first of rowsOf(text, options.layout)) {
    rowNumber++;
    let wholeRow: Place | undefined;
    for (const { row, options: own } of fieldsOfRow(text, first, options)) {
      const rule = ruleOfRow(row, valueOf(text, row), own);
      if (rule === undefined) continue;
      totals[rule] = (totals[rule] ?? 0) + 1;
      findings.push({
        file: 0,
        row: rowNumber,
        ...(options.more && { column: own.layout.column }),
        rule,
        level: ruleOf(rule).level,
        place:
          row.missing || row.ragged
            ? (wholeRow ??= placeOf(row.start, row.end))
            : placeOf(row.fieldStart, row.fieldEnd),
      });
    }
  }
  return { findings, totals };
}

/**
 * The changes that apply fixes of one kind to all fields of `rule`, in order, at most one a row.
 * `rejectedFields`: offsets of fields that only Criteo rejected, for the rule 'refused-by-api'.
 */
export function changesFor(
  text: string,
  options: ValidationOptions,
  rule: string,
  kind: FixKind,
  eol: string,
  rejectedFields: ReadonlySet<number> = new Set(),
): Change[] {
  const hasRule = ({ row, options: own }: Field): boolean =>
    rule === 'refused-by-api'
      ? rejectedFields.has(row.fieldStart)
      : ruleOfRow(row, valueOf(text, row), own) === rule;
  const fixOf = (of: string, { row, options: own }: Field): Fix | undefined =>
    kind === 'remove'
      ? { kind, values: [] }
      : fixesOfRow(of, row, valueOf(of, row), own).find((candidate) => candidate.kind === kind);
  const changes: Change[] = [];
  for (const row of rowsOf(text, options.layout)) {
    const columns = fieldsOfRow(text, row, options)
      .filter(hasRule)
      .map((field) => field.options.layout.column);
    // Each of them once, one after the other.
    const choose: ChooseFix = (of, field) => {
      if (field.options.layout.column !== columns.at(0)) return undefined;
      columns.shift();
      return fixOf(of, field);
    };
    const change = columns.length > 0 && fixFully(text, row, options, eol, choose);
    if (change) changes.push(change);
  }
  return changes;
}

/**
 * Converts offsets, given in ascending order, to lines and columns as the editor counts them: CR,
 * LF, and CRLF end a line. `line`: the line number of the text's start.
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
      // In a CRLF, the LF ends the line.
      if (code === 13 && this.text.charCodeAt(this.read + 1) === 10) continue;
      this.line++;
      this.start = this.read + 1;
    }
    return { line: this.line, column: offset - this.start };
  }
}
