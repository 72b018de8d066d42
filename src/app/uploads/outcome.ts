import type { Failure } from '../../common/failure';
import { invalidRatio } from '../../upload/safetyChecks';
import { DEFAULT_OPTIONS, type Report } from '../../upload/uploadTypes';
import { pausedBySignOutText } from './messages';

/**
 * How an upload ended, for who goes on by it. `blocked`: a guard or a missing confirmation stopped
 * it before any call. `refused-too-much`: it was sent, and more rows are invalid or rejected than
 * is allowed.
 */
export type Outcome = 'finished' | 'refused-too-much' | 'blocked' | 'failed' | 'cancelled';

const BLOCKS: ReadonlySet<string> = new Set([
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
 * The end that a report tells. `maxInvalid`: the ratio 0–1 of rows that may be invalid or rejected,
 * blank ones left out: the file's own stopped it before any call, what the API rejects is known only
 * now.
 */
export function outcomeOf(report: Report, maxInvalid = DEFAULT_OPTIONS.maxRefused): Outcome {
  const { state, rows, blank, invalid, refused, calls, error } = report;
  if (state === 'cancelled') return state;
  if (state === 'failed') return calls === 0 && error ? outcomeOfFailure(error) : state;
  return invalidRatio({ rows, blank, invalid: invalid + refused }) > maxInvalid
    ? 'refused-too-much'
    : 'finished';
}

/** The end of an upload that came to no report. */
export function outcomeOfFailure({ code }: Pick<Failure, 'code'>): Outcome {
  if (code === 'cancelled') return 'cancelled';
  return BLOCKS.has(code) ? 'blocked' : 'failed';
}

/** Whether an upload changed the list, or may have. */
export function touchedList({
  sent,
  cleared,
  maybeCleared,
}: Pick<Report, 'sent' | 'cleared' | 'maybeCleared'>): boolean {
  return sent > 0 || cleared !== undefined || maybeCleared !== undefined;
}

/**
 * How loud an end is told, of one upload or of several together; undefined: there is not even a
 * report.
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
