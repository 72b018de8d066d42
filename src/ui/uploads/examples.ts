import type { Finding, Plan, SourceFile } from '../../upload/types';
import { fileRows } from '../problems/fileRows';
import { valueOf } from '../problems/rows';
import { isDuplicate, place, type Example } from './planDocument';
import { masked } from './preview';

const PER_RULE = 3;
/** Values are shown of the first rows only: a plan of a large file must not read it once more. */
const LIMIT = 200_000;

/** A few rows of each kind of problem, the value masked where it stands near enough to the file's start. */
export async function examplesOf(plan: Plan, files: readonly SourceFile[]): Promise<ReadonlyMap<string, Example[]>> {
  const chosen = new Map<string, Finding[]>();
  for (const finding of plan.findings) {
    if (isDuplicate(finding.rule)) continue;
    const list = chosen.get(finding.rule) ?? [];
    if (list.length < PER_RULE) chosen.set(finding.rule, [...list, finding]);
  }
  const values = plan.files.length === 1 && files.length === 1 ? await valuesOf(plan, files[0], new Set([...chosen.values()].flat().map(({ row }) => row))) : new Map<number, string>();
  const withValue = (finding: Finding): Example => {
    const value = values.get(finding.row);
    return { ...place(finding), ...(value !== undefined && { masked: masked(value) }) };
  };
  return new Map([...chosen].map(([rule, findings]) => [rule, findings.map(withValue)]));
}

async function valuesOf(plan: Plan, file: SourceFile, rows: ReadonlySet<number>): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  if (rows.size === 0) return found;
  const { dialect, column } = plan.files[0];
  const last = Math.max(...rows);
  for await (const piece of fileRows(file, dialect, { ...dialect, column })) {
    piece.rows.forEach((row, index) => {
      if (rows.has(piece.firstRow + index)) found.set(piece.firstRow + index, valueOf(piece.text, row));
    });
    if (piece.firstRow + piece.rows.length > Math.min(last, LIMIT)) break;
  }
  return found;
}
