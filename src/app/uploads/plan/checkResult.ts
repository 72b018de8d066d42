import { compact, pick } from '../../../common/records';
import { columnsRead } from '../../../upload/fieldsRead';
import type { Plan } from '../../../upload/uploadTypes';
import { plainSize, type PlainSize } from '../../segments/sizes/knownSizes';
import type { DraftPlan } from '../draftStep';
import { suppressionCheckOf, type SuppressionCheck } from '../suppression/suppressionTexts';
import { updateCheckOf, type UpdateCheck } from '../update/updateReview';
import { sizesOfPlan } from './sentFromHere';

/** Result of `checkCsv`: counts, no identifiers. */
export type CheckResult = Pick<Plan & { column: number }, (typeof FIGURES)[number]> & {
  /** Rows times columns, if several columns are read. */
  fields?: number;
  /** The 0-based columns that were read of the first file, if several. */
  columns?: readonly number[];
  /** Of the segment, as far as known; it is before an upload. */
  size?: PlainSize;
  /** Of an update. */
  update?: UpdateCheck;
  /** If there are suppression lists. */
  suppression?: SuppressionCheck;
  /** Suppression lists, or that one is required, don't count: the segment keeps people out. */
  suppressionUnused?: true;
};

const FIGURES = [
  'rows',
  'blank',
  'invalid',
  'suppressed',
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
export function checkResultOf({
  plan,
  into,
  reading,
  sent = [],
  areListsUnused,
}: Pick<DraftPlan, 'plan' | 'into' | 'reading' | 'sent' | 'areListsUnused'>): CheckResult {
  const [file] = plan.files;
  const { before } = sizesOfPlan({ plan, reading, sent, now: Date.now() });
  const isKnown = into && (before.read !== undefined || before.atLeast > 0 || sent.length > 0);
  return compact({
    ...pick({ ...plan, column: file.column }, FIGURES),
    fields: plan.fields,
    columns: file.byColumn && columnsRead(file),
    size: isKnown ? plainSize(before) : undefined,
    update: updateCheckOf(plan),
    suppression: plan.suppression && suppressionCheckOf(plan.suppression),
    suppressionUnused: areListsUnused || undefined,
  });
}
