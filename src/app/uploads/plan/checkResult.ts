import { pick } from '../../../common/pick';
import type { Plan } from '../../../upload/types';

/** What `checkCsv` returns: counts, no identifier. */
export type Checked = Pick<Plan & { column: number }, (typeof FIGURES)[number]>;

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

/** These figures alone, of whatever has them. */
export function checkedOf(found: Checked): Checked {
  return pick(found, FIGURES);
}
