import { t } from '@vscode/l10n';
import { isBlocking, type ToolCode } from '../../common/codes/toolCodes';
import { rowsText } from '../../common/counts';
import type { StoredFailure } from '../../common/failure';
import { clock, count, percent, plural, utcAndLocal } from '../../common/format';
import { fileNameOf } from '../../common/messageText';
import { optionName } from '../../common/optionNames';
import { OutsideText } from '../../common/outsideText';
import { present } from '../../common/records';
import { formatLabel } from '../../identifiers/formatLabel';
import { VALUE_FORMATS, type ValueFormat } from '../../identifiers/identifierTypes';
import { valuesIn } from '../../upload/fieldsRead';
import type { JobSummary, Progress, Report } from '../../upload/jobTypes';
import { ownSide, rejectedSide } from '../../upload/journal/sides';
import { liveAround, nextComputation } from '../../upload/schedule';
import { noOneToRemoveText } from './plan/noOneToRemove';
import { gapOf, isBlocked, isOutdated } from './standing';
import { mayHaveTaken } from './update/updateFigures';
import { removedTexts } from './update/updateReport';
import { WORDS } from './words/operationWords';
import { suppressedPart, valueWords } from './words/valueWords';
import { answeredText, waitText } from './words/waitWords';

/** `account · retailer · segment`: the same segment name can exist for twelve retailers. */
export function targetLabel(names: TargetNames): OutsideText {
  return OutsideText.join([names.account, names.retailer, names.segment], ' · ');
}

export interface TargetNames {
  account?: OutsideText;
  retailer?: OutsideText;
  segment: OutsideText;
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
    'Criteo next computes audiences at {0}. Changes go live around {1}, about five hours later (not confirmed by Criteo).',
    utcAndLocal(next),
    clock(liveAround(next)),
  );
}

/** A message of `withFileName` without the name, where that stands beside it. */
export function withoutFileName(message: string, file: { uri: string } | undefined): string {
  const name = file ? t('{0}: {1}', fileNameOf(file.uri), '') : '';
  return message.startsWith(name) ? message.slice(name.length) : message;
}

/** What an upload is doing now. `now`: milliseconds since 1970. */
export function progressText(progress: Progress, now: number): string {
  if (progress.stopping) return stoppingText(progress);
  if (progress.wait)
    return present([
      waitText({ ...progress, wait: progress.wait }, now),
      progress.callsUnknown > 0 && answersOf(progress),
    ]).join(' · ');
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
      return t('{0} sent, {1}', count(progress.sent), answersOf(progress));
  }
}

function answersOf({ callsDone, callsTotal, callsUnknown }: Progress): string {
  return answeredText(callsDone, callsTotal, callsUnknown);
}

function stoppingText({ stopping, inFlight }: Progress): string {
  if (stopping === 'cancelled') {
    if (inFlight === 0) return t('Cancelling…');
    return plural(inFlight, {
      one: t('Cancelling, waiting for {0} answer', count(inFlight)),
      other: t('Cancelling, waiting for {0} answers', count(inFlight)),
    });
  }
  if (inFlight === 0) return t('Stopping…');
  return plural(inFlight, {
    one: t('Stopping, waiting for {0} answer', count(inFlight)),
    other: t('Stopping, waiting for {0} answers', count(inFlight)),
  });
}

/** An upload in one short line for a list. */
export function jobText(job: JobSummary, now: number): string {
  const text = isBlocked(job) ? t('blocked by a safety check') : stateText(job, now);
  return isOutdated(job) || isBlocked(job) ? t('{0}; can’t be resumed, start over', text) : text;
}

function stateText(job: JobSummary, now: number): string {
  const { progress } = job;
  const responses = answersOf(progress);
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
  const { people, done } = ownSide(report);
  return done === people
    ? t('finished: {0} accepted', count(done))
    : t('finished: {0} of {1} accepted', count(done), count(people));
}

/**
 * The result in one notification or line: two short sentences, and a failure's own message. `file`
 * and `target` must be formatted for that place. `now`: when it ended, in milliseconds since 1970.
 * `files`: how many there are.
 */
export function resultText(
  report: Report,
  file: string,
  target: string,
  now: number,
  files = 1,
): string {
  const { state, error, maybeCleared } = report;
  if (state === 'finished' && report.operation === 'remove' && report.sent + report.unsent === 0)
    return `${noOneToRemoveText(file, files)} ${t('Nothing was sent.')}`;
  const answers = [...removedTexts(report), ...answersText(report)];
  if (state === 'finished') {
    return present([
      inOneSentence([outcomeText(report, target), ...answers, notSentText(report)]),
      mayHaveTaken(report) &&
        t('In campaigns from about {0}.', clock(liveAround(nextComputation(now)))),
    ]).join(' ');
  }
  const isSignedOut = pausedBySignOutText(report);
  return present([
    inOneSentence([unfinishedText(report, file, target), ...answers]),
    maybeCleared && maybeClearedText(maybeCleared),
    isSignedOut && t('Sign in again, then resume the upload.'),
    state === 'cancelled' && leavesGap(report) && t('Resume the upload to fill it.'),
    !isSignedOut && error?.message,
  ]).join(' ');
}

/**
 * What was accepted, as a heading or the beginning of a sentence. `target` must be formatted for
 * that place. A removal is called accepted, not done: Criteo doesn't say whether the people were in
 * the segment. The caveat about added ones is next to the figures.
 */
export function outcomeText(
  { state, operation, suppression, ...report }: Report,
  target: string,
): string {
  const { people: all, done: accepted, unknown } = ownSide(report);
  // Everyone in the file is suppressed.
  if (all === 0 && suppression?.removed.rows) return t('Nothing to add to {0}', target);
  if (accepted === 0 && unknown > 0)
    return t('{0} of {1} for {2} unknown', count(unknown), count(all), target);
  if (accepted === 0) return t('Criteo accepted none of {0} for {1}', count(all), target);
  const n =
    state === 'finished' || accepted === all
      ? count(accepted)
      : t('{0} of {1}', count(accepted), count(all));
  return WORDS[operation].done(n, target);
}

/** Whether a Replace cleared the segment and then didn't fill it. */
function leavesGap(report: Report): boolean {
  // What it sent is no longer in the segment: the error says so.
  if (report.error?.code === 'list-emptied') return false;
  return gapOf({ ...report, report }, report.unknown) === 'incomplete';
}

function unfinishedText(report: Report, file: string, target: string): string {
  const { state, cleared, sent, error } = report;
  const { people, done } = ownSide(report);
  const values = [file, target, count(done), count(people)];
  if (leavesGap(report))
    return t(
      'The segment is incomplete: {0} → {1}, {2} of {3} accepted since it was cleared at {4}',
      ...values,
      clock(Date.parse(cleared ?? '')),
    );
  if (pausedBySignOutText(report))
    return t('Paused because you signed out: {0} → {1}, {2} of {3} accepted', ...values);
  if (state === 'cancelled')
    return sent === 0
      ? t('Cancelled: {0} → {1}, nothing was sent', file, target)
      : t('Cancelled: {0} → {1}, {2} of {3} accepted', ...values);
  if (sent === 0 && error && saysThatNothingWasSent(error))
    return t('Not finished: {0} → {1}', file, target);
  return sent === 0
    ? t('Not finished: {0} → {1}, nothing was sent', file, target)
    : t('Not finished: {0} → {1}, {2} of {3} accepted', ...values);
}

/** Failures besides safety checks that say themselves that nothing was sent, if that is so. */
const SAY_SO: ReadonlySet<string> = new Set<ToolCode>([
  'file-changed',
  'journal-full',
  'list-changed',
  'not-kept',
  'records-unreadable',
  'size-unknown',
]);

function saysThatNothingWasSent(error: StoredFailure): boolean {
  return isBlocking(error) || (error.source !== 'api' && SAY_SO.has(error.code));
}

/** What Criteo answered besides `accepted`. */
export function answersText(report: Pick<Report, 'sides'>): string[] {
  const { rejected, unknown } = ownSide(report);
  return present([
    rejected > 0 && t('{0} rejected', count(rejected)),
    unknown > 0 && t('{0} unknown', count(unknown)),
  ]);
}

/** Whose rows, or fields, weren't sent: of those who are suppressed or invalid; undefined if there are none. */
export function notSentText(report: Report): string | undefined {
  const { invalid, suppressed = 0, suppression } = report;
  // Of those who are removed, it is said.
  const isSaid = suppressed === 0 || (suppression?.removed.rows ?? 0) > 0;
  const texts = present([
    !isSaid && t('{0} suppressed', count(suppressed)),
    invalid > 0 && valueWords(report).invalid(invalid),
  ]);
  return texts.length > 0 ? texts.join(', ') : undefined;
}

function inOneSentence(parts: readonly (string | undefined)[]): string {
  return `${present(parts).join(', ')}.`;
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

/** The rows of a report as a sum, or its fields. */
export function rowsEquation(report: Report): string {
  const { rows, blank, invalid, suppressed, duplicates, sent, unsent } = report;
  return valueWords(report).sum(
    ...[valuesIn(report), blank, invalid].map(count),
    suppressedPart(suppressed),
    ...[duplicates, sent, unsent].map(count),
    rowsText(rows),
  );
}

/** `maxInvalid`: a ratio, 0–1, which one of its sides exceeds. */
export function tooManyInvalidText(report: Report, maxInvalid: number): string {
  const side = rejectedSide(report, maxInvalid);
  const limit = [percent(maxInvalid), optionName('maxInvalid')] as const;
  if (side === 'left' || side === 'suppressed') {
    const { rejected = 0, people = 0 } = report.sides[side] ?? {};
    const values = [count(rejected), count(people), ...limit];
    return side === 'left'
      ? t(
          'Criteo rejected too many of the people who left: {0} of {1}; at most {2} are allowed ({3}). They may still be in the segment.',
          ...values,
        )
      : t(
          'Criteo rejected too many of the suppressed people: {0} of {1}; at most {2} are allowed ({3}). They may still be in the segment.',
          ...values,
        );
  }
  return valueWords(report).tooManyInvalid(
    count(report.invalid + ownSide(report).rejected),
    count(valuesIn(report) - report.blank),
    ...limit,
  );
}
