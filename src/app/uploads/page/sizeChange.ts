import { t } from '@vscode/l10n';
import { count, percent } from '../../../common/format';
import { present } from '../../../common/records';
import { shrinkRisk } from '../../../upload/safetyChecks';
import type { SegmentSize, SizeAround, SizeRange } from '../../../upload/segmentSize';
import type { Plan } from '../../../upload/uploadTypes';
import type { Press, SizeSection } from '../../../webview/uploadModel';
import {
  changeText,
  formatsNote,
  isPending,
  openChanges,
  qualifiedAfter,
  rangeText,
  readSentence,
  sizeBeforeInShort,
  sizeBeforeText,
  sizeFigure,
  sizeLines,
} from '../../segments/sizes/sizeTexts';
import { sendsNothing } from '../plan/fileFigures';
import type { PlanFacts } from '../plan/planFacts';
import { shrinkReason, unknownSizeText } from '../plan/planReview';
import { sizesOfPlan } from '../plan/sentFromHere';
import { sizeBefore } from '../plan/sizeBefore';
import type { UndoneUpload } from '../undoUpload';
import { sizeSection } from './commonSections';
import { isLocked, type DraftPageInput } from './draftBase';

/**
 * How an upload changes the segment's size, as far as it is known. Without `view`, while the file is
 * checked, only the size before. Undefined if there is nothing to say.
 */
export function draftSizeSection(input: DraftPageInput, view?: PlanFacts): SizeSection | undefined {
  if (!view) return checkingSize(input);
  const { plan, now } = view;
  if (sendsNothing(plan)) return undefined;
  const { undoes } = input;
  const sizes = sizesOfPlan(view);
  const own = undoes ? t('This undo') : plan.files.length > 1 ? t('These files') : t('This file');
  const { texts, ...risk } = riskOf(input, view, sizes) ?? {
    texts: harmlessTexts(view, sizes, undoes),
  };
  return sizesSection(sizes, own, now, {
    ...risk,
    ...(sizes.change.clears && lossText(sizes.before, plan.distinct)),
    texts,
  });
}

/**
 * A segment's size before and after an upload. `own`: what the upload is called among the parts, which
 * are shown where something else was sent since the reading.
 */
export function sizesSection(
  sizes: SizeAround,
  own: string,
  now: number,
  { press, ...rest }: Pick<SizeSection, 'change' | 'tone' | 'texts' | 'press'>,
): SizeSection {
  const { before, change, after } = sizes;
  const figures = qualifiedAfter(sizes);
  const shown = { press, qualifier: figures?.qualifier, bar: barOf(sizes), ...rest };
  const beforeText = mayLose(sizes, rest) ? rangeText(before) : sizeBeforeText(before);
  if (!isPending(before)) return sizeSection(beforeText, figures?.figure, shown);
  const lines = sizeLines(before, now);
  const isLoss = change.added === 0 && change.removed > 0;
  const value = changeText(change) ?? figures?.figure ?? '';
  return sizeSection(beforeText, figures?.figure, {
    ...shown,
    parts: [...lines, { kind: isLoss ? 'lost' : 'own', label: own, value }],
    ...(!change.clears && { sum: { label: t('After'), value: rangeText(after) ?? t('unknown') } }),
    press: press ?? uploadsPress(openChanges(before).uploads),
  });
}

/** What is lost is compared with what may be in, not with what was read. */
function mayLose({ change }: SizeAround, { tone }: Pick<SizeSection, 'tone'>): boolean {
  return change.clears || tone !== undefined;
}

/** The size before, for a line: the range where some may be lost, else what was read and sent since. */
export function beforeInShort(sizes: SizeAround, section: SizeSection): string | undefined {
  return mayLose(sizes, section) ? rangeText(sizes.before) : sizeBeforeInShort(sizes.before);
}

/** `Read at 00:12.`, where nothing else is to be said of the size before. */
function asRead(before: SegmentSize, now: number): string | undefined {
  return before.read && !isPending(before) ? readSentence(before.read.at, now) : undefined;
}

/** What a range leaves open. */
export function rangeNote({ before, change, after }: SizeAround): string | undefined {
  if (after.atLeast === after.atMost || after.atMost === Infinity) return undefined;
  const { added, removed } = openChanges(before);
  if (change.added + added > 0) return t('Adds may overlap with what is in already.');
  return change.removed + removed > 0 ? t('More if some aren’t in the segment.') : undefined;
}

/** `(−80%)` or `(−80% to −84%)`, if it loses some for sure. */
export function lossText(
  { atLeast, atMost }: SizeRange,
  after: number,
): Pick<SizeSection, 'change'> {
  if (after >= atLeast || atMost === Infinity) return {};
  const lost = (size: number): string => `−${percent(lostRatio(size, after))}`;
  return { change: `(${eitherText(lost(atLeast), lost(atMost))})` };
}

/** From where to where, or one of them if they are the same. */
function eitherText(from: string, to: string): string {
  return from === to ? to : t('{0} to {1}', from, to);
}

function checkingSize({ size, now, step, checks }: DraftPageInput): SizeSection | undefined {
  const before = size && sizeBeforeText(size);
  if (before === undefined || checks || step.kind !== 'checking') return undefined;
  return sizeSection(before, t('counting…'), {
    texts: size?.read ? [readSentence(size.read.at, now)] : [],
  });
}

/** Of a change that loses no one who isn't known. */
function harmlessTexts(
  view: PlanFacts,
  sizes: SizeAround,
  undoes: UndoneUpload | undefined,
): string[] {
  const { before } = sizes;
  const { plan, now } = view;
  const source = before.read
    ? asRead(before, now)
    : before.atLeast > 0
      ? t('By the last upload from here.')
      : plan.listReading && unknownSizeText();
  return present([
    undoes && undoText(plan, undoes),
    source,
    plan.options.operation === 'update' &&
      t('Never empty: the file is added before anyone is removed.'),
    formatsNote(sizes, plan.distinct),
    rangeNote(sizes),
  ]);
}

/** What is said of a change that may lose people; undefined if it doesn't. */
function riskOf(
  input: DraftPageInput,
  view: PlanFacts,
  sizes: SizeAround,
): Pick<SizeSection, 'tone' | 'texts' | 'press'> | undefined {
  const { before } = sizes;
  const { limits, undoes } = input;
  const { plan, now } = view;
  const { identifiers: counted, known } = sizeBefore(view);
  const risk = shrinkRisk(plan, { identifiers: counted, known }, limits.minKept);
  const reason = shrinkReason(view, limits);
  const { read } = before;
  const source = asRead(before, now);
  switch (risk) {
    case undefined:
      return undefined;
    case 'size-unknown':
      return {
        tone: 'unknown',
        texts: present([reason, undoes ? undoText(plan, undoes) : source]),
        ...((undoes || !isLocked(input)) && {
          press: { label: t('Try Again'), action: 'check' as const },
        }),
      };
    case 'shrinks':
      return {
        tone: 'loss',
        texts: present([
          undoes
            ? undoText(plan, undoes)
            : plan.options.operation === 'replace'
              ? fewerText(plan, before)
              : reason,
          typedText(input),
          formatsNote(sizes, plan.distinct),
          rangeText(before) === count(counted) || undoes
            ? source
            : read?.identifiers === counted
              ? t('The safety check counts with {0}, as read.', count(counted))
              : t(
                  'The safety check counts with {0}, by the last upload from here.',
                  count(counted),
                ),
        ]),
      };
  }
}

function fewerText({ distinct }: Plan, { atLeast, atMost }: SizeRange): string {
  const fewer = (size: number): number => Math.max(0, size - distinct);
  // Never rounded up to the limit.
  const kept = (size: number): string =>
    percent(Math.floor(Math.min(1, distinct / size) * 1000) / 1000);
  return t(
    '{0} fewer. The segment keeps {1} of its size.',
    rangeText({ atLeast: fewer(atLeast), atMost: fewer(atMost) }) ?? count(0),
    eitherText(kept(atMost), kept(atLeast)),
  );
}

function typedText({ limits, step }: DraftPageInput): string | undefined {
  const asksForId = step.kind === 'ready' && step.planned.confirmation?.kind === 'accountId';
  return asksForId && limits.minKept > 0
    ? t('Below {0} the account ID must be typed.', percent(limits.minKept))
    : undefined;
}

function undoText({ distinct }: Plan, { accepted }: UndoneUpload): string {
  return t(
    'Up to {0} of these identifiers were in the segment before that upload. Undo removes them too.',
    count(Math.min(distinct, accepted)),
  );
}

function uploadsPress(uploads: number): Press | undefined {
  if (uploads === 0) return undefined;
  return {
    label: uploads === 1 ? t('Show Upload') : t('Show {0} Uploads', count(uploads)),
    action: 'showSegment',
  };
}

/** Rounded, but all of it only if nothing is left. */
function lostRatio(before: number, after: number): number {
  const ratio = Math.round((1 - after / before) * 100) / 100;
  return after > 0 ? Math.min(0.99, ratio) : ratio;
}

/** What stays of the reading and of what was sent since, what this adds, and what goes; undefined if unknown. */
function barOf({ before, change, after }: SizeAround): SizeSection['bar'] {
  const { read, pending } = before;
  const { added, removed } = openChanges(before);
  const base = sizeFigure(before) ?? pending.from?.atMost;
  if (base === undefined || after.atMost === Infinity) return undefined;
  if (change.clears) return sharesOf(0, 0, after.atMost, Math.max(0, base - after.atMost));
  const isCertain = before.atLeast === before.atMost;
  const sent = isCertain || (!read && !pending.from) ? 0 : added;
  const all = base + sent;
  const lost = Math.min(all, change.removed + (isCertain ? 0 : removed));
  const ofReading = pending.from ? 0 : Math.min(base, read?.identifiers ?? 0);
  // It isn't known from which of both they go.
  const kept = ofReading * (1 - lost / Math.max(1, all));
  return sharesOf(kept, Math.max(0, all - lost - kept), change.added, lost);
}

function sharesOf(kept: number, pending: number, added: number, lost: number): SizeSection['bar'] {
  const all = Math.max(1, kept + pending + added + lost);
  return { kept: kept / all, pending: pending / all, added: added / all, lost: lost / all };
}
