import { t } from '@vscode/l10n';
import type { ProblemSummary } from '../../api/apiTypes';
import { count } from '../../common/format';
import type { Report } from '../jobTypes';
import { usedPermissions } from '../update/updateRisks';
import { DEFAULT_UPDATE, type PlannedUpdate } from '../uploadTypes';
import { isOtherSpelling } from './chunkSlices';
import type { Ledger } from './ledger';
import { contentsGivenUp } from './listContents';
import type { StoredJob } from './store';

/**
 * The report of a job in its current state. Always holds: rows = blank + invalid + duplicates +
 * sent + unsent (with several columns fields instead of rows), and sent = accepted + refused +
 * unknown; of an update also what `PreviousCounts` and `RemovedCounts` say. Requests in flight count
 * as unsent until they are answered or given up. `until`: the end while there is none yet, in
 * milliseconds since 1970.
 */
export function makeReport(job: StoredJob, ledger: Ledger, until: number): Report {
  const { target, options } = job;
  const totals = ledger.totals();
  const formatTotals = ledger.formatTotals();
  return {
    state: ledger.state === 'finished' || ledger.state === 'cancelled' ? ledger.state : 'failed',
    jobId: job.jobId,
    accountId: target.accountId,
    segmentId: target.segmentId,
    operation: options.operation,
    startedAt: iso(ledger.startedAt ?? until),
    finishedAt: iso(ledger.finishedAt ?? until),
    rows: job.rows,
    ...(job.fields !== undefined && { fields: job.fields }),
    blank: job.blank,
    invalid: job.invalid,
    duplicates: job.duplicates,
    ...totals,
    unsent: job.good - totals.sent,
    calls: ledger.requests,
    ...clearTimes(ledger),
    warnings: [...ledger.warnings, ...lostClearNote(ledger), ...resentNote(ledger)],
    ...(options.forms !== 'given' && { forms: formatTotals }),
    ...(job.update && {
      ...removedCounts(job.update, ledger),
      ...comparedFacts(job, ledger),
      ...allowedIn(job),
    }),
    ...(ledger.error !== undefined && { error: ledger.error }),
  };
}

/** What an update removed, and its previous files. */
function removedCounts(
  { unchanged, counts, identifiers }: PlannedUpdate,
  ledger: Ledger,
): Pick<Report, 'unchanged' | 'removed' | 'previous'> {
  const totals = ledger.removedTotals();
  return {
    unchanged,
    removed: {
      rows: counts.removed,
      ...totals,
      unsent: identifiers - totals.sent,
      ...(ledger.openRequests(isOtherSpelling) > 0 && { otherSpellingsOpen: true as const }),
    },
    previous: counts,
  };
}

/** What an update wasn't compared with, and why. */
function comparedFacts(
  job: StoredJob,
  { state, finishedAt }: Ledger,
): Pick<Report, 'firstRun' | 'afterClear' | 'leftSince'> {
  const isLess = contentsGivenUp(job).length > 0;
  if (isLess)
    return state === 'finished' && finishedAt !== undefined ? { leftSince: iso(finishedAt) } : {};
  if (job.update?.files.length !== 0) return {};
  return { firstRun: true, ...(job.update.isCleared && { afterClear: true }) };
}

function allowedIn(job: StoredJob): Pick<Report, 'allowed'> {
  const allowed = usedPermissions(job, job.options.update ?? DEFAULT_UPDATE);
  return allowed.length > 0 ? { allowed } : {};
}

/** When the list was cleared, or may have been. */
export function clearTimes({
  clearedAt,
  maybeClearedAt,
}: Ledger): Pick<Report, 'cleared' | 'maybeCleared'> {
  return {
    ...(clearedAt !== undefined && { cleared: iso(clearedAt) }),
    ...(maybeClearedAt !== undefined && { maybeCleared: iso(maybeClearedAt) }),
  };
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
        'Requests sent again because they got no response: {0}. This is harmless if adding or removing the same identifiers twice has no further effect, which is likely but not documented.',
        count(ledger.resent),
      ),
    },
  ];
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Codes of warnings that this extension adds to a report: the API said nothing of the kind. */
const OWN_NOTES: ReadonlySet<string | undefined> = new Set([
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
