import { RETRYABLE_STATUSES } from '../../api/wire/requestContext';
import {
  BY_SENT_CODES,
  DENIED_CODES,
  INCOMPLETE_CODES,
  isBlocking,
  TEMPORARY_CODES,
  type ErrorSource,
} from '../../common/codes/toolCodes';
import type { StoredFailure } from '../../common/failure';
import type { Report } from '../../upload/jobTypes';
import { endOf, isEveryoneDone, ownSide } from '../../upload/journal/sides';
import { DEFAULT_OPTIONS } from '../../upload/uploadTypes';
import { pausedBySignOutText } from './messages';
import { mayHaveTaken } from './update/updateFigures';

/**
 * How an upload ended, for callers that continue depending on it. `blocked`: a safety check or a
 * missing confirmation stopped it before any request. `refused-too-much`: it was sent, and more
 * rows are invalid or rejected than allowed, or people who are removed. `incomplete`: part of it was
 * accepted, and another part was rejected as a whole, is unknown or wasn't sent, or the file of an update isn't
 * kept; resuming it helps. `denied`: Criteo denied access, or there is no session for it: only other
 * credentials or a permission help. `gave-up`: something temporary was in the way (the network, the rate
 * limit, a server error, another upload to the segment): running or resuming it later helps. `failed`: for any other reason.
 */
export const OUTCOMES = [
  'finished',
  'refused-too-much',
  'incomplete',
  'blocked',
  'denied',
  'gave-up',
  'failed',
  'cancelled',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * The exit code of an upload task: 0 finished; 1 failed, more invalid and rejected rows than
 * allowed, or not everyone was removed; 2 cancelled. Published: never change one. The
 * terminal has more: see `exitCodes.ts`.
 */
export function taskExitCode(outcome: Outcome): number {
  return outcome === 'finished' ? 0 : outcome === 'cancelled' ? 2 : 1;
}

const DENIED: ReadonlySet<string> = new Set(DENIED_CODES);
const TEMPORARY: ReadonlySet<string> = new Set(TEMPORARY_CODES);
const INCOMPLETE: ReadonlySet<string> = new Set(INCOMPLETE_CODES);
const BY_SENT: ReadonlySet<string> = new Set(BY_SENT_CODES);

/** Criteo's own, of OAuth: a token request can be rejected with any status. */
const API_DENIED: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_grant',
  'access_denied',
]);

/**
 * The outcome of a report. `maxInvalid`: the ratio (0–1) of non-blank rows, or fields, that may be
 * invalid or rejected. Too many invalid rows stopped the upload before any request; what Criteo rejects is
 * known only now.
 */
export function outcomeOf(report: Report, maxInvalid = DEFAULT_OPTIONS.maxRefused): Outcome {
  const { state, calls, error } = report;
  if (state === 'cancelled') return state;
  if (state === 'failed') {
    const outcome = error ? outcomeOfFailure(error) : state;
    const dependsOnSent = error?.source !== 'api' && BY_SENT.has(error?.code ?? '');
    if (calls === 0 || outcome === 'denied' || outcome === 'gave-up') return outcome;
    const hasTaken = mayHaveTaken(report);
    const isCleared = report.cleared !== undefined || report.maybeCleared !== undefined;
    // Of what an earlier run sent, Criteo rejected everything.
    if (outcome === 'blocked' && !hasTaken && !isCleared) return outcome;
    const { left, suppressed } = report.sides;
    const own = ownSide(report);
    const isLeft = (own.unsent === 0 && own.rejected > 0) || !isEveryoneDone({ left, suppressed });
    return hasTaken && (outcome === 'incomplete' || dependsOnSent || isLeft) ? 'incomplete' : state;
  }
  return ENDS[endOf(report, maxInvalid)];
}

const ENDS = { open: 'incomplete', rejected: 'refused-too-much', done: 'finished' } as const;

/**
 * The outcome of an upload without a report. Goes by what is stored of a failure, too. Criteo's code
 * may be the same word as one of ours, and then says nothing of what that means.
 */
export function outcomeOfFailure({
  code,
  source,
  status,
}: Pick<StoredFailure, 'code' | 'source' | 'status'>): Outcome {
  if (source !== 'api') {
    if (code === 'cancelled') return 'cancelled';
    if (isBlocking({ code, source })) return 'blocked';
    if (INCOMPLETE.has(code)) return 'incomplete';
  }
  if (isDenied(code, source, status)) return 'denied';
  return isTemporary(code, source, status) ? 'gave-up' : 'failed';
}

function isDenied(code: string, source: ErrorSource, status: number | undefined): boolean {
  // A proxy's 401, 403 or 407 says nothing about access to Criteo.
  if (source !== 'api' && code === 'proxy') return false;
  return (
    status === 401 ||
    status === 403 ||
    (source !== 'api' && DENIED.has(code)) ||
    (source !== 'tool' && (API_DENIED.has(code) || code.startsWith('authorization-')))
  );
}

function isTemporary(code: string, source: ErrorSource, status: number | undefined): boolean {
  return status === undefined
    ? source !== 'api' && TEMPORARY.has(code)
    : RETRYABLE_STATUSES.has(status);
}

/** Whether an upload changed the segment's identifiers, or may have. */
export function touchedList({
  sent,
  suppression,
  cleared,
  maybeCleared,
}: Pick<Report, 'sent' | 'suppression' | 'cleared' | 'maybeCleared'>): boolean {
  // Everyone in its file may be suppressed.
  const all = sent + (suppression?.removed.sent ?? 0);
  return all > 0 || cleared !== undefined || maybeCleared !== undefined;
}

/**
 * The severity for reporting the end of one upload or of several; undefined stands for an upload
 * without a report.
 */
export function severityOf(
  reports: readonly (Report | undefined)[],
): 'error' | 'warning' | 'information' {
  if (
    reports.some((report) => !report || (report.state === 'failed' && !pausedBySignOutText(report)))
  )
    return 'error';
  return reports.some(
    (report) =>
      report &&
      (report.state === 'cancelled' ||
        (report.state === 'finished' && !isEveryoneDone(report.sides))),
  )
    ? 'warning'
    : 'information';
}
