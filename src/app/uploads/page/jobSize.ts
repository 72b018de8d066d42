import { t } from '@vscode/l10n';
import { clock, count, timeOfDay } from '../../../common/format';
import { present } from '../../../common/records';
import type { SizeAround } from '../../../upload/segmentSize';
import { DEFAULT_OPTIONS } from '../../../upload/uploadTypes';
import type { SizeSection } from '../../../webview/uploadModel';
import { sizesOfPlain } from '../../segments/sizes/plainSizes';
import {
  formatsNote,
  isPending,
  rangeText,
  readSentence,
  sizeBeforeText,
  sizeFigure,
} from '../../segments/sizes/sizeTexts';
import { sizesOfJob } from '../plan/sentFromHere';
import { isOutdated } from '../standing';
import { rounded, sizeAfterText, sizeSection, sizesText } from './commonSections';
import type { JobPageFacts } from './jobPageFacts';
import { beforeInShort, lossText, rangeNote, sizesSection } from './sizeChange';

/**
 * `48,210 → at most 1,048,000`: what is to be expected while it is sending, else what became of it.
 * Undefined if nothing is known.
 */
export function jobSizeText(view: JobPageFacts): string | undefined {
  const size = sizeOf(view);
  return size && sizesText(beforeInShort(sizesOf(view), size), sizeAfterText(size));
}

/** What is to be expected while it is sending, else what became of it. */
export function sizeOf(view: JobPageFacts): SizeSection | undefined {
  return view.phase === 'sending' ? expectedSection(view) : jobSizeSection(view);
}

function sizesOf(view: JobPageFacts): SizeAround {
  const { size } = view.receipt;
  return size ? sizesOfPlain(size) : sizesOfJob(view, view.phase === 'sending');
}

function expectedSection(view: JobPageFacts): SizeSection | undefined {
  const sizes = sizesOf(view);
  if (sizes.after.atMost === Infinity) return undefined;
  return sizesSection(sizes, t('This upload'), view.now, {
    texts: [],
    ...lossOf(view, sizes, keptOf(view, sizes)),
  });
}

/** That a Replace or a removal took out so many that safety checks asked for it. */
function lossOf(
  { job: { operation } }: JobPageFacts,
  { before }: SizeAround,
  after: number,
): Pick<SizeSection, 'change' | 'tone'> {
  const size = sizeFigure(before);
  const mayLose = operation === 'replace' || operation === 'remove';
  return mayLose && size !== undefined && after < size * DEFAULT_OPTIONS.minKept
    ? { ...lossText(before, after), tone: 'loss' }
    : {};
}

/** How many it keeps at least, as safety checks count: each person of a removal once, in any format. */
function keptOf(view: JobPageFacts, { before, after }: SizeAround): number {
  if (view.job.operation !== 'remove') return after.atLeast;
  return Math.max(after.atLeast, before.atLeast - peopleIn(view));
}

/** The people of a removal that went out, or are still to. */
function peopleIn({ rows, phase }: JobPageFacts): number {
  return rows.accepted + rows.unknown + (phase === 'sending' ? rows.unsent : 0);
}

/**
 * How the upload changed the segment's size: as expected, or as Criteo reports it after its next
 * computation. Undefined where the upload changed nothing, or where nothing is known.
 */
export function jobSizeSection(view: JobPageFacts): SizeSection | undefined {
  const { job, rows, gap } = view;
  // What was sent is no longer in it, or it isn't known what the segment has.
  if (isOutdated(job) || gap === 'maybeCleared') return undefined;
  const sizes = sizesOf(view);
  const { before, after } = sizes;
  const later = view.readings.find(({ at }) => at >= view.computedAt);
  if (later) {
    const loss = lossOf(view, sizes, later.identifiers);
    const text = loss.tone ? rangeText(before) : sizeBeforeText(before);
    return sizeSection(text, count(later.identifiers), {
      texts: [laterText(sizes, later, view.now)],
      ...loss,
    });
  }
  if (view.isGone) return undefined;
  const isIncomplete = gap === 'incomplete';
  if (!isIncomplete && rows.accepted + rows.unknown === 0) return undefined;
  if (after.atLeast === 0 && after.atMost === Infinity) return undefined;
  return sizesSection(sizes, t('This upload'), view.now, {
    texts: isIncomplete
      ? resumeTexts(view)
      : present([formatsNote(sizes, peopleIn(view)), rangeNote(sizes), expectedText(view)]),
    ...lossOf(view, sizes, keptOf(view, sizes)),
    ...(isIncomplete && { tone: 'loss' as const }),
  });
}

/** The difference is this upload's only if nothing else was sent since the reading before it. */
function laterText(
  { before }: SizeAround,
  { at, identifiers }: JobPageFacts['readings'][number],
  now: number,
): string {
  const size = isPending(before) ? undefined : before.read?.identifiers;
  return size === undefined
    ? readSentence(at, now)
    : t('{0} since the upload, read at {1}.', signed(identifiers - size), timeOfDay(at, now));
}

/** `+1,200`, `−3`, `±0`: with the sign of typography, which screen readers read as "minus". */
function signed(difference: number): string {
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '±';
  return `${sign}${count(Math.abs(difference))}`;
}

function expectedText({ computedAt, now }: JobPageFacts): string {
  return computedAt > now
    ? t('Expected. Read again after {0}.', clock(computedAt))
    : t('Expected. Not read since the computation at {0}.', timeOfDay(computedAt, now));
}

/** Of a Replace that was cut off. */
function resumeTexts({ rows, lost, job }: JobPageFacts): string[] {
  return job.resumable
    ? // One figure more: a few rejected rows are seen.
      [t('about {0} after Resume', count(rounded(rows.accepted + lost + rows.unsent, 4)))]
    : [];
}
