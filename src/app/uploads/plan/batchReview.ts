import { t } from '@vscode/l10n';
import { duplicatesText } from '../../../common/counts';
import { count } from '../../../common/format';
import type { Report } from '../../../upload/uploadTypes';
import { computationText, nonEmptyTexts, operationLabel, targetLabel } from '../messages';
import type { DraftPlan } from '../step';
import { hashingText, planWarnings } from './planReview';
import type { PlanView } from './planView';

/** A result names at most this many unfinished uploads. */
const MOST_NAMED = 3;

/** One of several uploads in their common review. */
export interface BatchSummary {
  /** What is uploaded where. */
  line: string;
  /** Why it needs explicit confirmation. */
  reasons: readonly string[];
  /** Further notes. */
  notes: readonly string[];
}

/** How one of several uploads ended: its report, or why there is none. */
export interface FileEnd {
  /** File and segment. */
  what: string;
  report?: Report;
  error?: { message: string };
}

/** Summarizes a checked draft. `file`: its name, formatted for a notification. */
export function summarizeDraft(
  view: PlanView,
  file: string,
  { reasons, confirmation }: Pick<DraftPlan, 'reasons' | 'confirmation'>,
): BatchSummary {
  const { plan, names, sandbox } = view;
  return {
    line: t(
      '{0}: {1} → {2}: {3} to send, {4} invalid, {5}',
      operationLabel(plan.options.operation),
      file,
      targetLabel(names).forNotification(),
      count(plan.good),
      count(plan.invalid),
      duplicatesText(plan.duplicates),
    ),
    reasons: reasons,
    notes: nonEmptyTexts([
      hashingText(plan),
      ...planWarnings(view),
      confirmation?.kind === 'accountId' &&
        t(
          'Account {0} is protected: confirming requires its account ID.',
          names.account?.forNotification() ?? '',
        ),
      sandbox && t('Local sandbox: nothing is sent to Criteo.'),
    ]),
  };
}

/** One upload and why it needs confirmation. */
export function summaryLine({ line, reasons: warned }: BatchSummary): string {
  return [line, ...warned].join(' – ');
}

/** Each upload with its notes below it; notes that all of them share come once, at the end. */
export function summaryLines(batch: readonly BatchSummary[]): string[] {
  const [first] = batch;
  const common =
    batch.length > 1
      ? first.notes.filter((note) => batch.every(({ notes: others }) => others.includes(note)))
      : [];
  const lines = batch.flatMap((summary) => [
    summaryLine(summary),
    ...summary.notes.filter((note) => !common.includes(note)).map((note) => `  – ${note}`),
  ]);
  return common.length > 0 ? [...lines, '', ...common] : lines;
}

/** How several uploads ended, in a few sentences. `now`: milliseconds since 1970. */
export function batchResultText(ends: readonly FileEnd[], now: number): string {
  const reports = ends.flatMap(({ report }) => report ?? []);
  const sum = (key: 'sent' | 'accepted' | 'refused' | 'unknown'): number =>
    reports.reduce((total, report) => total + report[key], 0);
  const unfinished = ends.filter(({ report }) => report?.state !== 'finished');
  const leftOut = nonEmptyTexts([
    sum('refused') && t('{0} rejected by Criteo', count(sum('refused'))),
    sum('unknown') && t('{0} unknown (no count or no response from Criteo)', count(sum('unknown'))),
  ]);
  return nonEmptyTexts([
    t(
      'Uploads finished: {0} of {1}. {2} sent, {3} accepted (well-formed).',
      count(ends.length - unfinished.length),
      count(ends.length),
      count(sum('sent')),
      count(sum('accepted')),
    ),
    ...unfinished.slice(0, MOST_NAMED).map(endText),
    unfinished.length > MOST_NAMED && t('… and {0} more', count(unfinished.length - MOST_NAMED)),
    leftOut.length > 0 && t('Also: {0}.', leftOut.join(', ')),
    sum('sent') > 0 && computationText(now),
  ]).join(' ');
}

function endText({ what, report, error }: FileEnd): string {
  return report?.state === 'cancelled'
    ? t('Cancelled: {0}.', what)
    : t('Not finished: {0}. {1}', what, (report?.error ?? error)?.message ?? '');
}
