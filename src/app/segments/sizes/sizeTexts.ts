import { t } from '@vscode/l10n';
import { identifiersText, peopleText, signedChange } from '../../../common/counts';
import {
  compactCount,
  count,
  isSameDay,
  shortCount,
  timeOfDay,
  utcDateTime,
} from '../../../common/format';
import { present } from '../../../common/records';
import { lastComputation } from '../../../upload/schedule';
import type { SegmentSize, SentChanges, SizeAround, SizeRange } from '../../../upload/segmentSize';

// The size of a segment in words, wherever it is shown: one model (`SegmentSize`), one text for each
// length. All numbers are identifiers, and all times milliseconds since 1970.

type Known = Pick<SegmentSize, 'read' | 'pending' | 'unsettled'>;

/** A part of a size, for a list or a tooltip. */
export interface SizeLine {
  kind: 'read' | 'pending';
  /** `Read at 00:12`. */
  label: string;
  /** `+4,263`. */
  value: string;
}

/**
 * For a row, in short: `5,000 · +4.3k`, `1,204 → 960`; empty if nothing is known. `day`: of the reading, if
 * that is to be said: `9,016 · Nov 26 · +4.3k`.
 */
export function sizeInRow({ read, pending }: Known, day?: string): string {
  const isEmpty = read?.identifiers === 0;
  const figure = read && (isEmpty ? t('empty') : shortCount(read.identifiers));
  const before = figure && present([figure, day]).join(' · ');
  const changes = changesText(pending, isEmpty ? shortCount : compactCount);
  const { from } = pending;
  if (from === undefined) return present([before, changes]).join(' · ');
  const after = from.atMost === 0 ? t('empty') : upTo(from, shortCount);
  return present([t('{0} → {1}', before ?? '', after).trim(), changes]).join(' · ');
}

/** The same in words, for screen readers: empty if nothing is known. */
export function sizeInWords({ read, pending }: Known): string {
  const { added, removed } = pending;
  return present([
    read && identifiersText(read.identifiers),
    contentText(pending),
    added > 0 && t('up to {0} added since', count(added)),
    removed > 0 &&
      (removed === Infinity ? t('maybe cleared') : t('up to {0} removed since', count(removed))),
  ]).join(', ');
}

/** The one figure to begin from: what it has if that is certain, else the newest reading, if it counts. */
export function sizeFigure({ atLeast, atMost, read, pending }: SegmentSize): number | undefined {
  if (atLeast === atMost) return atLeast;
  return pending.from ? undefined : read?.identifiers;
}

/** The same as text, or the range if there is none; undefined if nothing is known. */
export function sizeBeforeText(size: SegmentSize): string | undefined {
  const figure = sizeFigure(size);
  return figure === undefined ? rangeText(size) : count(figure);
}

/** The same with what was sent since, where it isn't certain: `5,000 · +4.3k`. */
export function sizeBeforeInShort(size: SegmentSize): string | undefined {
  const isOpen = size.atLeast !== size.atMost && sizeFigure(size) !== undefined;
  return isOpen ? sizeInRow(size) : sizeBeforeText(size);
}

/** `5,000 to 10,363`; undefined if nothing is known. `last`: how the last number is said. */
export function rangeText({ atLeast, atMost }: SizeRange, last = count): string | undefined {
  if (atMost === Infinity) return atLeast > 0 ? t('at least {0}', last(atLeast)) : undefined;
  return atLeast === atMost ? last(atMost) : t('{0} to {1}', count(atLeast), last(atMost));
}

/** `5,000 to 10,363 identifiers`; undefined if nothing is known. */
export function rangeInWords(size: SizeRange): string | undefined {
  return rangeText(size, identifiersText);
}

/** Its parts, each with its figure: what was read, what that may lack, and what was sent since. */
export function sizeLines({ read, unsettled, pending }: Known, now: number): SizeLine[] {
  const [before, since] = [unsettled && sentText(unsettled), sentText(pending)];
  return present<SizeLine>([
    read && { kind: 'read', label: readText(read.at, now), value: count(read.identifiers) },
    read &&
      before && {
        kind: 'pending',
        label: t('Sent before {0}, maybe not in it', timeOfDay(lastComputation(read.at), now)),
        value: before,
      },
    since && {
      kind: 'pending',
      label: pending.isComputed ? t('Sent since') : t('Sent since, not computed'),
      value: since,
    },
  ]);
}

/** `5,000 (read Nov 30, 2026, 00:12 UTC) · +4,263 sent since`, for where a time has no tooltip. */
export function sizeSummary({ read, unsettled, pending }: Known): string {
  const [before, since] = [unsettled && sentText(unsettled), sentText(pending)];
  const isState = pending.from !== undefined || pending.removed === Infinity;
  return present([
    read ? t('{0} (read {1})', count(read.identifiers), utcDateTime(read.at)) : t('not read'),
    before && t('{0} before that, maybe not in it', before),
    since && (isState ? t('{0} since', since) : t('{0} sent since', since)),
  ]).join(' · ');
}

/** The same with the range that follows: `… · +4,263 sent since → 5,000 to 9,263`. */
export function sizeNowSummary(size: SegmentSize): string {
  const range = isPending(size) ? rangeText(size) : undefined;
  const summary = sizeSummary(size);
  return range === undefined ? summary : t('{0} → {1}', summary, range);
}

/** The same before and after an upload: `… · +4,263 sent since · +1,100 now → at most 10,363`. */
export function sizesSummary(around: SizeAround): string {
  const change = changeText(around.change);
  const before = sizeSummary(around.before);
  return t(
    '{0} → {1}',
    change === undefined ? before : `${before} · ${t('{0} now', change)}`,
    afterText(around) ?? t('unknown'),
  );
}

/** The same as a line, with what it is; empty if nothing is known. */
export function sizesLines(around: SizeAround): string[] {
  const { before, after } = around;
  const isKnown = before.read !== undefined || before.atLeast > 0 || after.atMost < Infinity;
  return isKnown ? [t('Segment size: {0}', sizesSummary(around))] : [];
}

/** A figure, and what stands before it in small print, such as "at most". */
export interface QualifiedSize {
  qualifier?: string;
  figure: string;
}

/**
 * What a segment has after an upload. An add may overlap with what is in already, and a removal with what
 * isn't: so it is at most, or at least. A range where both are open, or where something was sent that
 * makes the least another one than what was read. Undefined if nothing is known.
 */
export function qualifiedAfter({ before, change, after }: SizeAround): QualifiedSize | undefined {
  const { read, pending } = before;
  const { atLeast, atMost } = after;
  if (atMost === Infinity)
    return atLeast > 0 ? { qualifier: t('at least'), figure: count(atLeast) } : undefined;
  const figure = rangeText(after) ?? '';
  if (atLeast === atMost) return { figure };
  if (change.clears && atLeast === 0) return { qualifier: t('at most'), figure: count(atMost) };
  if (read === undefined || pending.from) return { figure };
  const isKept = atLeast === read.identifiers || (atLeast > read.identifiers && !isPending(before));
  if (change.removed === 0 && isKept) return { qualifier: t('at most'), figure: count(atMost) };
  const isLoss = change.added === 0 && openChanges(before).added === 0;
  return isLoss ? { qualifier: t('at least'), figure: count(atLeast) } : { figure };
}

/** The same as text: `at most 10,363`. */
export function afterText(around: SizeAround): string | undefined {
  const after = qualifiedAfter(around);
  return after && present([after.qualifier, after.figure]).join(' ');
}

/** What an upload changes: `+1,100`, `−600`, `+0`; undefined if it begins with an empty segment. */
export function changeText({ clears, added, removed }: SizeAround['change']): string | undefined {
  if (clears) return undefined;
  return signedChange(added, removed);
}

/**
 * Of a removal of `people`, each of whom may be in the segment in several formats: the size counts them
 * all.
 */
export function formatsNote({ change }: SizeAround, people: number): string | undefined {
  const isRemoval = !change.clears && change.added === 0;
  return isRemoval && people > 0 && change.removed > people
    ? t(
        'Up to {0} in all hash formats of {1}. The safety check counts each person once.',
        identifiersText(change.removed),
        peopleText(people),
      )
    : undefined;
}

/** `Read at 00:12`, in local time, with its day unless that is today. */
export function readText(at: number, now: number): string {
  const time = timeOfDay(at, now);
  return isSameDay(at, now) ? t('Read at {0}', time) : t('Read on {0}', time);
}

/** `Read at 00:12.` */
export function readSentence(at: number, now: number): string {
  return `${readText(at, now)}.`;
}

/** What the reading lacks, or may: at most. */
export function openChanges({
  unsettled,
  pending,
}: Pick<SegmentSize, 'unsettled' | 'pending'>): Pick<SentChanges, 'added' | 'removed' | 'uploads'> {
  const sum = (key: 'added' | 'removed' | 'uploads'): number =>
    pending[key] + (unsettled?.[key] ?? 0);
  return { added: sum('added'), removed: sum('removed'), uploads: sum('uploads') };
}

/** Whether something was sent that the reading lacks, or may. */
export function isPending({ unsettled, pending: { from, added, removed } }: Known): boolean {
  return unsettled !== undefined || from !== undefined || added > 0 || removed > 0;
}

/** What was sent: `+4,263 −600`, `replaced with 960, +40`; empty if nothing. */
function sentText(sent: SentChanges): string {
  return present([contentText(sent), changesText(sent, count)]).join(', ');
}

function contentText({ from }: SentChanges): string | undefined {
  if (!from) return undefined;
  return from.atMost === 0 ? t('cleared') : t('replaced with {0}', upTo(from, count));
}

/** `960`, `up to 900` */
function upTo({ atLeast, atMost }: SizeRange, number: (value: number) => string): string {
  return atLeast === atMost ? number(atMost) : t('up to {0}', number(atMost));
}

/** An infinite removal is a clear whose response was lost. */
function changesText(
  { added, removed }: Pick<SentChanges, 'added' | 'removed'>,
  number: (value: number) => string,
): string | undefined {
  if (added === 0 && removed === 0) return undefined;
  if (removed < Infinity) return signedChange(added, removed, number);
  return present([added > 0 && signedChange(added, 0, number), t('maybe cleared')]).join(', ');
}
