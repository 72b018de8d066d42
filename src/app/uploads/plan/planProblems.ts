import type { ProblemSummary } from '../../../api/apiTypes';
import type { Place } from '../../../csv/csvTypes';
import { knownType } from '../../../identifiers/identifierTypes';
import { RULES } from '../../../identifiers/rules/allRules';
import type { Finding, Plan, Report } from '../../../upload/uploadTypes';
import type { ReadingOptions } from '../../repair/fixRows';

/** What is wrong with one planned file, and how its rows are found again. */
export interface FileFindings {
  /** As text. */
  uri: string;
  /** On disk, as it was planned. */
  size: number;
  modifiedAt?: number;
  readAs: ReadingOptions;
  findings: readonly Finding[];
  /** Rows per rule in all, duplicates left out. */
  totals: Readonly<Record<string, number>>;
  /** Nothing of the file could be sent. */
  nothingSent: boolean;
  headerPlace?: Place;
  warnings?: readonly ProblemSummary[];
  /** Rows that the API refused. */
  refused: readonly Finding[];
}

/** What of a plan, and of the answers to it, is shown as problems, file by file. */
export function problemsOf(
  plan: Plan,
  serverFindings: readonly Finding[] = [],
  report?: Report,
): FileFindings[] {
  const nothingSent =
    plan.good === 0 || (report !== undefined && report.state === 'failed' && report.sent === 0);
  return plan.files.flatMap((file, index) => {
    const readAs = readAsOf(plan, index);
    // Compressed files have no lines in an editor: their findings stand in the report only.
    if (!readAs || file.dialect.gzip) return [];
    const ofFile = ({ file: of }: Finding): boolean => of === index;
    const findings = plan.findings.filter(ofFile);
    const { uri, size, modifiedAt, headerPlace } = file;
    return [
      {
        uri,
        size,
        modifiedAt,
        readAs,
        findings,
        totals: totals(plan, findings, plan.files.length === 1 ? report?.refused : undefined),
        nothingSent,
        refused: serverFindings.filter(ofFile),
        headerPlace,
        warnings: index === 0 ? report?.warnings : undefined,
      },
    ];
  });
}

/** How a planned file was read; undefined where its segment's type is not known here. */
function readAsOf(plan: Plan, file: number): ReadingOptions | undefined {
  const type = knownType(plan.target.identifierType);
  const { dialect, column, columns, width } = plan.files[file];
  return (
    type && { type, layout: { ...dialect, column, width }, header: columns?.[column], dialect }
  );
}

function totals(
  plan: Plan,
  findings: readonly Finding[],
  refused: number | undefined,
): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { rule } of findings) counted[rule] = (counted[rule] ?? 0) + 1;
  // A rule's total is over all files of the job.
  if (plan.files.length === 1) Object.assign(counted, plan.byRule);
  if (refused) counted['refused-by-api'] = refused;
  return Object.fromEntries(Object.entries(counted).filter(([rule]) => !isDuplicate(rule)));
}

/** Per rule: words, code and rows, the most frequent first. Duplicates are told apart. */
export function byRuleOf(plan: Plan): [string, string, number][] {
  return Object.entries(plan.byRule)
    .filter(([rule, n]) => n > 0 && !isDuplicate(rule))
    .sort((a, b) => b[1] - a[1])
    .map(([rule, n]) => [RULES.get(rule)?.title() ?? rule, rule, n]);
}

export function isDuplicate(rule: string): boolean {
  return rule === 'duplicate';
}
