import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import type { DraftPlan } from '../draftStep';
import { WORDS } from '../words/operationWords';

/** What sending a plan does: all the same, if something speaks against it. */
export function plannedLabel({ plan, reasons }: Pick<DraftPlan, 'plan' | 'reasons'>): string {
  const { good, invalid } = plan;
  const { send, sendAnyway } = WORDS[plan.options.operation];
  if (reasons.length === 0) return send(count(good));
  return invalid > 0 ? sendAnyway(count(good)) : anyway(send(count(good)));
}

export function anyway(label: string): string {
  return t('{0} Anyway', label);
}
