import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { rangeText } from '../../segments/sizes/sizeTexts';
import type { Limits } from '../choices/engineOptions';
import type { DraftPlan } from '../draftStep';
import { plannedChange, type ListChange } from '../update/updateFigures';
import { WORDS } from '../words/operationWords';
import type { PlanSizes } from './planFacts';
import { lossOf } from './planReview';
import { sizesOfPlan } from './sentFromHere';
import { sizeBefore } from './sizeBefore';

type Planned = Pick<DraftPlan, 'plan' | 'reasons' | 'optOut'>;

/**
 * Whether sending a plan may lose people, or puts in who opted out, so that its button looks dangerous and
 * no key presses it.
 */
export function isDangerous(
  planned: Pick<DraftPlan, 'optOut' | 'confirmation'>,
  sizes: PlanSizes,
  limits: Limits,
): boolean {
  return planned.optOut !== undefined || mayLoseTooMuch(planned, sizes, limits);
}

/** Whether an account ID has to be typed for a plan, or it may lose more than is allowed. */
export function mayLoseTooMuch(
  { confirmation }: Pick<DraftPlan, 'confirmation'>,
  sizes: PlanSizes,
  limits: Limits,
): boolean {
  return confirmation?.kind === 'accountId' || lossOf(sizes, limits) !== undefined;
}

/** The verb of one upload and its figure. */
export function sendLabel(planned: Planned, sizes: PlanSizes): string {
  const { plan, reasons, optOut } = planned;
  if (plan.unchangedSince !== undefined && reasons.length === 1) return t('Send Anyway');
  const change = plannedChange(plan);
  if (change && plan.update) return updateLabel(change, reasons.length > 0);
  if (plan.options.operation !== 'replace') return plannedLabel(planned);
  const before = rangeText(sizesOfPlan(sizes).before);
  const label =
    before !== undefined && sizeBefore(sizes).known
      ? t('Replace {0} with {1}', before, count(plan.distinct))
      : t('Replace Identifiers with {0}', count(plan.distinct));
  return optOut === undefined ? label : anyway(label);
}

/** What sending a plan does: all the same, if something speaks against it. */
function plannedLabel({ plan, reasons }: Planned): string {
  const { good, invalid, suppression } = plan;
  const { send, sendAnyway } = WORDS[plan.options.operation];
  const { removed = 0 } = suppression ?? {};
  const label =
    removed === 0
      ? send(count(good))
      : good === 0
        ? WORDS.remove.send(count(removed))
        : andRemove(send(count(good)), removed);
  if (reasons.length === 0) return label;
  return invalid > 0 && removed === 0 ? sendAnyway(count(good)) : anyway(label);
}

/** `Add 115,082, Remove 37`: those are suppressed. `removed`: people. */
export function andRemove(label: string, removed: number): string {
  return t('{0}, Remove {1}', label, count(removed));
}

/** `340`, and of those who are suppressed `340 + 3 Suppressed`; empty if no one is removed. */
function removedFigure({ removed, suppressed = 0 }: ListChange): string {
  if (suppressed === 0) return removed > 0 ? count(removed) : '';
  return removed > 0
    ? t('{0} + {1} Suppressed', count(removed), count(suppressed))
    : t('{0} Suppressed', count(suppressed));
}

/** `Update: Add 1,200, Remove 340`. The whole file is sent; the figures say what changes. */
function updateLabel(change: ListChange, isAnyway: boolean): string {
  const { added } = change;
  const [plus, minus] = [count(added), removedFigure(change)];
  if (added === 0 && minus === '')
    return isAnyway ? t('Update Anyway: Nothing Changes') : t('Update: Nothing Changes');
  if (minus === '')
    return isAnyway ? t('Update Anyway: Add {0}', plus) : t('Update: Add {0}', plus);
  if (added === 0)
    return isAnyway ? t('Update Anyway: Remove {0}', minus) : t('Update: Remove {0}', minus);
  return isAnyway
    ? t('Update Anyway: Add {0}, Remove {1}', plus, minus)
    : t('Update: Add {0}, Remove {1}', plus, minus);
}

/** What Updates of several segments change together. */
export function updatesLabel(change: ListChange, segments: number): string {
  const { added } = change;
  const [n, plus, minus] = [count(segments), count(added), removedFigure(change)];
  if (added === 0 && minus === '') return t('Update {0} Segments: Nothing Changes', n);
  if (minus === '') return t('Update {0} Segments: Add {1}', n, plus);
  if (added === 0) return t('Update {0} Segments: Remove {1}', n, minus);
  return t('Update {0} Segments: Add {1}, Remove {2}', n, plus, minus);
}

export function anyway(label: string): string {
  return t('{0} Anyway', label);
}
