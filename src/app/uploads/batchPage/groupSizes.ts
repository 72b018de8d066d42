import { t } from '@vscode/l10n';
import { isSameDay, timeOfDay } from '../../../common/format';
import type { SegmentSize } from '../../../upload/segmentSize';
import { sizeBeforeInShort, sizeFigure } from '../../segments/sizes/sizeTexts';
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
export function groupSizes({ draft, view, size: known }: GroupView, now: number): Sizes {
  const unplanned = known ? { before: sizeBeforeInShort(known), readAt: readAtOf(known) } : {};
  const planned = draft && draftPlanOf(draft.step);
  if (!draft || !planned || !view) return unplanned;
  const facts = { ...view, now };
  const size = draftSizeSection(
    { step: draft.step, choices: draft.choices, limits: limitsOf(draft.choices), now },
    facts,
  );
  if (!size) return unplanned;
  const sizes = sizesOfPlan(facts);
  const after = size.after === t('unknown') ? undefined : size.after;
  return {
    before: beforeInShort(sizes, size),
    after: after && sizeAfterText(size),
    isOpen: after === undefined,
    isLoss: size.tone === 'loss',
    readAt: readAtOf(sizes.before),
  };
}

/** Undefined if the size that is shown isn't the one that was read. */
function readAtOf(size: SegmentSize): number | undefined {
  return sizeFigure(size) === size.read?.identifiers ? size.read?.at : undefined;
}

/** `48,210 → about 64,000`, or only the size before. */
export function groupSizesText(group: GroupView, now: number): string | undefined {
  const { before, after, isOpen } = groupSizes(group, now);
  if (after !== undefined) return sizesText(before, after);
  return before ?? (isOpen ? t('size unknown') : undefined);
}

/** When the sizes of several segments were read. */
export function sizesHint(groups: readonly GroupView[], now: number): string | undefined {
  const times = groups.flatMap((group) => groupSizes(group, now).readAt ?? []);
  if (times.length === 0) return undefined;
  const oldest = Math.min(...times);
  const [from, to] = [oldest, Math.max(...times)].map((at) => timeOfDay(at, now));
  return from === to && isSameDay(oldest, now)
    ? t('Sizes read at {0}.', from)
    : t('Sizes as last read. The oldest is from {0}.', from);
}
