import { t } from '@vscode/l10n';
import type { FileFindings } from '../../app/uploads/plan/planProblems';
import { entriesOf, TOTAL, type ProblemEntry } from '../../app/uploads/plan/problemEntries';
import { labelIn } from '../../common/fileName';
import { count } from '../../common/format';
import type { Terminal } from '../terminal';

/** A problem at its place in a file, as a compiler reports an error. Never contains the value. */
export interface LocatedProblem extends Pick<
  ProblemEntry,
  'rule' | 'message' | 'severity' | 'leftOut'
> {
  /** Relative to the working folder. */
  file: string;
  /** 1-based; columns in UTF-16 units, as in editors. */
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** The problems of files, file by file, with those that the Problems panel of the window lists. */
export function problemsIn(
  files: readonly FileFindings[],
  terminal: Pick<Terminal, 'relative'>,
): LocatedProblem[] {
  return files.flatMap((file) => {
    const path = terminal.relative(file.uri);
    return entriesOf(
      file,
      file.refused,
      t('To get all invalid rows, use “{0}”.', 'check --invalid-rows'),
    ).map((entry) => located(path, entry));
  });
}

/** An entry of a file, whose path is given from the working folder, at 1-based places. */
export function located(
  file: string,
  {
    rule,
    message,
    severity,
    place,
    leftOut,
  }: Omit<ProblemEntry, 'severity'> & Partial<ProblemEntry>,
): LocatedProblem {
  return {
    file,
    line: place.line + 1,
    column: place.startColumn + 1,
    endLine: place.endLine + 1,
    endColumn: place.endColumn + 1,
    rule,
    message,
    severity: severity ?? 'error',
    ...(leftOut !== undefined && { leftOut }),
  };
}

/** The problems for programs, and how many there are besides. */
export function problemsDocument(problems: readonly LocatedProblem[]): Record<string, unknown> {
  return {
    problems,
    problemsLeftOut: problems.reduce((sum, { leftOut = 0 }) => sum + leftOut, 0),
  };
}

/** `customers.csv:12:3: warning: The address has no “@”. [email-no-at]` */
function problemLine(
  { file, line, column, severity, message, rule }: LocatedProblem,
  terminal: Pick<Terminal, 'uriOf'>,
): string {
  const label = { error: t('error'), warning: t('warning'), information: t('note') }[severity];
  return `${labelIn(terminal.uriOf(file))}:${line}:${column}: ${label}: ${message} [${rule}]`;
}

/**
 * The lines of at most `most` problems; the total comes last, whatever `most` is. They name files as other
 * texts do.
 */
export function problemLines(
  problems: readonly LocatedProblem[],
  most: number,
  terminal: Pick<Terminal, 'uriOf'>,
): string[] {
  const listed = problems.filter(({ rule }) => rule !== TOTAL);
  const totals = problems.filter(({ rule }) => rule === TOTAL);
  const more = listed.length - most;
  return [
    ...listed.slice(0, most).map((problem) => problemLine(problem, terminal)),
    ...(more > 0 ? [t('… and {0} more', count(more))] : []),
    ...totals.map(({ file, message }) => `${labelIn(terminal.uriOf(file))}: ${message}`),
  ];
}
