import { t } from '@vscode/l10n';
import { duplicatesText, requestsText } from '../../common/counts';
import { clock, count, dateTime, duration, percent, plural, utcClock } from '../../common/format';
import { optionName } from '../../common/optionNames';
import { OutsideText } from '../../common/outsideText';
import { VALUE_FORMATS, type ValueFormat } from '../../identifiers/identifierTypes';
import type { JobSummary, Operation, Progress, Report } from '../../upload/uploadTypes';
import { liveAround, nextComputation } from './schedule';

/** Drops everything but non-empty strings, so that callers can write `condition && text`. */
export function nonEmptyTexts(texts: readonly (string | number | false | undefined)[]): string[] {
  return texts.filter((text): text is string => typeof text === 'string' && text !== '');
}

/** `account · retailer · segment`: the same segment name can exist for twelve retailers. */
export function targetLabel(names: TargetNames): OutsideText {
  return OutsideText.join([names.account, names.retailer, names.segment], ' · ');
}

export interface TargetNames {
  account?: OutsideText;
  retailer?: OutsideText;
  segment: OutsideText;
}

export function operationLabel(operation: Operation): string {
  return { add: t('Add'), remove: t('Remove'), replace: t('Replace') }[operation];
}

export function operationDetail(operation: Operation): string {
  return {
    add: t('Keeps existing identifiers'),
    remove: t('Removes the identifiers in this file'),
    replace: t('Clears the segment, then adds this file'),
  }[operation];
}

/** A button that says what it does. `anyway`: despite invalid rows. */
export function actionLabel(operation: Operation, identifiers: number, anyway: boolean): string {
  const n = count(identifiers);
  if (anyway) {
    return {
      add: t('Add the Other {0} Anyway', n),
      remove: t('Remove the Other {0} Anyway', n),
      replace: t('Replace with the Other {0} Anyway', n),
    }[operation];
  }
  return { add: t('Add {0}', n), remove: t('Remove {0}', n), replace: t('Replace with {0}', n) }[
    operation
  ];
}

export function formatLabel(form: ValueFormat): string {
  return {
    plain: t('plain'),
    md5: 'MD5',
    sha256: 'SHA-256',
    sha256ofMd5: t('SHA-256 of MD5'),
    mobileId: t('mobile advertising ID'),
    cookieId: t('cookie ID'),
    opaque: t('opaque ID'),
  }[form];
}

/** For example `plain 1,200, SHA-256 3`, the most frequent first. */
export function formatsLabel(byForm: Partial<Record<ValueFormat, number>>): string {
  return VALUE_FORMATS.filter((form) => byForm[form])
    .sort((a, b) => (byForm[b] ?? 0) - (byForm[a] ?? 0))
    .map((form) => `${formatLabel(form)} ${count(byForm[form] ?? 0)}`)
    .join(', ');
}

/** The next computation after `at`, in UTC and local time, and when changes go live. */
export function computationText(at: number): string {
  const next = nextComputation(at);
  return t(
    'Criteo next computes audiences at {0} UTC ({1} local time). Changes go live around {2}, about five hours later (not confirmed by Criteo).',
    utcClock(next),
    clock(next),
    clock(liveAround(next)),
  );
}

/** What an upload is doing now. `now`: milliseconds since 1970. */
export function progressText(progress: Progress, now: number): string {
  if (progress.stopping) return stoppingText(progress);
  if (progress.wait) return waitText(progress, now);
  switch (progress.phase) {
    case 'reading':
      return plural(progress.rowsRead, {
        one: t('Checked {0} row', count(progress.rowsRead)),
        other: t('Checked {0} rows', count(progress.rowsRead)),
      });
    case 'clearing':
      return t('Clearing the segment…');
    case 'waiting':
      return t('Waiting…');
    case 'sending':
      return t(
        '{0} sent, {1} of {2}',
        count(progress.sent),
        count(progress.callsDone),
        requestsText(progress.callsTotal),
      );
  }
}

function stoppingText({ stopping, inFlight }: Progress): string {
  if (stopping === 'cancelled') {
    if (inFlight === 0) return t('Cancelling…');
    return plural(inFlight, {
      one: t('Cancelling, waiting for {0} response', count(inFlight)),
      other: t('Cancelling, waiting for {0} responses', count(inFlight)),
    });
  }
  if (inFlight === 0) return t('Stopping…');
  return plural(inFlight, {
    one: t('Stopping, waiting for {0} response', count(inFlight)),
    other: t('Stopping, waiting for {0} responses', count(inFlight)),
  });
}

function waitText({ wait, waitUntil }: Progress, now: number): string {
  const remaining = waitUntil === undefined ? undefined : duration(waitUntil - now);
  switch (wait) {
    case 'limit':
      return remaining === undefined
        ? t('Paused: API rate limit reached')
        : t('Paused: API rate limit reached, resuming in {0}', remaining);
    case 'network':
      return remaining === undefined
        ? t('Paused: no connection')
        : t('Paused: no connection, retrying in {0}', remaining);
    case 'noResponse':
      return remaining === undefined
        ? t('Paused: no response from Criteo')
        : t('Paused: no response from Criteo, retrying in {0}', remaining);
    case 'serverError':
      return remaining === undefined
        ? t('Paused: Criteo had a server error')
        : t('Paused: Criteo had a server error, retrying in {0}', remaining);
    case 'queue':
      return t('Waiting for another upload to the same segment');
    default:
      return t('Paused: signed out');
  }
}

/** An upload in one short line for a list. */
export function jobText(job: JobSummary, now: number): string {
  const { progress } = job;
  const responses = t(
    '{0} of {1} answered',
    count(progress.callsDone),
    requestsText(progress.callsTotal),
  );
  const cleared = job.cleared
    ? t('cleared at {0}', clock(Date.parse(job.cleared)))
    : job.maybeCleared && t('may have been cleared at {0}', clock(Date.parse(job.maybeCleared)));
  const incomplete = !cleared ? responses : `${cleared}, ${responses}`;
  if (job.elsewhere) return t('in another window or terminal: {0}', incomplete);
  switch (job.state) {
    case 'planned':
      return t('checked, {0} to send', count(job.counts.good));
    case 'queued':
      return t('waiting for another upload to the same segment');
    case 'running':
    case 'paused':
      return progressText(progress, now);
    case 'finished':
      return finishedDetail(job.report);
    case 'cancelled':
      return t('cancelled: {0}', incomplete);
    case 'failed':
      return t(
        'failed: {0}',
        job.report
          ? incomplete
          : [cleared, t('the upload record can’t be read')].filter(Boolean).join(', '),
      );
    case 'interrupted':
      return t('interrupted: {0}', incomplete);
  }
}

function finishedDetail(report: Report | undefined): string {
  if (report === undefined) return t('finished');
  const { accepted, sent } = report;
  const rows =
    accepted === sent
      ? t('finished: {0} accepted', count(accepted))
      : t('finished: {0} of {1} accepted', count(accepted), count(sent));
  return [rows, formatsLeftOut(report)].filter(Boolean).join(', ');
}

/**
 * For a removal in all hash formats: identifiers that may still be in the segment in another
 * format.
 */
function formatsLeftOut({ forms = [] }: Report): string | undefined {
  const notAccepted = forms.reduce((sum, { sent, accepted }) => sum + sent - accepted, 0);
  return notAccepted > 0
    ? t('{0} not accepted in other hash formats', count(notAccepted))
    : undefined;
}

/**
 * The result in one notification or line, with counts. `file` and `target` must be formatted for
 * that place.
 */
export function resultText(report: Report, file: string, target: string, now: number): string {
  const { state, error, sent, cleared, maybeCleared } = report;
  const paused = pausedBySignOutText(report);
  return nonEmptyTexts([
    state === 'finished' && finishedText(report, file, target),
    paused &&
      t(
        'Paused because you signed out: {0} → {1}. Sign in again, then resume the upload in the Uploads view.',
        file,
        target,
      ),
    state === 'cancelled' && t('Cancelled: {0} to {1}.', file, target),
    state === 'failed' && !paused && t('Not finished: {0} to {1}.', file, target),
    state === 'failed' && !paused && error?.message,
    state !== 'finished' && sentText(report),
    leftOut(report),
    state !== 'finished' &&
      cleared &&
      t('Incomplete: the segment was cleared at {0}.', clock(Date.parse(cleared))),
    maybeCleared && maybeClearedText(maybeCleared),
    sent > 0 && !paused && computationText(now),
  ]).join(' ');
}

/** `at`: ISO 8601. */
export function maybeClearedText(at: string): string {
  return t(
    'The segment may have been cleared at {0}: the response to that request was lost.',
    clock(Date.parse(at)),
  );
}

/** Whether a sign-out stopped it: the user's own action, not a failure. */
export function pausedBySignOutText({ state, error }: Report): boolean {
  return state === 'failed' && error?.code === 'signed-out';
}

function finishedText(report: Report, file: string, target: string): string {
  const values = [file, target, count(report.sent), count(report.accepted)];
  switch (report.operation) {
    case 'add':
      return t(
        '{0} → {1}: {2} sent to add, {3} accepted (well-formed; Criteo doesn’t say whether they match).',
        ...values,
      );
    case 'remove':
      return t(
        '{0} → {1}: {2} sent to remove, {3} accepted (well-formed; Criteo doesn’t say whether they were in the segment).',
        ...values,
      );
    case 'replace':
      return t(
        '{0} → {1}: segment cleared, then {2} sent, {3} accepted (well-formed; Criteo doesn’t say whether they match).',
        ...values,
      );
  }
}

function sentText(report: Report): string {
  return report.sent === 0
    ? report.maybeCleared
      ? t('No identifier was sent.')
      : t('Nothing was sent.')
    : t('{0} sent, {1} not sent.', count(report.sent), count(report.unsent));
}

function leftOut(report: Report): string {
  const counts = nonEmptyTexts([
    report.refused && t('{0} rejected by Criteo', count(report.refused)),
    report.unknown && t('{0} unknown (no count or no response from Criteo)', count(report.unknown)),
    formatsLeftOut(report),
    report.invalid && t('{0} invalid', count(report.invalid)),
    report.duplicates && duplicatesText(report.duplicates),
    report.blank && t('{0} blank', count(report.blank)),
  ]);
  return counts.length ? t('Also: {0}.', counts.join(', ')) : '';
}

/** The rows of a report as a sum. */
export function rowsEquation(report: Report): string {
  const { rows, blank, invalid, duplicates, sent, unsent } = report;
  return t(
    'Rows: {0} = {1} blank + {2} invalid + {3} duplicate + {4} sent + {5} not sent',
    ...[rows, blank, invalid, duplicates, sent, unsent].map(count),
  );
}

/** `maxInvalid`: a ratio, 0–1. */
export function tooManyInvalidText(
  { rows, blank, invalid, refused }: Report,
  maxInvalid: number,
): string {
  return t(
    'Too many rows were invalid or rejected: {0} of {1}; at most {2} are allowed ({3}). What Criteo accepted isn’t undone.',
    count(invalid + refused),
    count(rows - blank),
    percent(maxInvalid),
    optionName('maxInvalid'),
  );
}

/** Says that the same identifiers were uploaded before. `since`: ISO 8601. */
export function unchangedText(since: string): string {
  return t(
    'The same identifiers were uploaded to this segment on {0}, and nothing has changed it from here since. There is nothing to send.',
    dateTime(Date.parse(since)),
  );
}
