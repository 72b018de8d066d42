import { t } from '@vscode/l10n';
import { Diagnostic, DiagnosticSeverity, Range, Uri } from 'vscode';
import type { FileFindings } from '../../app/uploads/plan/planProblems';
import { fairShare } from '../../common/fairShare';
import { count } from '../../common/format';
import type { Place } from '../../csv/csvTypes';
import { RULES } from '../../identifiers/rules/allRules';
import { isOwnNote, redactedWarningText } from '../../upload/journal/report';
import { MAX_FINDINGS } from '../../upload/plan/findings';
import type { Finding } from '../../upload/uploadTypes';
import { followEdits, type Edit } from './followEdits';
import type { FileStamp, RejectedRows } from './rejectedRows';

/** The entry with the total of all problems. */
const TOTAL = 'total';
const API_WARNING = 'api-warning';
const REJECTED = 'refused-by-api';

/** The problems of a file. */
export interface FileProblems extends Pick<
  FileFindings,
  'readAs' | 'findings' | 'totals' | 'nothingSent' | 'headerPlace' | 'warnings'
> {
  uri: Uri;
  /** Rows rejected by the API; `findings` are from validation here. */
  rejected: RejectedRows;
  /** The version of the file that was read; absent after an edit of its document. */
  stamp?: FileStamp;
}

/** A line of the Problems panel. */
export interface ProblemEntry {
  rule: string;
  message: string;
  severity: DiagnosticSeverity;
  place: Place;
}

/** The entries of a file: a fair share of its rows per rule, the API's warnings, and a total. */
export function entriesOf(problems: FileProblems): ProblemEntry[] {
  const warnings = (problems.warnings ?? []).slice(0, 20).map((warning): ProblemEntry => ({
    rule: warning.code ?? API_WARNING,
    message: isOwnNote(warning)
      ? (warning.title ?? '')
      : t('Warning from Criteo: {0}', warning.title ?? warning.code ?? redactedWarningText()),
    severity: DiagnosticSeverity.Warning,
    place: problems.headerPlace ?? TOP,
  }));
  const rejected = problems.rejected.inDocument;
  const findings = [...problems.findings.filter(({ rule }) => rule !== 'duplicate'), ...rejected];
  // The API may reject more identifiers than it lists.
  const totals = {
    ...problems.totals,
    [REJECTED]: Math.max(problems.totals[REJECTED] ?? 0, rejected.length),
  };
  const listed = fairShare(findings, ({ rule }) => rule, MAX_FINDINGS - warnings.length);
  const entries = [...listed.map((finding) => entryOf(finding, problems.nothingSent)), ...warnings];
  const total = Object.values(totals).reduce((sum, n) => sum + n, 0);
  if (total > listed.length) entries.push(totalOf({ ...problems, totals }, total, listed.length));
  return entries;
}

/** The entries after edits of their file; empty if only the total would be left. */
export function entriesAfter(
  entries: readonly ProblemEntry[],
  edits: readonly Edit[],
  rejected: RejectedRows,
): ProblemEntry[] {
  const after = edits.reduce<readonly ProblemEntry[]>(
    (remaining, edit) =>
      remaining.flatMap((entry) => {
        if (entry.rule === TOTAL) return [entry];
        const place = followEdits(entry.place, edit);
        return place ? [{ ...entry, place }] : [];
      }),
    entries,
  );
  const empty = after.every(({ rule }) => rule === TOTAL) && rejected.inDocument.length === 0;
  return empty ? [] : [...after];
}

const TOP: Place = { line: 0, startColumn: 0, endLine: 0, endColumn: 0 };

function entryOf({ rule, level, place }: Finding, nothingSent: boolean): ProblemEntry {
  const errorSeverity = nothingSent ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
  return {
    rule,
    message: RULES.get(rule)?.message() ?? rule,
    severity: level === 'error' ? errorSeverity : DiagnosticSeverity.Information,
    place,
  };
}

/** Counts problems, not rows: a row with a warning may also be rejected. */
function totalOf(
  { totals, headerPlace, nothingSent }: FileProblems,
  total: number,
  listed: number,
): ProblemEntry {
  const kinds = Object.entries(totals)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([rule, n]) => t('{0}: {1}', RULES.get(rule)?.title() ?? rule, count(n)));
  return {
    rule: TOTAL,
    message: t(
      'Problems: {0}, listed here: {1}. {2}. For all invalid and rejected rows, use "Export Invalid and Rejected Rows…".',
      count(total),
      count(listed),
      kinds.join(', '),
    ),
    severity: nothingSent ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    place: headerPlace ?? TOP,
  };
}

/** Shown next to a problem's message. Not a constant: the translations are loaded on activation. */
function sourceLabel(): string {
  return t('Audience upload');
}

export function diagnosticOf({ rule, message, severity, place }: ProblemEntry): Diagnostic {
  const diagnostic = new Diagnostic(
    new Range(place.line, place.startColumn, place.endLine, place.endColumn),
    message,
    severity,
  );
  diagnostic.source = sourceLabel();
  diagnostic.code = RULES.has(rule)
    ? {
        value: rule,
        target: Uri.parse(
          `command:criteoAudiences.explainProblem?${encodeURIComponent(JSON.stringify([rule]))}`,
        ),
      }
    : rule;
  return diagnostic;
}

/** The rule of one of this extension's diagnostics; undefined for any other. */
export function ruleOfDiagnostic({ source, code }: Diagnostic): string | undefined {
  if (source !== sourceLabel()) return undefined;
  const value = typeof code === 'object' ? code.value : code;
  return typeof value === 'string' && RULES.has(value) ? value : undefined;
}
