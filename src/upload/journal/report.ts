import { t } from '@vscode/l10n';
import type { ProblemSummary } from '../../api/apiTypes';
import { count } from '../../common/format';
import { compact, pick } from '../../common/records';
import type { RemovedCounts, Report, SuppressionListReport, SuppressionReport } from '../jobTypes';
import type { PlannedSuppression, ReadSuppressionList } from '../suppression/suppressionTypes';
import type { PlannedUpdate } from '../uploadTypes';
import type { ChunkSlice } from './chunkSlices';
import type { Ledger } from './ledger';
import { contentsGivenUp } from './listContents';
import { sidesOf } from './sides';
import type { StoredJob } from './store';

/**
 * The report of a job in its current state. Always holds: rows = blank + invalid + suppressed +
 * duplicates + sent + unsent (with several columns fields instead of rows), and sent = accepted +
 * refused + unknown; of an update also what `PreviousCounts` and `RemovedCounts` say. Requests in flight count
 * as unsent until they are answered or given up. `until`: the end while there is none yet, in
 * milliseconds since 1970.
 */
export function makeReport(job: StoredJob, ledger: Ledger, until: number): Report {
  const { target, options } = job;
  const totals = ledger.totals();
  const formatTotals = ledger.formatTotals();
  return compact<Report>({
    state: ledger.state === 'finished' || ledger.state === 'cancelled' ? ledger.state : 'failed',
    jobId: job.jobId,
    accountId: target.accountId,
    segmentId: target.segmentId,
    operation: options.operation,
    startedAt: iso(ledger.startedAt ?? until),
    finishedAt: iso(ledger.finishedAt ?? until),
    ...pick(job, ['rows', 'fields', 'blank', 'invalid', 'suppressed', 'duplicates']),
    ...totals,
    unsent: job.good - totals.sent,
    calls: ledger.requests,
    ...clearTimes(ledger),
    warnings: [
      ...ledger.warnings,
      ...startedOverNote(job),
      ...lostClearNote(ledger),
      ...resentNote(ledger),
    ],
    forms: options.forms === 'given' ? undefined : formatTotals,
    sides: sidesOf(options.operation, ledger),
    ...(job.update && {
      ...removedCounts(job.update, ledger),
      ...comparedFacts(job, ledger),
    }),
    suppression: job.suppression && suppressionReport(job.suppression, ledger),
    error: ledger.error,
  });
}

/** What an update removed, and its previous files. */
function removedCounts(
  { unchanged, counts, identifiers, allowed }: PlannedUpdate,
  ledger: Ledger,
): Pick<Report, 'unchanged' | 'removed' | 'previous' | 'allowed'> {
  return {
    unchanged,
    removed: removedOf(counts.removed, identifiers, ledger, false),
    previous: counts,
    allowed,
  };
}

/** What became of `identifiers` of so many people (`rows`): of those who left, or who are suppressed. */
function removedOf(
  rows: number,
  identifiers: number,
  ledger: Ledger,
  suppressed: boolean,
): RemovedCounts {
  const isTheirs = (slice: ChunkSlice): boolean => ledger.isSuppressed(slice) === suppressed;
  // Other spellings are those of the same people.
  const totals = ledger.totals((slice) => slice.format === 'every' && isTheirs(slice));
  return { rows, ...totals, unsent: identifiers - totals.sent };
}

function suppressionReport(plan: PlannedSuppression, ledger: Ledger): SuppressionReport {
  return compact<SuppressionReport>({
    ...pick(plan, ['people', 'inFiles', 'inPrevious', 'inOtherFormats', 'otherFormats']),
    ...pick(plan, ['compared', 'lacking', 'allowed']),
    lists: plan.lists.map(listReport),
    removed: removedOf(plan.removed, plan.identifiers, ledger, true),
  });
}

/** A suppression list as reports have it. */
export function listReport(list: ReadSuppressionList): SuppressionListReport {
  return compact<SuppressionListReport>({
    ...pick(list, LIST_FIELDS),
    writtenAt: iso(list.modifiedAt),
  });
}

const LIST_FIELDS = [
  'path',
  'failure',
  'people',
  'invalid',
  'notComparable',
  'compared',
  'suppressed',
] as const;

/** What an update wasn't compared with, and why. */
function comparedFacts(
  job: StoredJob,
  { state, finishedAt }: Ledger,
): Pick<Report, 'firstRun' | 'afterClear' | 'leftSince'> {
  const isLess = contentsGivenUp(job).length > 0;
  if (isLess) return { leftSince: state === 'finished' ? iso(finishedAt) : undefined };
  if (job.update?.files.length !== 0) return {};
  return { firstRun: true, afterClear: job.update.isCleared };
}

/** When the list was cleared, or may have been. */
export function clearTimes({
  clearedAt,
  maybeClearedAt,
}: Ledger): Pick<Report, 'cleared' | 'maybeCleared'> {
  return compact({ cleared: iso(clearedAt), maybeCleared: iso(maybeClearedAt) });
}

function startedOverNote({ options }: StoredJob): ProblemSummary[] {
  if (options.startsOver === undefined) return [];
  return [
    {
      code: 'started-over',
      type: 'unknown',
      title: t('Started over, because a suppression list had changed since the check.'),
    },
  ];
}

function lostClearNote({ maybeClearedAt }: Ledger): ProblemSummary[] {
  if (maybeClearedAt === undefined) return [];
  return [
    {
      code: 'clear-unknown',
      type: 'unknown',
      title: t(
        'The segment may have been cleared: the response to that request was lost. Resume the upload to fill the segment.',
      ),
    },
  ];
}

function resentNote(ledger: Ledger): ProblemSummary[] {
  if (ledger.resent === 0) return [];
  return [
    {
      code: 'sent-again',
      type: 'unknown',
      title: t(
        'Requests sent again because it wasn’t known whether they had taken effect: {0}. This is harmless if adding or removing the same identifiers twice has no further effect, which is likely but not documented.',
        count(ledger.resent),
      ),
    },
  ];
}

/** A time in ISO 8601, given in milliseconds since 1970; undefined without one. */
export function iso(at: number): string;
export function iso(at: number | undefined): string | undefined;
export function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** Codes of warnings that this extension adds to a report: the API said nothing of the kind. */
const OWN_NOTES: ReadonlySet<string | undefined> = new Set([
  'started-over',
  'sent-again',
  'clear-unknown',
  'file-changed-since',
  'no-counts',
  'counts-do-not-add-up',
  'not-kept',
]);

/** Whether a warning was added by this extension. */
export function isOwnNote({ code }: { code?: string }): boolean {
  return OWN_NOTES.has(code);
}

/**
 * Replaces the text of an API warning that can't be kept, as its code and title may quote an
 * identifier (see `ReplyTexts`).
 */
export function redactedWarningText(): string {
  return t('(text not kept: it may contain an identifier)');
}
