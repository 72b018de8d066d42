import { t } from '@vscode/l10n';
import { segmentsText } from '../../../common/counts';
import { fileNames } from '../../../common/fileName';
import { count, dateTime, percent, timeAgo } from '../../../common/format';
import { present } from '../../../common/records';
import type { JobSummary } from '../../../upload/jobTypes';
import type { Operation } from '../../../upload/uploadTypes';
import { targetLabel, type TargetNames } from '../messages';
import { percentAnswered, percentText, timeLeft, timeLeftText } from '../page/progressSection';
import { figuresOf, isBlocked, isOutdated, isWaiting } from '../standing';
import { changeMade, changeText } from '../update/updateFigures';
import { WORDS } from '../words/operationWords';
import { shortWaitText } from '../words/waitWords';
import type { UploadRow } from './uploadRows';

/** What a row of the Uploads view shows besides its jobs. Times in milliseconds since 1970. */
export interface UploadRowInput {
  readonly row: UploadRow;
  /** Of each job, in their order. */
  readonly names: readonly TargetNames[];
  /** Identifiers that Resume would send; undefined if that isn't known. */
  readonly left?: number;
  /** When it was first seen in progress, and how many requests had been answered by then. */
  readonly pace?: { at: number; answered: number };
  /** When it was undone. */
  readonly undoneAt?: number;
  readonly now: number;
}

/** The name of the segment, or how many there are. */
export function rowLabel({ row: { jobs }, names }: UploadRowInput): string {
  const [job] = jobs;
  if (jobs.length > 1) return segmentsText(jobs.length);
  // An unreadable record may lack even that.
  return names[0].segment.forTree() || t('Upload from {0}', dateTime(Date.parse(job.plannedAt)));
}

/** What became of it, short enough for a narrow sidebar: `62% · 3 min left`, `+600 · 2 h ago`. */
export function rowDescription(input: UploadRowInput): string {
  return present([...stateTexts(input, signedText), timeText(input)]).join(' · ');
}

/** The row in words, for screen readers: operation, outcome, files and target. */
export function rowSpoken(input: UploadRowInput): string {
  const { row, names } = input;
  const [job] = row.jobs;
  const target =
    row.jobs.length > 1 ? names[0].account?.forTree() : targetLabel(names[0]).forTree();
  return present([
    rowLabel(input),
    WORDS[job.operation].label(),
    ...stateTexts(input, acceptedText),
    timeText(input),
    fileNames(job.files).forTree(),
    target,
  ]).join(', ');
}

/** When the last of its jobs ended; undefined while it isn't over. */
export function endOf({ jobs }: UploadRow): number | undefined {
  const ends = jobs.flatMap(({ finishedAt, report }) => finishedAt ?? report?.finishedAt ?? []);
  return ends.length > 0 ? Math.max(...ends.map((end) => Date.parse(end))) : undefined;
}

/** Of a row that is over. One that was cut off says what is left instead. */
function timeText({ row, now }: UploadRowInput): string | undefined {
  switch (row.state) {
    case 'failed':
    case 'cancelled':
    case 'partly':
    case 'done': {
      const end = endOf(row);
      return end === undefined ? undefined : timeAgo(end, now);
    }
    default:
      return undefined;
  }
}

type FigureText = (accepted: number, sent: number, operation: Operation) => string;

function stateTexts(input: UploadRowInput, figureText: FigureText): string[] {
  const { row, left } = input;
  const { jobs, state } = row;
  switch (state) {
    case 'running':
      return present([...runningTexts(input), placeText(row)]);
    case 'paused':
      return present([
        shortWaitText(runningJob(row).progress),
        percentText(figuresOf(jobs)),
        placeText(row),
      ]);
    case 'planned':
    case 'waiting':
      return present([
        t('waiting'),
        count(figureOf(jobs, ({ counts }) => counts.good)),
        placeText(row),
      ]);
    case 'incomplete':
      if (left === undefined) return [t('incomplete')];
      return [
        jobs.every(({ startedAt }) => startedAt === undefined)
          ? t('not started, {0} left', count(left))
          : t('incomplete, {0} left', count(left)),
      ];
    case 'failed':
      if (jobs.every(isBlocked)) return [t('blocked, start over')];
      if (jobs.every(isOutdated)) return [t('failed, start over')];
      return [left === undefined ? t('failed') : t('failed, {0} left', count(left))];
    case 'cancelled':
      if (jobs.every(isOutdated)) return [t('cancelled, start over')];
      return [left === undefined ? t('cancelled') : t('cancelled, {0} left', count(left))];
    case 'unreadable':
      return [t('the record can’t be read')];
    case 'partly':
    case 'done':
      return [endedText(input, figureText)];
  }
}

function runningTexts(input: UploadRowInput): string[] {
  const { row, pace, now } = input;
  const job = runningJob(row);
  const { stopping, phase } = job.progress;
  if (stopping !== undefined) return [stopping === 'cancelled' ? t('cancelling…') : t('stopping…')];
  if (phase === 'clearing') return [t('clearing…')];
  const figures = figuresOf(row.jobs);
  const rest = timeLeftText(timeLeft({ job, ...figures, pace, now }));
  return present([
    percent(percentAnswered(figures) / 100),
    // How fast another process sends isn't known.
    !job.elsewhere && rest !== undefined && t('{0} left', rest),
  ]);
}

/** The job that is sending, otherwise the next one. */
function runningJob({ jobs }: UploadRow): JobSummary {
  return (
    jobs.find(({ state }) => state === 'running' || state === 'paused') ??
    jobs.find(isWaiting) ??
    jobs[0]
  );
}

function placeText({ jobs }: UploadRow): string | undefined {
  return jobs.some(({ elsewhere }) => elsewhere) ? t('in another window or terminal') : undefined;
}

function endedText({ row: { jobs }, undoneAt }: UploadRowInput, figureText: FigureText): string {
  const [{ operation }] = jobs;
  const { accepted, sent, refused, unknown } = figuresOf(jobs);
  const each = figureOf(jobs, ({ report }) => report?.accepted ?? 0);
  const { report } = jobs[0];
  const change = jobs.length === 1 && report ? changeMade(report) : undefined;
  const text =
    change && accepted > 0
      ? present([changeText(change), refused > 0 && t('{0} rejected', count(refused))]).join(', ')
      : accepted === sent
        ? figureText(each, each, operation)
        : accepted > 0
          ? figureText(accepted, sent, operation)
          : unknown > 0
            ? t('{0} unknown', count(unknown))
            : t('{0} rejected', count(refused));
  return undoneAt === undefined ? text : t('{0}, undone', text);
}

/** A figure of each job if it is the same for all, such as one file’s; otherwise their sum. */
function figureOf(jobs: readonly JobSummary[], get: (job: JobSummary) => number): number {
  const figures = jobs.map(get);
  return new Set(figures).size === 1 ? figures[0] : figures.reduce((sum, n) => sum + n, 0);
}

/** `+600`, `−580 of 600`; a Replace has no sign. */
function signedText(accepted: number, sent: number, operation: Operation): string {
  const figure = { add: '+', remove: '−', update: '', replace: '' }[operation] + count(accepted);
  return accepted === sent ? figure : t('{0} of {1}', figure, count(sent));
}

function acceptedText(accepted: number, sent: number): string {
  return accepted === sent
    ? t('{0} accepted', count(accepted))
    : t('{0} of {1} accepted', count(accepted), count(sent));
}
