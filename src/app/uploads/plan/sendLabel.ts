import { t } from '@vscode/l10n';
import type { DraftPlan } from '../draftStep';
import { actionLabel } from '../messages';

/** What sending a plan does: all the same, if something speaks against it. */
export function plannedLabel({ plan, reasons }: Pick<DraftPlan, 'plan' | 'reasons'>): string {
  const { good, invalid } = plan;
  const { operation } = plan.options;
  if (reasons.length === 0 || invalid > 0) return actionLabel(operation, good, reasons.length > 0);
  return anyway(actionLabel(operation, good, false));
}

export function anyway(label: string): string {
  return t('{0} Anyway', label);
}
