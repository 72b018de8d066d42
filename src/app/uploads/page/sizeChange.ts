import { t } from '@vscode/l10n';
import { clock, count, dateTime, percent } from '../../../common/format';
import { present } from '../../../common/records';
import { shrinkRisk, type ShrinkRisk } from '../../../upload/safetyChecks';
import { expectedAfter, type CountedSize } from '../../../upload/segmentSize';
import type { Operation } from '../../../upload/uploadTypes';
import type { Press, SizeSection } from '../../../webview/uploadModel';
import type { PlanFacts } from '../plan/planFacts';
import { audiencesText, earlierSizeText, shrinkReason, unknownSizeText } from '../plan/planReview';
import { effectOfPlan, sizeBefore } from '../plan/sizeBefore';
import type { UndoneUpload } from '../undoUpload';
import { rounded, sizeSection, timeOfDay } from './commonSections';
import { isLocked, type DraftPageInput } from './draftBase';

/**
 * How an upload changes the list's size, as far as it is known. Without `view`, while the file is
 * checked, only the size before. Undefined if there is nothing to say.
 */
export function draftSizeSection(input: DraftPageInput, view?: PlanFacts): SizeSection | undefined {
  if (!view) return checkingSize(input);
  const { plan } = view;
  if (plan.good === 0) return undefined;
  const before = sizeBefore(view);
  const risk = shrinkRisk(plan, before, input.limits.minKept);
  const harmlessSection = harmless(view, before, input.undoes);
  const section =
    risk === undefined
      ? harmlessSection
      : { ...harmlessSection, ...dangerous(input, view, before, risk, harmlessSection) };
  // Files of a Replace may have people in common.
  const isAtMost = plan.estimate === 'atMost' && plan.options.operation === 'replace';
  return {
    ...section,
    after: isAtMost ? t('up to {0}', section.after) : section.after,
    // Whom the change concerns.
    texts: present([...section.texts, audiencesText(view)]),
  };
}

function checkingSize({ reading, now, step, checks }: DraftPageInput): SizeSection | undefined {
  if (!reading || checks || step.kind !== 'checking') return undefined;
  return {
    ...sizeSection(reading.identifiers, undefined, {
      about: true,
      texts: [readText(reading, now)],
    }),
    after: t('counting…'),
  };
}

/** `Read at 09:50.` */
function readText({ at }: { at: number }, now: number): string {
  return timeOfDay(at, now) === clock(at)
    ? t('Read at {0}.', clock(at))
    : t('Read on {0}.', dateTime(at));
}

function harmless(
  view: PlanFacts,
  before: CountedSize,
  undoes: UndoneUpload | undefined,
): SizeSection {
  if (undoes) return sizeAfterUndo(view, before, undoes);
  const { plan, reading, now } = view;
  const { operation } = plan.options;
  const { identifiers: counted, known } = before;
  const size = known || counted > 0 || reading ? counted : undefined;
  if (operation === 'replace' && !known)
    return sizeSection(undefined, plan.distinct, {
      texts: present([reading && earlierSizeText(reading)]),
    });
  const source =
    size === undefined
      ? plan.listReading && unknownSizeText()
      : reading?.identifiers === size
        ? readText(reading, now)
        : t('By the last upload from here.');
  const texts = present([source, noteOf(operation, size)]);
  const after = size === undefined ? undefined : expectedAfter(size, operation, effectOfPlan(plan));
  if (operation === 'replace')
    return sizeSection(size, after, { texts, ...changeOf(counted, plan.distinct) });
  // Whatever the segment had, it has at least what an Update adds.
  const leastAfter = operation === 'update' && size === undefined ? plan.distinct : undefined;
  const isLeast = leastAfter !== undefined || (operation === 'remove' && known);
  return sizeSection(size, after ?? leastAfter, {
    about: !isLeast,
    qualifier: isLeast ? t('at least') : undefined,
    texts,
  });
}

/** What there is to say of the figure afterwards. `size`: before, if anything is known of it. */
function noteOf(operation: Operation, size: number | undefined): string | undefined {
  switch (operation) {
    case 'update':
      return t('Never empty: the file is added before anyone is removed.');
    case 'add':
      return size ? t('Less if some are already in the segment.') : undefined;
    case 'remove':
      return size === undefined ? undefined : t('More if some aren’t in the segment.');
    case 'replace':
      return undefined;
  }
}

/**
 * The least that an undo leaves, as for a removal. Until Criteo computes what the upload added, the
 * size before is the one that is expected.
 */
function sizeAfterUndo(
  { plan, reading, now }: PlanFacts,
  { identifiers, known }: CountedSize,
  { accepted, sizeBefore: beforeUpload, computedAt }: UndoneUpload,
): SizeSection {
  const readNow = reading?.identifiers;
  const isComputed =
    reading !== undefined &&
    (reading.at >= computedAt || beforeUpload === undefined || reading.identifiers > beforeUpload);
  const expected = !isComputed && beforeUpload !== undefined ? beforeUpload + accepted : undefined;
  const after = known ? expectedAfter(identifiers, 'remove', effectOfPlan(plan)) : undefined;
  const section = sizeSection(expected ?? (known ? identifiers : readNow), after, {
    qualifier: known ? t('at least') : undefined,
    texts: present([
      t(
        'Up to {0} of these identifiers were in the segment before that upload. Undo removes them too.',
        count(Math.min(plan.distinct, accepted)),
      ),
      expected !== undefined
        ? t('Size as expected after that upload. Criteo hasn’t computed it yet.')
        : reading && readText(reading, now),
    ]),
  });
  return expected === undefined
    ? section
    : { ...section, before: t('about {0}', count(rounded(expected))) };
}

/** `(−80%)`; nothing for a list that grows. */
export function changeOf(before: number, after: number): Pick<SizeSection, 'change'> {
  return after < before ? { change: t('(−{0})', percent(lostRatio(before, after))) } : {};
}

/** Rounded, but all of it only if nothing is left. */
function lostRatio(before: number, after: number): number {
  const ratio = Math.round((1 - after / before) * 100) / 100;
  return after > 0 ? Math.min(0.99, ratio) : ratio;
}

/** What is said of a change that may lose people. */
function dangerous(
  input: DraftPageInput,
  view: PlanFacts,
  { identifiers: counted }: CountedSize,
  risk: ShrinkRisk,
  harmlessSection: SizeSection,
): Pick<SizeSection, 'tone' | 'texts' | 'press'> {
  const { limits, step, now, undoes } = input;
  const { plan, reading } = view;
  const reason = shrinkReason(view, limits);
  // What an undo removes, and why the figures are what they are.
  const ofUndo = undoes ? harmlessSection.texts : [];
  if (risk === 'size-unknown') {
    const press: Press = { label: t('Try Again'), action: 'check' };
    const texts = present([reason, ...ofUndo, !undoes && reading && earlierSizeText(reading)]);
    return undoes || !isLocked(input)
      ? { tone: 'unknown', texts, press }
      : { tone: 'unknown', texts };
  }
  const asksForId = step.kind === 'ready' && step.planned.confirmation?.kind === 'accountId';
  const idText =
    asksForId &&
    limits.minKept > 0 &&
    t('Below {0} the account ID must be typed.', percent(limits.minKept));
  if (undoes) return { tone: 'loss', texts: present([...ofUndo, idText]) };
  return {
    tone: 'loss',
    texts: present([
      plan.options.operation === 'replace'
        ? t(
            '{0} fewer. The segment keeps {1} of its size.',
            count(counted - plan.distinct),
            // Never rounded up to the limit.
            percent(Math.floor((plan.distinct / counted) * 1000) / 1000),
          )
        : reason,
      idText,
      reading?.identifiers === counted ? readText(reading, now) : undefined,
    ]),
  };
}
