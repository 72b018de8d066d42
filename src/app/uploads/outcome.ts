import type { Failure } from '../../common/failure';
import { invalidRatio } from '../../upload/safetyChecks';
import { DEFAULT_OPTIONS, type Report } from '../../upload/uploadTypes';
import { pausedBySignOutText } from './messages';

/**
 * How an upload ended, for callers that continue depending on it. `blocked`: a safety check or a
 * missing confirmation stopped it before any request. `refused-too-much`: it was sent, and more
 * rows are invalid or rejected than allowed.
 */
export type Outcome = 'finished' | 'refused-too-much' | 'blocked' | 'failed' | 'cancelled';

const BLOCKING_CODES: ReadonlySet<string> = new Set([
  'too-many-refused',
  'nothing-to-send',
  'min-kept',
  'size-unknown',
  'protected',
  'not-confirmed',
  'conflict',
  'changed',
]);

/**
 * The outcome of a report. `maxInvalid`: the ratio (0–1) of non-blank rows that may be invalid or
 * rejected. Too many invalid rows stopped the upload before any request; what Criteo rejects is
 * known only now.
 */
export function outcomeOf(report: Report, maxInvalid = DEFAULT_OPTIONS.maxRefused): Outcome {
  const { state, rows, blank, invalid, refused, calls, error } = report;
  if (state === 'cancelled') return state;
  if (state === 'failed') return calls === 0 && error ? outcomeOfFailure(error) : state;
  return invalidRatio({ rows, blank, invalid: invalid + refused }) > maxInvalid
    ? 'refused-too-much'
    : 'finished';
}

/** The outcome of an upload without a report. */
export function outcomeOfFailure({ code }: Pick<Failure, 'code'>): Outcome {
  if (code === 'cancelled') return 'cancelled';
  return BLOCKING_CODES.has(code) ? 'blocked' : 'failed';
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
  return reports.some((report) => report?.state === 'cancelled' || (report?.refused ?? 0) > 0)
    ? 'warning'
    : 'information';
}
