import { pick } from '../../../common/pick';
import type { Plan } from '../../../upload/uploadTypes';
import type { DraftPlan } from '../step';

/** Result of `checkCsv`: counts, no identifiers. */
export type CheckResult = Pick<Plan & { column: number }, (typeof FIGURES)[number]>;

const FIGURES = [
  'rows',
  'blank',
  'invalid',
  'duplicates',
  'good',
  'distinct',
  'calls',
  'byRule',
  'byForm',
  'columnWarnings',
  'column',
] as const satisfies (keyof Plan | 'column')[];

/** The figures of a check's plan. */
export function checkResultOf({ plan }: DraftPlan): CheckResult {
  return pick({ ...plan, column: plan.files[0].column }, FIGURES);
}
