import { t } from '@vscode/l10n';
import { Diagnostic, DiagnosticSeverity, Range, Uri } from 'vscode';
import type { FileFigures } from '../../app/uploads/fileLenses';
import { countFixable } from '../../app/uploads/page/kindsSection';
import type { FileFindings } from '../../app/uploads/plan/planProblems';
import {
  countProblems,
  entriesOf as entriesOfFile,
  TOTAL,
  type ListedProblems,
  type ProblemEntry,
} from '../../app/uploads/plan/problemEntries';
import { codeOf, keyOf, RULES } from '../../identifiers/rules/allRules';
import type { Report } from '../../upload/jobTypes';
import type { Finding } from '../../upload/uploadTypes';
import { PROBLEM_SOURCE } from '../base/names';
import { ruleUri } from '../base/uploadDocuments';
import { followEdits, type Edit } from './followEdits';
import type { FileStamp, RejectedRows } from './rejectedRows';

/** The problems of a file. */
export interface FileProblems extends ListedProblems, Pick<FileFindings, 'readAs'> {
  uri: Uri;
  /** Rows rejected by the API; `findings` are from validation here. */
  rejected: RejectedRows;
  /** The version of the file that was read, and its rows to send; absent after an edit. */
  read?: { stamp: FileStamp; valid: number };
  /** Of the upload that they are of; absent for a check. */
  report?: Report;
}

/** The entries of a file, its rejected rows included. */
export function entriesOf(problems: FileProblems, rejected: readonly Finding[]): ProblemEntry[] {
  return entriesOfFile(
    problems,
    rejected,
    t('For all invalid and rejected rows, use "Export Invalid and Rejected Rows…".'),
  );
}

/** The figures of a file with so many rows to send. */
export function figuresOf(
  problems: FileProblems,
  rejected: readonly Finding[],
  valid: number,
): FileFigures {
  return {
    valid,
    problems: countProblems(problems, rejected),
    fixable: countFixable(problems.totals),
  };
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

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

/** A problem as the editor shows it. Its code is short; the link behind it explains the rule. */
export function diagnosticOf({ rule, message, severity, place }: ProblemEntry): Diagnostic {
  const diagnostic = new Diagnostic(
    new Range(place.line, place.startColumn, place.endLine, place.endColumn),
    message,
    SEVERITIES[severity],
  );
  diagnostic.source = PROBLEM_SOURCE;
  diagnostic.code = RULES.has(rule)
    ? {
        value: codeOf(rule),
        target: Uri.parse(
          `command:markdown.showPreview?${encodeURIComponent(JSON.stringify([ruleUri(rule)]))}`,
        ),
      }
    : rule;
  return diagnostic;
}

/** The rule of one of this extension's diagnostics; undefined for any other. */
export function ruleOfDiagnostic({ source, code }: Diagnostic): string | undefined {
  if (source !== PROBLEM_SOURCE) return undefined;
  const value = typeof code === 'object' ? code.value : code;
  return typeof value === 'string' ? keyOf(value) : undefined;
}
