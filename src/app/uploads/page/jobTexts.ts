import { t } from '@vscode/l10n';
import { fileNames } from '../../../common/fileName';
import { count, duration, percent, plural, timeOfDay, utcText } from '../../../common/format';
import { present } from '../../../common/records';
import { liveAround, nextComputation } from '../../../upload/schedule';
import type { UploadModel } from '../../../webview/uploadModel';
import { withLeftOut } from '../leftOutFiles';
import { maybeClearedText, outcomeText } from '../messages';
import { touchedList } from '../outcome';
import { pauseOf } from '../standing';
import { undoesText } from '../undoUpload';
import { changeText } from '../update/updateFigures';
import { removedTexts } from '../update/updateReport';
import { WORDS } from '../words/operationWords';
import { waitTitle } from '../words/waitWords';
import { contextItems, contextOf, SHORT_TIME } from './commonSections';
import { isWhole, type JobPageFacts } from './jobPageFacts';
import { percentAnswered } from './progressSection';

/** What the upload is doing, or how it ended. */
export function jobHeading(view: JobPageFacts): UploadModel['heading'] {
  const heading = headingAlone(view);
  return view.phase === 'ended' ? withLeftOut(heading, view.leftOut) : heading;
}

function headingAlone(view: JobPageFacts): UploadModel['heading'] {
  const { phase, job, report, gap } = view;
  const { segment, file } = namesIn(view);
  if (phase === 'unreadable')
    return { text: t('The record of this upload can’t be read'), icon: 'error' };
  if (phase === 'planned') return { text: t('{0} was checked, but not sent', file) };
  if (phase === 'sending') return { text: WORDS[job.operation].sending(file, segment) };
  const icon = job.state === 'failed' ? 'error' : 'warning';
  if (gap) return { text: gapText(gap), icon };
  if (report === undefined || !touchedList(report))
    return { text: t('Nothing was sent to {0}', segment), icon };
  const isUpdate = view.change !== undefined && job.operation === 'update';
  if (isUpdate && isRemovalOpen(view))
    return { text: t('The update of {0} is incomplete', segment), icon };
  const text =
    isUpdate && view.change
      ? t('{0} updated: {1}', segment, changeText(view.change))
      : [outcomeText(report, segment), ...removedTexts(report)].join(', ');
  return { text, icon: isWhole(view) ? 'pass' : icon };
}

/** What a segment is that was cleared and isn't filled. */
export function gapText(gap: NonNullable<JobPageFacts['gap']>): string {
  return gap === 'incomplete'
    ? t('The segment is incomplete')
    : t('The segment may have been cleared');
}

/** Whether something is still to be added or removed. */
function isRemovalOpen({ job, report }: JobPageFacts): boolean {
  const sides = Object.values(report?.sides ?? {});
  return job.state !== 'finished' || sides.some(({ unsent, unknown }) => unsent + unknown > 0);
}

function namesIn({ job, names }: JobPageFacts): { segment: string; file: string } {
  return {
    segment: names.segment.forTree(),
    // The files of a record that can't be read may be missing.
    file: fileNames(job.files).forTree(),
  };
}

/** What, when and where. */
export function jobContext(view: JobPageFacts): UploadModel['context'] {
  const { phase, job, names, account } = view;
  const start = Date.parse(job.startedAt ?? job.plannedAt);
  const time = timeText(view);
  return contextOf(account, [
    ...(phase === 'sending'
      ? []
      : present([
          namesIn(view).file !== '' && { text: namesIn(view).file },
          time && { text: time, tooltip: utcText(start) },
        ])),
    ...contextItems(names, job.target.identifierType),
  ]);
}

function timeText({ job, now }: JobPageFacts): string | undefined {
  const start = Date.parse(job.startedAt ?? job.plannedAt);
  if (Number.isNaN(start)) return undefined;
  const time = timeOfDay(start, now);
  const took = Date.parse(job.finishedAt ?? '') - start;
  return job.state === 'finished' && took >= SHORT_TIME
    ? t('{0}, took {1}', time, duration(took))
    : time;
}

/** What the heading leaves open, as sentences. */
export function jobIntro(view: JobPageFacts): UploadModel['intro'] {
  const { phase, job, now } = view;
  switch (phase) {
    case 'planned':
      return [
        ...undoIntro(view),
        { text: t('Checked at {0}. Nothing was sent.', timeOfDay(Date.parse(job.plannedAt), now)) },
      ];
    case 'sending':
      return present([
        ...undoIntro(view),
        job.elsewhere && {
          text: t('It runs in another window or terminal on this computer. Control it there.'),
        },
      ]);
    case 'unreadable':
      return unreadableIntro(view);
    case 'ended':
      return [...undoIntro(view), ...endedIntro(view)];
  }
}

function undoIntro({ job, undo, undone, now }: JobPageFacts): UploadModel['intro'] {
  if (job.undoes !== undefined) return [{ text: undoesText(undone) }];
  return undo ? [{ text: undoneText(undo, now) }] : [];
}

/** That an upload was undone, and when. */
export function undoneText(undo: NonNullable<JobPageFacts['undo']>, now: number): string {
  const at = Date.parse(undo.startedAt ?? undo.plannedAt);
  return t('Undone at {0}: what it added was removed.', timeOfDay(at, now));
}

function unreadableIntro({ job, now }: JobPageFacts): UploadModel['intro'] {
  const { cleared, maybeCleared } = job;
  if (cleared)
    return [
      {
        text: t(
          'The segment was cleared at {0}. How much of the file it has isn’t known.',
          timeOfDay(Date.parse(cleared), now),
        ),
        strong: true,
      },
    ];
  return maybeCleared ? [{ text: maybeClearedText(maybeCleared), strong: true }] : [];
}

function endedIntro(view: JobPageFacts): UploadModel['intro'] {
  const { job, gap, rows } = view;
  const end = endText(view);
  const open = removalIntro(view);
  return present([
    // What an upload sent is no longer in a segment that was cleared since: the error says so.
    gap === 'incomplete' &&
      job.error?.code !== 'list-emptied' && {
        text: t(
          '{0} of {1} accepted since the segment was cleared at {2}.',
          count(rows.accepted),
          count(job.counts.good),
          timeOfDay(Date.parse(job.cleared ?? ''), view.now),
        ),
        strong: true,
      },
    gap === 'maybeCleared' &&
      job.maybeCleared && { text: maybeClearedText(job.maybeCleared), strong: true },
    end && { text: end },
    open && { text: open, strong: true },
    gap && { text: campaignsText(view) },
  ]);
}

/** What removals that aren't finished mean: the list has too many people, never too few. */
function removalIntro(view: JobPageFacts): string | undefined {
  const { job, report } = view;
  if (!view.change || !job.resumable || !isRemovalOpen(view)) return undefined;
  const [left, suppressed] = [report?.sides.left, report?.sides.suppressed].map(
    (side) => side !== undefined && side.done < side.people,
  );
  return present([
    job.operation === 'update' && (left || !suppressed || !view.allAdded) && updateText(view),
    suppressed && t('Suppressed people may still be in the segment. Resume removes them.'),
  ]).join(' ');
}

function updateText({ report, allAdded }: JobPageFacts): string {
  const left = report?.removed?.rows ?? 0;
  if (!allAdded)
    return left > 0
      ? plural(left, {
          one: t(
            'Everyone who was in the segment is still in it. Resume adds the rest, then removes {0} person who left.',
            count(left),
          ),
          other: t(
            'Everyone who was in the segment is still in it. Resume adds the rest, then removes {0} people who left.',
            count(left),
          ),
        })
      : t('Everyone who was in the segment is still in it. Resume adds the rest.');
  return t('Everyone in the file is in the segment. Resume removes the remaining people who left.');
}

function endText({ job, endedAt, now }: JobPageFacts): string | undefined {
  const time = timeOfDay(endedAt, now);
  switch (job.state) {
    case 'cancelled':
      return t('Cancelled at {0}.', time);
    case 'interrupted':
      return job.startedAt === undefined
        ? t('Its window or terminal was closed before it began.')
        : t('Interrupted at {0}: its window or terminal was closed.', time);
    default:
      return undefined;
  }
}

/** When campaigns see a list that isn't filled. */
function campaignsText({ computedAt, job, now }: JobPageFacts): string {
  const [computed, live] = [computedAt, liveAround(computedAt)].map((at) => timeOfDay(at, now));
  if (computedAt > now)
    return job.resumable
      ? t('Resume before {0} and campaigns never see it; else from about {1}.', computed, live)
      : t('Campaigns see it from about {0}.', live);
  return job.resumable
    ? t(
        'It was computed at {0}: campaigns see it from about {1}, until what Resume sends is computed.',
        computed,
        live,
      )
    : t('It was computed at {0}: campaigns see it from about {1}.', computed, live);
}

/** For screen readers: each ten percent, a pause, the end. */
export function jobAnnouncement(view: JobPageFacts): string | undefined {
  const { phase, job } = view;
  if (phase === 'ended') return jobHeading(view).text;
  if (phase !== 'sending') return undefined;
  const { stopping } = job.progress;
  if (stopping !== undefined) return stopping === 'cancelled' ? t('Cancelling') : t('Stopping');
  if (pauseOf(job.progress)) return waitTitle(job.progress);
  const tens = Math.floor(percentAnswered(view) / 10) * 10;
  return tens > 0 ? t('{0} answered', percent(tens / 100)) : undefined;
}

/** Where part of an upload that goes on for long may miss the next computation. */
export function missesComputation(now: number, left: number | undefined): string | undefined {
  const next = nextComputation(now);
  return left !== undefined && now + left >= next
    ? t('Part of it may miss the computation at {0}.', timeOfDay(next, now))
    : undefined;
}
