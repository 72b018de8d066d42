import { compact, pick } from '../../../common/records';
import { columnsRead } from '../../../upload/fieldsRead';
import type { Plan } from '../../../upload/uploadTypes';
import type { DraftPlan } from '../draftStep';
import { updateCheckOf, type UpdateCheck } from '../update/updateReview';

/** Result of `checkCsv`: counts, no identifiers. */
export type CheckResult = Pick<Plan & { column: number }, (typeof FIGURES)[number]> & {
  /** Rows times columns, if several columns are read. */
  fields?: number;
  /** The 0-based columns that were read of the first file, if several. */
  columns?: readonly number[];
  /** Of an update. */
  update?: UpdateCheck;
};

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
  const [file] = plan.files;
  return compact({
    ...pick({ ...plan, column: file.column }, FIGURES),
    fields: plan.fields,
    columns: file.byColumn && columnsRead(file),
    update: updateCheckOf(plan),
  });
}
