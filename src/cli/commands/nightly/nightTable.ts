import { t } from '@vscode/l10n';
import { doneText, kindOf } from '../../../app/nightly/report/nightKinds';
import {
  isFinishedNextTime,
  isUnchanged,
  type EntryFigures,
  type NightEntry,
  type NightReport,
} from '../../../app/nightly/report/nightReport';
import {
  acceptedText,
  doneHeading,
  entryName,
  isDone,
  needsPerson,
  nightHeading,
  nightName,
  nightSpan,
  whyOf,
} from '../../../app/nightly/report/nightTexts';
import { rangeOfPlain } from '../../../app/segments/sizes/knownSizes';
import { rangeText } from '../../../app/segments/sizes/sizeTexts';
import { rowsText } from '../../../common/counts';
import { count } from '../../../common/format';
import { groupBy, present } from '../../../common/records';
import { PERMISSIONS } from '../../../upload/permissions';

/** A longer reason doesn't move what stands beside the others. */
const LONGEST_REASON = 72;
const GAP = '  ';
/** What is said of the run ends with the table, but a long line doesn't move it out of sight. */
const WIDEST = 110;

/**
 * What a night has come to: those who need somebody first. `all`: also those that are done. `passed`: what to do
 * if the deadline has passed.
 */
export function nightLines(night: NightReport, all: boolean, passed?: string): string[] {
  const { entries, isCheck = false, removals = [] } = night;
  const needs = entries.filter(needsPerson);
  const later = entries.filter(isFinishedNextTime);
  const done = entries.filter(isDone);
  const shown = [...needs, ...later, ...(all ? done : [])];
  const width = Math.max(0, ...shown.map((entry) => entryName(entry).length));
  const reasons = needs.map((entry) => endOf(entry).text.length);
  const beside = Math.max(0, ...reasons.filter((length) => length <= LONGEST_REASON));
  const table = shown.map((entry) => {
    const { sign, text } = endOf(entry);
    const isNeedy = needsPerson(entry);
    return present([
      `${sign} ${entryName(entry).padEnd(width)}`,
      isNeedy ? text.padEnd(beside) : text,
      isNeedy && !isCheck && sentOf(entry),
    ]).join(GAP);
  });
  const foot = [...footLines(night, all, passed), ...removals.map(({ text }) => text)];
  return [headLine(night, done, table), ...table, ...foot];
}

function headLine(
  night: NightReport,
  done: readonly NightEntry[],
  table: readonly string[],
): string {
  const { account, entries, isSandbox = false } = night;
  const isAll = done.length === entries.length;
  const left = present([
    nightHeading(entries, night.removals),
    !isAll && done.length > 0 && doneHeading(done),
  ]).join(' · ');
  const right = present([
    nightName(night),
    isSandbox ? t('account {0} (sandbox)', account.id) : t('account {0}', account.id),
    nightSpan(night),
  ]).join(' · ');
  const widest = Math.min(Math.max(...table.map(({ length }) => length), 0), WIDEST);
  const gap = Math.max(widest - left.length - right.length, 4);
  return `${left}${' '.repeat(gap)}${right}`;
}

function footLines({ entries, isCheck }: NightReport, all: boolean, passed?: string): string[] {
  if (isCheck) return [t('Nothing was sent.')];
  const done = entries.filter(isDone).length;
  if (done === entries.length) return [];
  const needs = entries.some(needsPerson);
  const text = needs
    ? t('Fix, and run the same line again; what is done is not sent twice.')
    : (passed ?? t('Run the same line again: it finishes what is left.'));
  return [
    all || done === 0 ? text : `${text}   (${t('--all: the other {0}', count(done))})`,
    ...present([needs && passed]),
    ...allowLines(entries.filter(needsPerson)),
  ];
}

/** How each permission is given, once, to the entries that lack it. */
function allowLines(entries: readonly NightEntry[]): string[] {
  const stopped = groupBy(entries, ({ error }) => error?.code);
  return PERMISSIONS.flatMap((permission) => {
    const ids = (stopped.get(permission) ?? []).map(({ segmentId }) => segmentId);
    const words = [...ids.map((id) => `--only ${id}`), `--allow ${permission}`];
    return ids.length === 0
      ? []
      : t('To allow this once, run the same line with {0}.', words.join(' '));
  });
}

function sentOf(entry: NightEntry): string {
  return entry.report && entry.report.calls > 0
    ? t('{0} accepted', acceptedText(entry))
    : t('nothing sent');
}

/** What has become of an entry: done, or why not. */
function endOf(entry: NightEntry): { sign: string; text: string } {
  if (isDone(entry)) return { sign: '✔', text: doneLine(entry) };
  if (needsPerson(entry)) return { sign: '✖', text: whyOf(entry).text };
  return { sign: '…', text: entry.state === 'not-begun' ? doneText(entry) : whyOf(entry).text };
}

function doneLine(entry: NightEntry): string {
  const { figures, notes = [], sentAt } = entry;
  // Of what is up to date, a run sends nothing.
  if (entry.state !== 'checked' || !figures || sentAt !== undefined)
    return present([
      (sentAt === undefined || !isUnchanged(entry)) && kindOf(entry).name,
      doneText(entry),
    ]).join(': ');
  return present([figuresText(figures), ...notes]).join(' · ');
}

/** The figures of a check. */
function figuresText(figures: EntryFigures): string {
  const { rows, valid, invalid, suppressed = 0, leaving, isNew, before, after } = figures;
  const size = (range: EntryFigures['before']): string | undefined =>
    range && rangeText(rangeOfPlain(range));
  const [from, to] = [size(before), size(after)];
  return present([
    t('{0}: {1} to send', rowsText(rows), count(valid)),
    invalid > 0 && t('{0} invalid', count(invalid)),
    suppressed > 0 && t('{0} suppressed', count(suppressed)),
    isNew !== undefined && t('{0} new', count(isNew)),
    leaving !== undefined && t('{0} leave', count(leaving)),
    from !== undefined && to !== undefined && t('size {0} → {1}', from, to),
  ]).join(', ');
}

/** One line when an entry ends, while the others are under way. */
export function endLine(entry: NightEntry): string {
  const { sign, text } = endOf(entry);
  return `${sign} ${entryName(entry)}: ${text}`;
}
