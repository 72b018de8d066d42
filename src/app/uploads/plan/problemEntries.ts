import { t } from '@vscode/l10n';
import { fairShare } from '../../../common/fairShare';
import { count } from '../../../common/format';
import type { Place } from '../../../csv/csvTypes';
import { RULES } from '../../../identifiers/rules/allRules';
import { MAX_FINDINGS } from '../../../upload/plan/findings';
import type { Finding } from '../../../upload/uploadTypes';
import type { FileFindings } from './planProblems';

/** The rule of the entry with the total of all problems. */
export const TOTAL = 'total';
const REJECTED = 'refused-by-api';

/** The problems of a file. */
export type ListedProblems = Pick<
  FileFindings,
  'findings' | 'totals' | 'nothingSent' | 'headerPlace'
>;

/** A line of the Problems panel, or of the terminal. */
export interface ProblemEntry {
  rule: string;
  message: string;
  /** A row that isn't sent is an error only if nothing else of the file is sent either. */
  severity: 'error' | 'warning' | 'information';
  place: Place;
  /** Of the total: how many problems aren't listed. */
  leftOut?: number;
}

const TOP: Place = { line: 0, startColumn: 0, endLine: 0, endColumn: 0 };

/**
 * The entries of a file: a fair share of its rows per rule, and a total if not all are listed. What
 * concerns no row is said by reports alone. `rejected`: rows rejected by the API; `findings` are from validation here.
 * `exportHint`: how to get all invalid and rejected rows, as a sentence.
 */
export function entriesOf(
  problems: ListedProblems,
  rejected: readonly Finding[],
  exportHint: string,
): ProblemEntry[] {
  const findings = [...problems.findings.filter(({ rule }) => rule !== 'duplicate'), ...rejected];
  const totals = totalsOf(problems, rejected);
  const unique = withoutSamePlace(findings);
  const listed = fairShare(unique, ({ rule }) => rule, MAX_FINDINGS);
  const entries = listed.map((finding) => entryOf(finding, problems.nothingSent));
  const total = sum(totals);
  const leftOut = countLeftOut(totals, findings, unique, listed);
  if (leftOut > 0)
    entries.push({
      ...totalOf({ ...problems, totals }, total, listed.length, exportHint),
      leftOut,
    });
  return entries;
}

/** The problems that aren't listed. */
function countLeftOut(
  totals: Readonly<Record<string, number>>,
  findings: readonly Finding[],
  unique: readonly Finding[],
  listed: readonly Finding[],
): number {
  const [found, once, shown] = [findings, unique, listed].map(countByRule);
  return Object.entries(totals).reduce((all, [rule, total]) => {
    const repeated = (found[rule] ?? 0) - (once[rule] ?? 0);
    return all + Math.max(0, total - repeated - (shown[rule] ?? 0));
  }, 0);
}

function countByRule(findings: readonly Finding[]): Partial<Record<string, number>> {
  const counts: Partial<Record<string, number>> = {};
  for (const { rule } of findings) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}

/** A row of the wrong length is one problem, in however many columns that are read. */
function withoutSamePlace(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, column, place }) => {
    if (column === undefined) return true;
    const key = `${rule} ${place.line}:${place.startColumn}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** How many problems a file has, whether they are listed or not. */
export function countProblems(problems: ListedProblems, rejected: readonly Finding[]): number {
  return sum(totalsOf(problems, rejected));
}

/** Rows per rule. The API may reject more identifiers than it lists. */
function totalsOf(
  { totals }: ListedProblems,
  rejected: readonly Finding[],
): Record<string, number> {
  return { ...totals, [REJECTED]: Math.max(totals[REJECTED] ?? 0, rejected.length) };
}

function sum(totals: Readonly<Record<string, number>>): number {
  return Object.values(totals).reduce((all, n) => all + n, 0);
}

function entryOf({ rule, level, place }: Finding, nothingSent: boolean): ProblemEntry {
  return {
    rule,
    message: RULES.get(rule)?.message() ?? rule,
    severity: level === 'error' ? severityOf(nothingSent) : 'information',
    place,
  };
}

function severityOf(nothingSent: boolean): 'error' | 'warning' {
  return nothingSent ? 'error' : 'warning';
}

/** Counts problems, not rows: a row with a warning may also be rejected. */
function totalOf(
  { totals, headerPlace, nothingSent }: ListedProblems,
  total: number,
  listed: number,
  exportHint: string,
): ProblemEntry {
  const kinds = Object.entries(totals)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([rule, n]) => t('{0}: {1}', RULES.get(rule)?.title() ?? rule, count(n)));
  const counts = t(
    'Problems: {0}, listed here: {1}. {2}.',
    count(total),
    count(listed),
    kinds.join(', '),
  );
  return {
    rule: TOTAL,
    message: `${counts} ${exportHint}`,
    severity: severityOf(nothingSent),
    place: headerPlace ?? TOP,
  };
}
