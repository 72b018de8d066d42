import { DEFAULT_OPTIONS, type Report } from '../../upload/types';
import { pausedBySignOut } from './messages';

/** How an upload ended, for who goes on by it. */
export type Outcome = 'finished' | 'refused-too-much' | 'failed' | 'cancelled';

/** `maxRefused`: the share of the rows that may be refused, 0 to 1. */
export function outcomeOf(report: Report, maxRefused?: number): Outcome {
  if (report.state !== 'finished') return report.state;
  return refusesTooMuch(report, maxRefused) ? 'refused-too-much' : 'finished';
}

/** The file's own bad rows stopped it before any call; what the API refuses is known only now. */
function refusesTooMuch(
  { rows, invalid, refused }: Report,
  maxRefused = DEFAULT_OPTIONS.maxRefused,
): boolean {
  return invalid + refused > rows * maxRefused;
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
  if (reports.some((report) => !report || (report.state === 'failed' && !pausedBySignOut(report))))
    return 'error';
  return reports.some((report) => report?.state === 'cancelled' || (report?.refused ?? 0) > 0)
    ? 'warning'
    : 'information';
}
