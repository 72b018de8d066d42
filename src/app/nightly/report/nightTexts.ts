import { t } from '@vscode/l10n';
import { peopleText, rowsText, segmentsText } from '../../../common/counts';
import { fileName } from '../../../common/fileName';
import { count, duration, localFormat, plural, wholeDuration } from '../../../common/format';
import { OutsideText, plainText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { Side } from '../../../upload/jobTypes';
import { milliseconds } from '../../uploads/choices/suppressionChoice';
import {
  isFinishedNextTime,
  isUnchanged,
  type EntryFigures,
  type NightEntry,
  type NightList,
  type NightRemoval,
  type NightReport,
} from './nightReport';

// What is said of a night and of its entries, on a page and in the terminal.

/** The segment of an entry, by its name as far as it is known. */
export function entryName({
  segment,
  segmentId,
}: Pick<NightEntry, 'segment' | 'segmentId'>): string {
  return OutsideText.name(segment ?? segmentId).forTree();
}

/** Whether a person has to do something before the same file is run again. */
export function needsPerson(entry: NightEntry): boolean {
  return !isDone(entry) && !isFinishedNextTime(entry);
}

/** `2 of 60 need you`, or that all are done. `entries`: of one file or several. */
export function nightHeading(
  entries: readonly NightEntry[],
  removals: readonly NightRemoval[] = [],
): string {
  const stopped = removals.filter(({ state }) => state === 'stopped').length;
  if (stopped > 0) {
    const text = plural(stopped, {
      one: t('{0} removal needs you', count(stopped)),
      other: t('{0} removals need you', count(stopped)),
    });
    return [text, nightHeading(entries)].join(' · ');
  }
  const needs = entries.filter(needsPerson).length;
  const left = entries.filter((entry) => !isDone(entry)).length - needs;
  const all = count(entries.length);
  if (needs > 0)
    return plural(needs, {
      one: t('{0} of {1} needs you', count(needs), all),
      other: t('{0} of {1} need you', count(needs), all),
    });
  if (left > 0)
    return plural(left, {
      one: t('{0} of {1} is left for the next run', count(left), all),
      other: t('{0} of {1} are left for the next run', count(left), all),
    });
  const ready = entries.filter(isReady).length;
  if (ready > 0) return t('Ready to send: {0}', segmentsText(ready));
  const text = plural(entries.length, {
    one: t('{0} segment is done', all),
    other: t('All {0} are done', all),
  });
  return withNothingNew(text, entries);
}

/** Done is not always sent: `All 60 are done · 2 with nothing new`. */
function withNothingNew(text: string, entries: readonly NightEntry[]): string {
  const old = entries.filter(isUnchanged).length;
  return old > 0 ? t('{0} · {1} with nothing new', text, count(old)) : text;
}

/** `58 done`; of a check, `58 ready to send`. `done`: at least one. */
export function doneHeading(done: readonly NightEntry[]): string {
  const ready = done.filter(isReady).length;
  return ready > 0
    ? t('{0} ready to send', count(ready))
    : withNothingNew(t('{0} done', count(done.length)), done);
}

/** Whether it was checked, and a run would send it. */
function isReady({ state, sentAt }: NightEntry): boolean {
  return state === 'checked' && sentAt === undefined;
}

/** Whether nothing of an entry is missing. */
export function isDone({ outcome }: NightEntry): boolean {
  return outcome === 'finished';
}

function sumOf<T>(all: readonly T[], of: (one: T) => number | undefined): number {
  return all.reduce((sum, one) => sum + (of(one) ?? 0), 0);
}

/** Identifiers that Criteo added. */
function added({ report }: NightEntry): number {
  return report && report.operation !== 'remove' ? report.accepted : 0;
}

/** People whom Criteo removed, of whatever kind. */
function removed({ report }: NightEntry): number {
  const { removed: own, left, suppressed } = report?.sides ?? {};
  return sumOf([own, left, suppressed], (side) => side?.done);
}

/** People whom Criteo rejected, to add or to remove. */
export function rejected({ report }: NightEntry): number {
  return sumOf(sidesOf(report), (side) => side.rejected);
}

function sidesOf(report: NightEntry['report']): Side[] {
  return Object.values(report?.sides ?? {});
}

/** `412,904 accepted, 9,377 removed, 214 suppressed`, without zeros. */
export function sentText(entries: readonly NightEntry[]): string {
  const [more, less, kept] = [added, removed, ({ report }: NightEntry) => report?.suppressed].map(
    (of) => sumOf(entries, of),
  );
  return present([
    (more > 0 || less === 0) && t('{0} accepted', count(more)),
    less > 0 && t('{0} removed', count(less)),
    kept > 0 && t('{0} suppressed', count(kept)),
  ]).join(', ');
}

/** `6 of 48,210 rejected in CRM Users 2025`, or in how many segments. */
export function rejectedText(entries: readonly NightEntry[]): string {
  const all = sumOf(
    entries.flatMap(({ report }) => sidesOf(report)),
    ({ people }) => people,
  );
  return t(
    '{0} of {1} rejected in {2}',
    count(sumOf(entries, rejected)),
    count(all),
    entries.length === 1 ? entryName(entries[0]) : segmentsText(entries.length),
  );
}

/** `115,119 to send`. */
export function checkedText(entries: readonly NightEntry[]): string {
  return t('{0} to send', count(sumOf(entries, ({ figures }) => figures?.valid)));
}

/** What was sent of one that isn't done: `nothing`, or how many identifiers were accepted. */
export function acceptedText(entry: NightEntry): string {
  const all = added(entry) + removed(entry);
  return all > 0 ? count(all) : t('nothing');
}

/** Why an entry needs someone, and the figures behind it. */
export function whyOf(entry: NightEntry): { text: string; by: string } {
  const { error, figures = {}, notes = [], outcome, why } = entry;
  const { leaving = 0, previous, previousRows = 0, rows = 0 } = figures as Partial<EntryFigures>;
  const message = plainText(error?.message ?? outcome).replace(`${t('Nothing was sent.')} `, '');
  const [text, ...rest] = why === undefined ? message.split(/(?<=[.!?]) /) : [plainText(why)];
  const isOfLeaving = error?.code === 'max-removed' && previous !== undefined;
  return {
    text,
    by: present([
      ...rest,
      isOfLeaving &&
        t(
          '{0} of {1}. The last export had {2}, this one {3}.',
          ...[count(leaving), count(previous)],
          ...[rowsText(previousRows), count(rows)],
        ),
      ...notes.map(plainText),
    ]).join(' '),
  };
}

/** The name of the nightly file. */
export function nightName({ file }: Pick<NightReport, 'file'>): string {
  return fileName({ path: file }).forTree();
}

/** When it ran: `Nov 27, 20:40–21:12 UTC`. */
export function nightSpan({ startedAt, finishedAt }: NightReport): string {
  const format = localFormat({
    ...{ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' },
  });
  return t('{0} UTC', format.formatRange(Date.parse(startedAt), Date.parse(finishedAt)));
}

/** How a run ended: `some done (exit code 3), 32 min`. */
export function endText(
  { startedAt, finishedAt }: NightReport,
  exitCode: number | undefined,
): string {
  const took = duration(Date.parse(finishedAt) - Date.parse(startedAt));
  if (exitCode === undefined) return took;
  const words: Record<number, string> = {
    0: t('all done'),
    3: t('some done'),
    5: t('the same file finishes it'),
  };
  const code = t('exit code {0}', String(exitCode));
  return present([exitCode in words ? t('{0} ({1})', words[exitCode], code) : code, took]).join(
    ', ',
  );
}

/** A suppression list as it was then: `18,204 people, 6 h old then, limit 26 h`. */
export function listText({ people, writtenAt, maxAge }: NightList, startedAt: string): string {
  return present([
    people !== undefined && peopleText(people),
    writtenAt !== undefined &&
      t('{0} old then', duration(Date.parse(startedAt) - Date.parse(writtenAt))),
    maxAge !== undefined && t('limit {0}', wholeDuration(milliseconds(maxAge))),
  ]).join(', ');
}
