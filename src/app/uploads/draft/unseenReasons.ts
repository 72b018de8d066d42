import type { Choices } from '../choices/choices';
import { limitsOf } from '../choices/engineOptions';
import type { DraftPlan } from '../draftStep';
import type { PlanSizes } from '../plan/planFacts';
import { newReasons } from '../plan/planReview';

/**
 * Why a plan has to be confirmed that wasn't a reason to confirm the one that was shown, whatever the
 * figures.
 */
export function unseenReasons(shown: DraftPlan, found: DraftPlan, choices: Choices): string[] {
  const optOut = shown.optOut === undefined && found.optOut !== undefined ? [found.optOut] : [];
  return [...optOut, ...newReasons(sizesOf(found), sizesOf(shown), limitsOf(choices))];
}

/** As of now. */
export function sizesOf({ plan, reading }: Pick<DraftPlan, 'plan' | 'reading'>): PlanSizes {
  return { plan, reading, now: Date.now() };
}
