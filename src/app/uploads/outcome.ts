import { RETRYABLE_STATUSES } from '../../api/wire/requestContext';
import type { Failure } from '../../common/failure';
import type { Report } from '../../upload/jobTypes';
import { invalidRatio } from '../../upload/safetyChecks';
import { DEFAULT_OPTIONS } from '../../upload/uploadTypes';
import { pausedBySignOutText } from './messages';
import { leavesRemoves } from './update/updateReport';

/**
 * How an upload ended, for callers that continue depending on it. `blocked`: a safety check or a
 * missing confirmation stopped it before any request. `refused-too-much`: it was sent, and more
 * rows are invalid or rejected than allowed. `incomplete`: an update added its file, but not everyone
 * who left was removed, or its file isn't kept; resuming it helps. `denied`: Criteo denied access, or there is no session
 * for it: only other credentials or a permission help. `gave-up`: something temporary was in the
 * way (the network, the rate limit, a server error, another upload to the segment): running or
 * resuming it later helps. `failed`: for any other reason.
 */
export type Outcome =
  | 'finished'
  | 'refused-too-much'
  | 'incomplete'
  | 'blocked'
  | 'denied'
  | 'gave-up'
  | 'failed'
  | 'cancelled';

const BLOCKING_CODES: ReadonlySet<string> = new Set([
  'too-many-refused',
  'nothing-to-send',
  'min-kept',
  'size-unknown',
  'max-removed',
  'previous-unknown',
  'other-list',
  'other-formats',
  'other-file',
  'invalid-grew',
  'cut-off',
  'protected',
  'not-confirmed',
  'conflict',
  'changed',
  'superseded',
  'not-undoable',
]);

const DENIED_CODES: ReadonlySet<string> = new Set([
  'signed-out',
  'other-session',
  'credentials',
  'permission',
  // Of OAuth: a token request can be rejected with any status.
  'invalid_client',
  'unauthorized_client',
  'invalid_grant',
  'access_denied',
]);

/** Where there was no reply, or no request. */
const TEMPORARY_CODES: ReadonlySet<string> = new Set(['network', 'stalled', 'put-off', 'locked']);

/**
 * The outcome of a report. `maxInvalid`: the ratio (0–1) of non-blank rows, or fields, that may be
 * invalid or rejected. Too many invalid rows stopped the upload before any request; what Criteo rejects is
 * known only now.
 */
export function outcomeOf(report: Report, maxInvalid = DEFAULT_OPTIONS.maxRefused): Outcome {
  const { state, invalid, accepted, refused, unknown, calls, error } = report;
  if (state === 'cancelled') return state;
  if (state === 'failed') {
    const outcome = error ? outcomeOfFailure(error) : state;
    const isNotKept = error?.code === 'not-kept';
    if (calls === 0 || outcome === 'denied' || outcome === 'gave-up') return outcome;
    const hasAdded = accepted + unknown > 0;
    return hasAdded && (outcome === 'incomplete' || isNotKept || leavesRemoves(report))
      ? 'incomplete'
      : state;
  }
  if (leavesRemoves(report)) return 'incomplete';
  return invalidRatio({ ...report, invalid: invalid + refused }) > maxInvalid
    ? 'refused-too-much'
    : 'finished';
}

/** The outcome of an upload without a report. Goes by what is stored of a failure, too. */
export function outcomeOfFailure({ code, status }: Pick<Failure, 'code' | 'status'>): Outcome {
  if (code === 'cancelled') return 'cancelled';
  if (BLOCKING_CODES.has(code)) return 'blocked';
  if (code === 'adds-open') return 'incomplete';
  if (isDenied(code, status)) return 'denied';
  return isTemporary(code, status) ? 'gave-up' : 'failed';
}

function isDenied(code: string, status: number | undefined): boolean {
  // A proxy's 401, 403 or 407 says nothing about access to Criteo.
  if (code === 'proxy') return false;
  return (
    status === 401 || status === 403 || DENIED_CODES.has(code) || code.startsWith('authorization-')
  );
}

function isTemporary(code: string, status: number | undefined): boolean {
  // With a status, the code is the API's own, whatever it means there.
  return status === undefined ? TEMPORARY_CODES.has(code) : RETRYABLE_STATUSES.has(status);
}

/** Whether an upload changed the segment's identifiers, or may have. */
export function touchedList({
  sent,
  cleared,
  maybeCleared,
}: Pick<Report, 'sent' | 'cleared' | 'maybeCleared'>): boolean {
  return sent > 0 || cleared !== undefined || maybeCleared !== undefined;
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
        report.refused + (report.removed?.refused ?? 0) > 0 ||
        leavesRemoves(report)),
  )
    ? 'warning'
    : 'information';
}
