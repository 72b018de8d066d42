import { t } from '@vscode/l10n';
import { signedChange } from '../../../common/counts';
import { count } from '../../../common/format';
import type { RemovedCounts, Report } from '../../../upload/jobTypes';
import type { Plan } from '../../../upload/uploadTypes';

/** How an upload changes a list: people whom it adds, and those whom it removes after them. */
export interface ListChange {
  /** Of an Update: those who weren't in the previous file. */
  added: number;
  /** Of an Update: those who left. */
  removed: number;
  /** If any: people on a suppression list, who are removed in case they are in it. */
  suppressed?: number;
}

/** The change that a plan makes; undefined if it removes no one after its adds, as an Update may. */
export function plannedChange({
  good,
  update,
  suppression,
}: Pick<Plan, 'good' | 'update' | 'suppression'>): ListChange | undefined {
  const { removed: suppressed = 0 } = suppression ?? {};
  if (!update && suppressed === 0) return undefined;
  const { unchanged = 0, counts } = update ?? {};
  return changeWith(good - unchanged, counts?.removed ?? 0, suppressed);
}

/**
 * The change that an upload made so far; undefined as for a plan. Which of the rejected ones of an Update
 * were new isn't known: they count as new.
 */
export function changeMade({
  operation,
  unchanged = 0,
  sides: { added, left, suppressed },
}: Pick<Report, 'operation' | 'unchanged' | 'sides'>): ListChange | undefined {
  if (operation !== 'update' && !suppressed?.people) return undefined;
  const come = Math.max(0, (added?.done ?? 0) - unchanged);
  return changeWith(come, left?.done ?? 0, suppressed?.done ?? 0);
}

function changeWith(added: number, removed: number, suppressed: number): ListChange {
  return { added, removed, ...(suppressed > 0 && { suppressed }) };
}

/** `+1,200 −340`; a zero is left out, unless both are. Who is suppressed is said apart. */
export function changeText({ added, removed, suppressed = 0 }: ListChange): string {
  const text = signedChange(added, removed);
  return suppressed > 0 ? t('{0}, −{1} suppressed', text, count(suppressed)) : text;
}

/** What removals after the adds are, of an Update and of people on suppression lists. */
export function removalsOf({
  removed,
  suppression,
}: Pick<Report, 'removed' | 'suppression'>): RemovedCounts[] {
  return [removed, suppression?.removed].filter((one) => one !== undefined);
}

/** Whether Criteo accepted any identifier of an upload, or may have. */
export function mayHaveTaken(report: Report): boolean {
  return [report, ...(report.forms ?? []), ...removalsOf(report)].some(
    ({ accepted, unknown }) => accepted + unknown > 0,
  );
}
