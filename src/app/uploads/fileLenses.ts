import { t } from '@vscode/l10n';
import { count, plural, timeOfDay } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import { present } from '../../common/records';
import type { JobSummary } from '../../upload/jobTypes';
import type { Operation } from '../../upload/uploadTypes';
import { touchedList } from './outcome';
import { isSameList, isSentCompletely, isShown, phaseOf, standingOf } from './standing';
import { WORDS } from './words/operationWords';

/** What the last check or upload of a file found. */
export interface FileFigures {
  /** Rows to send. */
  readonly valid: number;
  /** As many as the Problems panel has, listed or not. */
  readonly problems: number;
  /** Of the problems, the rows that a fix keeps. */
  readonly fixable: number;
}

/** A text above the first line of a file, and what a click on it does. */
export interface FileLens {
  /** Plain text, except that `$(name)` is escaped: the editor would make an icon of it. */
  readonly title: string;
  readonly action: 'check' | 'upload' | 'showProblems' | 'fixAll' | 'openUpload';
  readonly tooltip: string;
}

/** What is known about a file without reading it. */
export interface KnownFile {
  /** The segment that files of this name go to. */
  readonly segment?: OutsideText;
  /** What such files were used for. */
  readonly operation?: Operation;
  /** Whether it was checked or uploaded in this window. */
  readonly isChecked: boolean;
  /** What that found; undefined if the file has changed since, so that it may no longer be true. */
  readonly figures?: FileFigures;
  /** Its last upload from here. */
  readonly last?: LastUpload;
  /** Whether it may have another content by now. */
  readonly hasChanged?: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The last upload of a file that still holds, and those that were sent with it; or its last undo. */
export interface LastUpload {
  readonly jobs: readonly JobSummary[];
  /** Its size when it was checked, in bytes. */
  readonly size: number;
  /** When it was checked, in milliseconds since 1970. */
  readonly checkedAt: number;
}

/**
 * The last upload of a file, given by its URI, that changed a segment or is about to, and wasn't
 * undone; the last undo if all were. Undefined for a file that was never sent from here.
 */
export function lastUploadOf(jobs: readonly JobSummary[], uri: string): LastUpload | undefined {
  const ofFile = jobs
    .filter((job) => isShown(job) && job.files.some((file) => file.uri === uri))
    .sort((a, b) => Date.parse(b.plannedAt) - Date.parse(a.plannedAt));
  const undos = ofFile.filter((job) => job.undoes !== undefined && isSentCompletely(job));
  // An undo takes away the people of the file, whichever upload they came with.
  const holding = ofFile.filter(
    (job) =>
      !undos.includes(job) &&
      !undos.some((undo) => isSameList(undo, job) && undo.plannedAt > job.plannedAt),
  );
  const newest = holding.find(counts) ?? undos[0];
  if (!newest) return undefined;
  const { batch = [] } = newest;
  return {
    jobs: [newest, ...holding.filter((job) => job !== newest && batch.includes(job.jobId))],
    size: newest.files.find((file) => file.uri === uri)?.size ?? 0,
    checkedAt: Date.parse(newest.plannedAt),
  };
}

/** Not one that ended before it sent anything. */
function counts(job: JobSummary): boolean {
  const { state, report } = job;
  return (
    phaseOf(job) === 'sending' ||
    state === 'finished' ||
    (report !== undefined && touchedList(report))
  );
}

/** What the first line of a file offers: nothing for a file that was never of interest. */
export function fileLenses(known: KnownFile): FileLens[] {
  const { segment, operation, isChecked, figures } = known;
  const target = segment && WORDS[operation ?? 'add'].into(segment.forPrompt());
  const sent = sentLens(known);
  const upload: FileLens = {
    title: target ?? t('Upload…'),
    action: 'upload',
    tooltip: t('Nothing is sent before you confirm.'),
  };
  if (figures) return present([...figuresLenses(figures), upload, sent]);
  if (!isChecked && target === undefined && !sent) return [];
  const check: FileLens = {
    title: t('Check'),
    action: 'check',
    tooltip: t('Shows the invalid rows. Nothing is sent.'),
  };
  return present([check, upload, sent]);
}

function figuresLenses({ valid, problems, fixable }: FileFigures): FileLens[] {
  // Without a command, a choice by keyboard would fail.
  if (problems === 0)
    return [{ title: t('{0} valid', count(valid)), action: 'check', tooltip: t('Check Again') }];
  const found = plural(problems, {
    one: t('{0} valid, {1} problem', count(valid), count(problems)),
    other: t('{0} valid, {1} problems', count(valid), count(problems)),
  });
  const show: FileLens = { title: found, action: 'showProblems', tooltip: t('Show Problems') };
  if (fixable === 0) return [show];
  const fix: FileLens = {
    title: t('Fix {0}', count(fixable)),
    action: 'fixAll',
    tooltip: t('Shows the change before it is made.'),
  };
  return [show, fix];
}

/** What became of its last upload; undefined if nothing was sent. */
function sentLens({ last, hasChanged, now }: KnownFile): FileLens | undefined {
  const title = last && sentText(last.jobs, now);
  if (title === undefined) return undefined;
  return {
    title: hasChanged ? t('{0}, changed since', title) : title,
    action: 'openUpload',
    tooltip: t('Open Upload'),
  };
}

function sentText(jobs: readonly JobSummary[], now: number): string | undefined {
  const at = Math.max(...jobs.map(({ finishedAt = '' }) => Date.parse(finishedAt) || 0));
  switch (standingOf(jobs)) {
    case 'running':
      return t('Sending');
    case 'paused':
      return t('Paused');
    case 'waiting':
      return t('Waiting');
    case 'done':
    case 'partly':
      return jobs.every(({ undoes }) => undoes !== undefined)
        ? t('Undone, {0}', timeOfDay(at, now))
        : t('Sent {0}', timeOfDay(at, now));
    default: {
      const sent = jobs.reduce((sum, { report }) => sum + (report?.sent ?? 0), 0);
      return sent > 0 ? t('Not sent completely') : undefined;
    }
  }
}
