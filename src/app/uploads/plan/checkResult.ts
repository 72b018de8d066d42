import { pick } from '../../../common/pick';
import type { Plan } from '../../../upload/uploadTypes';
import type { Planned } from '../step';

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
export function checkResultOf({ plan }: Planned): CheckResult {
  return pick({ ...plan, column: plan.files[0].column }, FIGURES);
}
