import type { Place } from '../../../csv/csvTypes';
import { knownType } from '../../../identifiers/identifierTypes';
import { RULES } from '../../../identifiers/rules/allRules';
import type { Report } from '../../../upload/jobTypes';
import type { Finding, Plan } from '../../../upload/uploadTypes';
import type { ReadingOptions } from '../../repair/fixRows';
import { sendsNothing } from './fileFigures';

/** The problems of one planned file, and how to find its rows again. */
export interface FileFindings {
  /** URI, as a string. */
  uri: string;
  /** Size in bytes when planned. */
  size: number;
  modifiedAt?: number;
  readAs: ReadingOptions;
  findings: readonly Finding[];
  /** Rows per rule, without duplicates. */
  totals: Readonly<Record<string, number>>;
  /** Rows to send. */
  valid: number;
  /** Whether nothing in the file could be sent. */
  nothingSent: boolean;
  headerPlace?: Place;
  /** Rows that Criteo rejected. */
  refused: readonly Finding[];
}

/**
 * The problems to show for a plan and its upload, file by file. `serverFindings`: rows that Criteo rejected.
 */
export function problemsOf(
  plan: Plan,
  serverFindings: readonly Finding[] = [],
  report?: Report,
): FileFindings[] {
  const nothingSent =
    sendsNothing(plan) || (report !== undefined && report.state === 'failed' && report.sent === 0);
  return plan.files.flatMap((file, index) => {
    const readAs = readAsOf(plan, index);
    // A compressed file can't be shown in an editor: only the report has its findings.
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
        totals: rowsPerRule(plan, findings, plan.files.length === 1 ? report?.refused : undefined),
        valid: validRows(plan, index),
        nothingSent,
        refused: serverFindings.filter(ofFile),
        headerPlace,
      },
    ];
  });
}

/**
 * How a planned file was read; undefined if this version doesn't know its segment's identifier
 * type.
 */
export function readAsOf(plan: Plan, file: number): ReadingOptions | undefined {
  const type = knownType(plan.target.identifierType);
  if (type === undefined) return undefined;
  const { dialect, column, columns, width, byColumn } = plan.files[file];
  const more = byColumn?.slice(1).map((one) => ({
    column: one.column,
    header: columns?.[one.column],
  }));
  return {
    type,
    layout: { ...dialect, column, width },
    header: columns?.[column],
    ...(more && { more }),
    dialect,
  };
}

/** `good` is a total over all files of the job. */
function validRows({ chunks }: Plan, index: number): number {
  return chunks.reduce((sum, { file, identifiers }) => sum + (file === index ? identifiers : 0), 0);
}

function rowsPerRule(
  plan: Plan,
  findings: readonly Finding[],
  refused: number | undefined,
): Record<string, number> {
  const byRule: Record<string, number> = {};
  for (const { rule } of findings) byRule[rule] = (byRule[rule] ?? 0) + 1;
  // `byRule` is a total over all files of the job.
  if (plan.files.length === 1) Object.assign(byRule, plan.byRule);
  if (refused) byRule['refused-by-api'] = refused;
  return Object.fromEntries(Object.entries(byRule).filter(([rule]) => !isDuplicate(rule)));
}

/** Title, code, and number of rows per rule, the most frequent first, without duplicates. */
export function byRuleOf(plan: Pick<Plan, 'byRule'>): [string, string, number][] {
  return Object.entries(plan.byRule)
    .filter(([rule, n]) => n > 0 && !isDuplicate(rule))
    .sort((a, b) => b[1] - a[1])
    .map(([rule, n]) => [RULES.get(rule)?.title() ?? rule, rule, n]);
}

function isDuplicate(rule: string): boolean {
  return rule === 'duplicate';
}
