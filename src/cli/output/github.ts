import { appendFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { t } from '@vscode/l10n';
import type { StoredFailure } from '../../common/failure';
import { markdownText, plainText } from '../../common/outsideText';
import type { Terminal } from '../terminal';
import type { LocatedProblem } from './problemLines';

/** GitHub shows at most 10 errors and 10 warnings per step, and drops the rest. */
const MOST_PER_LEVEL = 9;
/** Bytes: GitHub drops a job summary above 1 MiB as a whole. */
const MOST_SUMMARY = 900_000;

type Level = 'error' | 'warning' | 'notice';

/** A workflow command that GitHub Actions shows as an annotation. */
export function annotation(
  level: Level,
  message: string,
  properties: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${level}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escapeData(plainText(message))}`;
}

/**
 * At most 9 errors and 9 warnings, at their places. Files are named from `GITHUB_WORKSPACE`,
 * the repository's folder. `otherErrors`: error annotations besides these.
 */
export function problemAnnotations(
  problems: readonly LocatedProblem[],
  terminal: Pick<Terminal, 'env' | 'resolve'>,
  otherErrors = 0,
): string[] {
  const { GITHUB_WORKSPACE: root } = terminal.env;
  const listed = problems.filter(({ severity }) => severity !== 'information');
  return (['error', 'warning'] as const).flatMap((level) =>
    listed
      .filter(({ severity }) => severity === level)
      .slice(0, MOST_PER_LEVEL - (level === 'error' ? otherErrors : 0))
      .map(({ file, line, column, endLine, endColumn, rule, message }) =>
        annotation(level, message, {
          file: root ? relative(root, terminal.resolve(file)) : file,
          line,
          endLine,
          // GitHub shows columns only within one line.
          ...(line === endLine && { col: column, endColumn }),
          title: rule,
        }),
      ),
  );
}

/** What the job summary says of a failure without a report: Markdown. `what` failed. */
export function failureSummary(
  { message, code }: Pick<StoredFailure, 'message' | 'code'>,
  what: string,
): string {
  const text = t('{0} failed: {1}', `**${markdownText(what)}**`, markdownText(message));
  return `${text} (${markdownText(code)})`;
}

/**
 * Appends Markdown to the job summary, unless the summary would become too large. Throws if it can't be
 * written.
 */
export function appendSummary(file: string, markdown: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const text = `${markdown}\n\n`;
  if (size + Buffer.byteLength(text) <= MOST_SUMMARY) appendFileSync(file, text);
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
