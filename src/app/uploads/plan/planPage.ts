import { withFileName } from '../../../common/failure';
import { redactValue } from '../../../common/redact';
import { valueOf, type Row } from '../../../csv/textRows';
import type { Finding, Plan, SourceFile } from '../../../upload/uploadTypes';
import { fileRows, type Piece } from '../../repair/fileRows';
import { LineCounter } from '../../repair/fixRows';
import type { DraftPlan } from '../step';
import { DUPLICATES_SHOWN, exampleAt, planDocument, type Example } from './planDocument';
import { isDuplicate } from './planProblems';

const PER_RULE = 3;
/** Examples come from the first rows only: planning a large file must not read it again. */
const LIMIT = 200_000;

/** The plan's page, with examples of each kind of problem from the files. */
export async function planText(
  { plan, reasons, view }: DraftPlan,
  sources: readonly SourceFile[],
): Promise<string> {
  return planDocument(await view(), await examplesOf(plan, sources), reasons);
}

/**
 * A few rows of each kind of problem, with masked values if they are near enough to the file's
 * start; for duplicates, where they came first.
 */
async function examplesOf(
  plan: Plan,
  files: readonly SourceFile[],
): Promise<ReadonlyMap<string, Example[]>> {
  const findingsByRule = new Map<string, Finding[]>();
  const duplicates: Finding[] = [];
  for (const finding of plan.findings) {
    if (isDuplicate(finding.rule)) {
      if (duplicates.length < DUPLICATES_SHOWN) duplicates.push(finding);
      continue;
    }
    const list = findingsByRule.get(finding.rule) ?? [];
    if (list.length < PER_RULE) findingsByRule.set(finding.rule, [...list, finding]);
  }
  const values =
    plan.files.length === 1
      ? await valuesOf(
          plan,
          files,
          new Set([...findingsByRule.values()].flat().map(({ row }) => row)),
        )
      : new Map<number, string>();
  const withValue = (finding: Finding): Example => {
    const value = values.get(finding.row);
    return { ...exampleAt(finding), ...(value !== undefined && { masked: redactValue(value) }) };
  };
  const firstRows = (file: number): number[] =>
    duplicates.flatMap((finding) =>
      firstFileOf(finding) === file ? (finding.firstRow ?? []) : [],
    );
  const lines = await Promise.all(
    plan.files.map((_, file) => linesOf(plan, files, file, new Set(firstRows(file)))),
  );
  const withFirst = (finding: Finding): Example => {
    const file = firstFileOf(finding);
    const line = finding.firstRow === undefined ? undefined : lines[file].get(finding.firstRow);
    return { ...exampleAt(finding), ...(line !== undefined && { first: { file, line } }) };
  };
  const examples = new Map(
    [...findingsByRule].map(([rule, findings]) => [rule, findings.map(withValue)]),
  );
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
  const byRow = new Map<number, string>();
  await walkRows(plan, files, 0, rows, ({ text }, matches) => {
    for (const [number, row] of matches) byRow.set(number, valueOf(text, row));
  });
  return byRow;
}

/** The 0-based lines on which these rows' fields start, by row. */
async function linesOf(
  plan: Plan,
  files: readonly SourceFile[],
  file: number,
  rows: ReadonlySet<number>,
): Promise<Map<number, number>> {
  const byRow = new Map<number, number>();
  let firstLine = 0;
  await walkRows(plan, files, file, rows, ({ text }, matches) => {
    const lines = new LineCounter(text, firstLine);
    for (const [number, row] of matches) byRow.set(number, lines.at(row.fieldStart).line);
    firstLine = lines.at(text.length).line;
  });
  return byRow;
}

/** Walks a file up to the last of `rows`; `handle` gets those in each piece. */
async function walkRows(
  plan: Plan,
  files: readonly SourceFile[],
  file: number,
  rows: ReadonlySet<number>,
  handle: (piece: Piece, matches: readonly (readonly [number: number, row: Row])[]) => void,
): Promise<void> {
  const source = files.at(file);
  if (rows.size === 0 || source === undefined) return;
  const { dialect, column } = plan.files[file];
  const last = Math.min(Math.max(...rows), LIMIT);
  await withFileName(source, async () => {
    for await (const piece of fileRows(source, dialect, { ...dialect, column })) {
      const numbered = piece.rows.map((row, index) => [piece.firstRow + index, row] as const);
      handle(
        piece,
        numbered.filter(([number]) => rows.has(number)),
      );
      if (piece.firstRow + piece.rows.length > last) break;
    }
  });
}
