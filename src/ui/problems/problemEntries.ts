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
import type { RejectedRows } from './rejectedRows';

const SOURCE = 'Audience upload';
/** The entry that tells how many there are in all. */
const TOTAL = 'total';
const API_WARNING = 'api-warning';
const REFUSED = 'refused-by-api';
/** What is wrong with a file, in the editor's terms. */
export interface FileProblems extends Pick<
  FileFindings,
  'readAs' | 'findings' | 'totals' | 'nothingSent' | 'headerPlace' | 'warnings'
> {
  uri: Uri;
  /** Beside the findings, which are of the checks here. */
  refused: RejectedRows;
}

/** A line of the Problems panel. */
export interface ProblemEntry {
  rule: string;
  message: string;
  severity: DiagnosticSeverity;
  place: Place;
}

/** What is shown of a file: a fair share of its rows, what the API warns of, and how many in all. */
export function entriesOf(problems: FileProblems): ProblemEntry[] {
  const warned = (problems.warnings ?? []).slice(0, 20).map((warning): ProblemEntry => ({
    rule: warning.code ?? API_WARNING,
    message: isOwnNote(warning)
      ? (warning.title ?? '')
      : t('Warning from Criteo: {0}', warning.title ?? warning.code ?? redactedWarningText()),
    severity: DiagnosticSeverity.Warning,
    place: problems.headerPlace ?? TOP,
  }));
  const { refused } = problems;
  const byApi = refused.inDocument;
  const findings = [...problems.findings.filter(({ rule }) => rule !== 'duplicate'), ...byApi];
  // The API may refuse more than it names.
  const totals = {
    ...problems.totals,
    [REFUSED]: Math.max(problems.totals[REFUSED] ?? 0, byApi.length),
  };
  const shown = fairShare(findings, ({ rule }) => rule, MAX_FINDINGS - warned.length);
  const entries = [...shown.map((finding) => entryOf(finding, problems.nothingSent)), ...warned];
  const total = Object.values(totals).reduce((sum, n) => sum + n, 0);
  if (total > shown.length) entries.push(totalOf({ ...problems, totals }, total, shown.length));
  return entries;
}

/** Entries after edits of their file; none is left where only the total would be. */
export function entriesAfter(
  entries: readonly ProblemEntry[],
  edits: readonly Edit[],
  refused: RejectedRows,
): ProblemEntry[] {
  const after = edits.reduce<readonly ProblemEntry[]>(
    (left, edit) =>
      left.flatMap((entry) => {
        if (entry.rule === TOTAL) return [entry];
        const place = followEdits(entry.place, edit);
        return place ? [{ ...entry, place }] : [];
      }),
    entries,
  );
  const empty = after.every(({ rule }) => rule === TOTAL) && refused.inDocument.length === 0;
  return empty ? [] : [...after];
}

const TOP: Place = { line: 0, startColumn: 0, endLine: 0, endColumn: 0 };

function entryOf({ rule, level, place }: Finding, nothingSent: boolean): ProblemEntry {
  const known = RULES.get(rule);
  const refused = nothingSent ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
  return {
    rule,
    message: known ? known.message() : rule,
    severity: level === 'error' ? refused : DiagnosticSeverity.Information,
    place,
  };
}

function totalOf(
  { totals, headerPlace, nothingSent }: FileProblems,
  total: number,
  shown: number,
): ProblemEntry {
  const kinds = Object.entries(totals)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([rule, n]) => `${RULES.get(rule)?.title() ?? rule}: ${count(n)}`);
  return {
    rule: TOTAL,
    message: t(
      'Rows with problems: {0}, listed here: {1}. {2}. To get the full list, use "Export Invalid and Rejected Rows…".',
      count(total),
      count(shown),
      kinds.join(', '),
    ),
    severity: nothingSent ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    place: headerPlace ?? TOP,
  };
}

export function diagnosticOf({ rule, message, severity, place }: ProblemEntry): Diagnostic {
  const diagnostic = new Diagnostic(
    new Range(place.line, place.startColumn, place.endLine, place.endColumn),
    message,
    severity,
  );
  diagnostic.source = SOURCE;
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

/** The rule of a diagnostic of ours, undefined for another's. */
export function ruleOfDiagnostic({ source, code }: Diagnostic): string | undefined {
  if (source !== SOURCE) return undefined;
  const value = typeof code === 'object' ? code.value : code;
  return typeof value === 'string' && RULES.has(value) ? value : undefined;
}
