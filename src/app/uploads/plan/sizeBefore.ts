import { mostRemoved } from '../../../upload/hashFormats';
import type { JobSummary } from '../../../upload/jobTypes';
import {
  countedSize,
  effectOf,
  readSize,
  recentReading,
  type CountedSize,
  type SizeEffect,
  type SizeFacts,
} from '../../../upload/segmentSize';
import type { Plan } from '../../../upload/uploadTypes';
import { plannedChange } from '../update/updateFigures';
import type { PlanSizes } from './planFacts';

/** What the size of a plan's segment follows from. */
export function factsOfPlan({ plan, reading, now }: PlanSizes): SizeFacts {
  const { listReading, previous } = plan;
  return { current: recentReading(listReading, now), earlier: reading, last: previous, now };
}

/** The segment's size before an upload that is planned, as far as known. */
export function sizeBefore(facts: PlanSizes): CountedSize {
  return countedSize(factsOfPlan(facts), facts.plan.options.operation);
}

/** How an upload that is planned changes its segment if Criteo accepts all of it, as people. */
export function effectOfPlan(plan: Plan): SizeEffect {
  const { options, distinct } = plan;
  // Several formats can take out several entries of one person. An undo has the format of the add.
  return options.operation === 'remove' && options.undoes === undefined
    ? effectOf('remove', mostRemoved(plan))
    : effectOf(options.operation, distinct, plannedChange(plan));
}

/** What the size of its segment follows from when an upload began. `plan`: if it can be read. */
export function factsOfJob(
  { readings, startedAt, plannedAt }: JobSummary,
  plan: Pick<Plan, 'listReading' | 'before'> = {},
): SizeFacts {
  const { listReading, before } = plan;
  const first = readings.find(({ when }) => when === 'before');
  return {
    current: readSize(first) ?? readSize(listReading),
    last: before,
    now: Date.parse(startedAt ?? plannedAt),
  };
}
