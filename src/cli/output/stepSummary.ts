import { appendFileSync, statSync } from 'node:fs';
import { t } from '@vscode/l10n';
import type { StoredFailure } from '../../common/failure';
import { markdownText } from '../../common/outsideText';

/** Bytes: GitHub drops a job summary above 1 MiB as a whole. */
const MOST_SUMMARY = 900_000;

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
