import { signedChange } from '../../../common/counts';
import type { RemovedCounts, Report } from '../../../upload/jobTypes';
import type { Plan } from '../../../upload/uploadTypes';

/** How an Update changes a list: people who weren't in the previous file, and those who left. */
export interface ListChange {
  added: number;
  removed: number;
}

/** The change that a plan makes; undefined unless it is an Update's. */
export function plannedChange({
  good,
  update,
}: Pick<Plan, 'good' | 'update'>): ListChange | undefined {
  return update && { added: good - update.unchanged, removed: update.counts.removed };
}

/**
 * The change that an Update made so far; undefined unless the report is an Update's. Which of the
 * rejected ones were new isn't known: they count as new.
 */
export function changeMade({
  operation,
  accepted,
  unchanged = 0,
  removed,
}: Pick<Report, 'operation' | 'accepted' | 'unchanged' | 'removed'>): ListChange | undefined {
  if (operation !== 'update') return undefined;
  return {
    added: Math.max(0, accepted - unchanged),
    removed: removed ? peopleRemoved(removed) : 0,
  };
}

/**
 * People whose removal was accepted. All of a person's identifiers are in one request: where only
 * some were accepted, the same ratio of people.
 */
function peopleRemoved({ rows, sent, unsent, accepted }: RemovedCounts): number {
  const all = sent + unsent;
  return all === 0 ? 0 : Math.floor((rows * accepted) / all);
}

/** `+1,200 −340`; a zero is left out, unless both are. */
export function changeText({ added, removed }: ListChange): string {
  return signedChange(added, removed);
}
