import { namingFile } from '../../../common/failure';
import { redactValue } from '../../../common/redact';
import { valueOf, type Row } from '../../../csv/textRows';
import type { Finding, Plan, SourceFile } from '../../../upload/uploadTypes';
import { fileRows, type Piece } from '../../repair/fileRows';
import { LineCounter } from '../../repair/fixRows';
import type { DraftPlan } from '../step';
import { DUPLICATES_SHOWN, exampleAt, planDocument, type Example } from './planDocument';
import { isDuplicate } from './planProblems';

const PER_RULE = 3;
/** Rows are looked at among the first only: a plan of a large file must not read it once more. */
const LIMIT = 200_000;

/** The plan's page, with examples of each kind of problem out of the files. */
export async function planText(
  { plan, reasons, view }: DraftPlan,
  sources: readonly SourceFile[],
): Promise<string> {
  return planDocument(await view(), await examplesOf(plan, sources), reasons);
}

/**
 * A few rows of each kind of problem, the value masked where it stands near enough to the file's
 * start; of duplicates where they came first.
 */
async function examplesOf(
  plan: Plan,
  files: readonly SourceFile[],
): Promise<ReadonlyMap<string, Example[]>> {
  const chosen = new Map<string, Finding[]>();
  const duplicates: Finding[] = [];
  for (const finding of plan.findings) {
    if (isDuplicate(finding.rule)) {
      if (duplicates.length < DUPLICATES_SHOWN) duplicates.push(finding);
      continue;
    }
    const list = chosen.get(finding.rule) ?? [];
    if (list.length < PER_RULE) chosen.set(finding.rule, [...list, finding]);
  }
  const values =
    plan.files.length === 1
      ? await valuesOf(plan, files, new Set([...chosen.values()].flat().map(({ row }) => row)))
      : new Map<number, string>();
  const withValue = (finding: Finding): Example => {
    const value = values.get(finding.row);
    return { ...exampleAt(finding), ...(value !== undefined && { masked: redactValue(value) }) };
  };
  const firstRows = (file: number): number[] =>
    duplicates.flatMap((one) => (firstFileOf(one) === file ? (one.firstRow ?? []) : []));
  const lines = await Promise.all(
    plan.files.map((_, file) => linesOf(plan, files, file, new Set(firstRows(file)))),
  );
  const withFirst = (finding: Finding): Example => {
    const file = firstFileOf(finding);
    const line = finding.firstRow === undefined ? undefined : lines[file].get(finding.firstRow);
    return { ...exampleAt(finding), ...(line !== undefined && { first: { file, line } }) };
  };
  const examples = new Map([...chosen].map(([rule, findings]) => [rule, findings.map(withValue)]));
  return duplicates.length === 0
    ? examples
    : examples.set(duplicates[0].rule, duplicates.map(withFirst));
}

function firstFileOf({ file, firstFile }: Finding): number {
  return firstFile ?? file;
}

async function valuesOf(
  plan: Plan,
  files: readonly SourceFile[],
  rows: ReadonlySet<number>,
): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  await visit(plan, files, 0, rows, ({ text }, wanted) => {
    for (const [number, row] of wanted) found.set(number, valueOf(text, row));
  });
  return found;
}

/** 0-based lines on which the fields of these rows begin. */
async function linesOf(
  plan: Plan,
  files: readonly SourceFile[],
  file: number,
  rows: ReadonlySet<number>,
): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  let firstLine = 0;
  await visit(plan, files, file, rows, ({ text }, wanted) => {
    const lines = new LineCounter(text, firstLine);
    for (const [number, row] of wanted) found.set(number, lines.at(row.fieldStart).line);
    firstLine = lines.at(text.length).line;
  });
  return found;
}

/** Goes over a file, up to the last of the wanted rows; `look` gets those of each piece. */
async function visit(
  plan: Plan,
  files: readonly SourceFile[],
  file: number,
  rows: ReadonlySet<number>,
  look: (piece: Piece, wanted: readonly (readonly [number: number, row: Row])[]) => void,
): Promise<void> {
  const source = files.at(file);
  if (rows.size === 0 || source === undefined) return;
  const { dialect, column } = plan.files[file];
  const last = Math.min(Math.max(...rows), LIMIT);
  await namingFile(source, async () => {
    for await (const piece of fileRows(source, dialect, { ...dialect, column })) {
      const numbered = piece.rows.map((row, index) => [piece.firstRow + index, row] as const);
      look(
        piece,
        numbered.filter(([number]) => rows.has(number)),
      );
      if (piece.firstRow + piece.rows.length > last) break;
    }
  });
}
