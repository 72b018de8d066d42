import { pick } from '../../../common/pick';
import type { Plan } from '../../../upload/uploadTypes';
import type { DraftPlan } from '../step';

/** What `checkCsv` returns: counts, no identifier. */
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

/** The figures of a plan that was made for a check. */
export function checkResultOf({ plan }: DraftPlan): CheckResult {
  return pick({ ...plan, column: plan.files[0].column }, FIGURES);
}
