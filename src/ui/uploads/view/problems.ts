import { Uri } from 'vscode';
import type { ReadAs } from '../../../app/repair/fixRows';
import { isDuplicate } from '../../../app/uploads/planDocument';
import { knownType } from '../../../app/uploads/target';
import { RULES } from '../../../identifiers/rules';
import type { Finding, Plan, Report } from '../../../upload/types';
import type { FileProblems } from '../../problems/entries';
import type { Problems } from '../../problems/problems';
import { RefusedRows } from '../../problems/refused';

/** A rule in a few words, as lists of counts have it. */
export function ruleText(rule: string): string {
  return RULES.get(rule)?.title() ?? rule;
}

/** How a planned file was read. */
export function readAsOf(plan: Plan, file: number): ReadAs | undefined {
  const type = knownType(plan.target.identifierType);
  const { dialect, column, columns, width } = plan.files[file];
  return (
    type && { type, layout: { ...dialect, column, width }, header: columns?.[column], dialect }
  );
}

/** What of a plan, and of the answers to it, belongs into Problems, file by file. */
export function problemsOf(
  plan: Plan,
  serverFindings: readonly Finding[] = [],
  report?: Report,
): FileProblems[] {
  const nothingSent =
    plan.good === 0 || (report !== undefined && report.state === 'failed' && report.sent === 0);
  return plan.files.flatMap((file, index) => {
    const readAs = readAsOf(plan, index);
    // Compressed files have no lines in an editor: their findings stand in the report only.
    if (!readAs || file.dialect.gzip) return [];
    const ofFile = ({ file: of }: Finding): boolean => of === index;
    const findings = plan.findings.filter(ofFile);
    return [
      {
        uri: Uri.parse(file.uri),
        readAs,
        findings,
        totals: totals(plan, findings, plan.files.length === 1 ? report?.refused : undefined),
        nothingSent,
        refused: new RefusedRows(serverFindings.filter(ofFile), {
          size: file.size,
          modifiedAt: file.modifiedAt,
        }),
        headerPlace: file.headerPlace,
        warnings: index === 0 ? report?.warnings : undefined,
      },
    ];
  });
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

export function showProblems(
  problems: Problems,
  plan: Plan,
  serverFindings?: readonly Finding[],
  report?: Report,
): void {
  for (const file of problemsOf(plan, serverFindings, report)) problems.show(file);
}

/** Per rule: words, code and rows, for the report's page. */
export function byRuleOf(plan: Plan): [string, string, number][] {
  return Object.entries(plan.byRule)
    .filter(([rule, n]) => n > 0 && !isDuplicate(rule))
    .sort((a, b) => b[1] - a[1])
    .map(([rule, n]) => [ruleText(rule), rule, n]);
}
