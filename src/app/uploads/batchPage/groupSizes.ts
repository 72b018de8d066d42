import { t } from '@vscode/l10n';
import { count, dateTime, utcClock } from '../../../common/format';
import { lastComputation } from '../../../upload/schedule';
import { sizeFigure } from '../../segments/sizes/sizeTexts';
import { limitsOf } from '../choices/engineOptions';
import { draftPlanOf } from '../draftStep';
import { sizeAfterText, sizesText } from '../page/commonSections';
import { beforeInShort, draftSizeSection } from '../page/sizeChange';
import { sizesOfPlan } from '../plan/sentFromHere';
import type { GroupView } from './batchView';

/** A segment's size before and after, as text. */
interface Sizes {
  before?: string;
  /** With the change if it falls: `600 (−88%)`. Absent as long as it isn't known. */
  after?: string;
  /** Whether too much may be lost. */
  isLoss?: boolean;
  /** The file was checked, and still nothing can be said of the size after. */
  isOpen?: boolean;
  /** When `before` was read, in milliseconds since 1970; absent if it is known otherwise. */
  readAt?: number;
}

/** How a group changes its segment's size, as far as known. `now`: milliseconds since 1970. */
export function groupSizes({ draft, view, reading }: GroupView, now: number): Sizes {
  const known = reading ? { before: count(reading.identifiers), readAt: reading.at } : {};
  const planned = draft && draftPlanOf(draft.step);
  if (!draft || !planned || !view) return known;
  const facts = { ...view, now };
  const size = draftSizeSection(
    { step: draft.step, choices: draft.choices, limits: limitsOf(draft.choices), now },
    facts,
  );
  if (!size) return known;
  const sizes = sizesOfPlan(facts);
  const { before: sizeNow } = sizes;
  const isRead = sizeFigure(sizeNow) === sizeNow.read?.identifiers;
  const after = size.after === t('unknown') ? undefined : size.after;
  return {
    before: beforeInShort(sizes, size),
    after: after && sizeAfterText(size),
    isOpen: after === undefined,
    isLoss: size.tone === 'loss',
    readAt: isRead ? sizeNow.read?.at : undefined,
  };
}

/** `48,210 → about 64,000`, or only the size before. */
export function groupSizesText(group: GroupView, now: number): string | undefined {
  const { before, after, isOpen } = groupSizes(group, now);
  if (after !== undefined) return sizesText(before, after);
  return before ?? (isOpen ? t('size unknown') : undefined);
}

/** What the sizes of several segments are as of. */
export function sizesHint(groups: readonly GroupView[], now: number): string | undefined {
  const times = groups.flatMap((group) => groupSizes(group, now).readAt ?? []);
  const oldest = Math.min(...times);
  if (times.length === 0) return undefined;
  return oldest >= lastComputation(now)
    ? t('Sizes as of {0} UTC, the last computation.', utcClock(lastComputation(now)))
    : t('Sizes as last read. The oldest is from {0}.', dateTime(oldest));
}
