import { neverThere } from '../../../upload/fieldsRead';
import type { JobSummary, RemovedCounts, Report } from '../../../upload/jobTypes';
import {
  effectOf,
  inOrder,
  sizeAround,
  type SizeAround,
  type SizeChange,
  type SizeReading,
} from '../../../upload/segmentSize';
import type { LastUpload, Plan } from '../../../upload/uploadTypes';
import { changesInHistory } from '../../segments/changesInHistory';
import type { HistoryEntry } from '../../segments/history';
import { touchedList } from '../outcome';
import { hasEnded, isOutdated } from '../standing';
import type { PlanSizes } from './planFacts';
import { effectOfPlan, factsOfJob, factsOfPlan } from './sizeBefore';

/**
 * What was sent to a segment from here, see `inOrder`: by the records of uploads and, where there is none
 * any more, by its history. `until`: only what had begun by then, in milliseconds since 1970.
 */
export function sentFromHere(
  jobs: readonly JobSummary[],
  entries: readonly HistoryEntry[],
  { origin, segmentId }: Pick<Plan['target'], 'origin' | 'segmentId'>,
  until = Infinity,
): SizeChange[] {
  const own = jobs.filter(
    ({ target }) => target.origin === origin && target.segmentId === segmentId,
  );
  const recorded = new Set(own.map(({ jobId }) => jobId));
  const changes = [
    ...changesInHistory(entries).filter(({ jobId = '' }) => !recorded.has(jobId)),
    ...own.flatMap((job) => changeOf(job) ?? []),
  ];
  return inOrder(changes.filter(({ begin }) => begin <= until));
}

/** What was sent to an upload's segment from here before it began, or while it was interrupted. */
export function sentBefore(
  job: JobSummary,
  jobs: readonly JobSummary[],
  entries: readonly HistoryEntry[],
): SizeChange[] {
  const { jobId, target, report } = job;
  const until = report && hasEnded(job) ? Date.parse(report.finishedAt) : Infinity;
  const changes = sentFromHere(jobs, entries, target, until);
  return changes.filter((change) => change.jobId !== jobId);
}

/** The size of a plan's segment before and after it, if Criteo accepts all of it. */
export function sizesOfPlan(facts: PlanSizes): SizeAround {
  const { plan, sent = [], now } = facts;
  return sizeAround(factsOfPlan(facts), withLast(sent, plan.previous), changeOfPlan(plan, now));
}

/** What the size of an upload's segment follows from. */
export interface JobSizes {
  job: JobSummary;
  /** If it can be read. */
  plan?: Plan;
  /** Of the segment, at any time. */
  readings: readonly SizeReading[];
  /** What was sent to the segment from here before it began. */
  sentBefore?: readonly SizeChange[];
}

/**
 * The size of an upload's segment before it, by what was known when it began, and after it: by what
 * Criteo accepted, or with all that is still to be sent. `after` is what it was before where nothing was sent.
 */
export function sizesOfJob(
  { job, plan, readings, sentBefore = [] }: JobSizes,
  isSending: boolean,
): SizeAround {
  const facts = factsOfJob(job, plan);
  const { now } = facts;
  const earlier = readings.findLast(({ at }) => at <= now);
  const begin = beginOf(job);
  const all = (): SizeChange => ({
    ...(plan ? changeOfPlan(plan, now) : changeOfCounts(job, now)),
    begin,
  });
  const own = isSending ? all() : changeOf(job);
  return sizeAround(
    { ...facts, earlier },
    withLast(sentBefore, plan?.before),
    own ?? { ...NOTHING, begin: now, end: now },
  );
}

const NOTHING = { operation: 'add', effect: effectOf('add', 0), sent: 0, missing: 0 } as const;

/** The last upload is also known to the segment's own record. */
function withLast(
  changes: readonly SizeChange[],
  last: LastUpload | undefined,
): readonly SizeChange[] {
  if (!last || last.changedSince || changes.some(({ jobId }) => jobId === last.jobId))
    return changes;
  const { jobId, operation, accepted, distinct, removed = 0, complete, fingerprint } = last;
  const end = Date.parse(last.finishedAt);
  // Of any other than an update, they are suppressed.
  const taken = operation === 'update' ? { removed } : { removed: 0, suppressed: removed };
  const effect = effectOf(operation, distinct, { added: distinct, ...taken });
  const change: SizeChange = {
    ...{ jobId, operation, begin: end, end, sent: accepted },
    missing: operation === 'remove' ? 0 : Math.max(0, distinct - accepted),
    effect: { ...effect, least: Math.min(effect.least, accepted) },
    ...(complete && { ...contentOf(fingerprint), isCompared: operation === 'update' }),
  };
  return inOrder([...changes, change]);
}

/** An upload that is planned, to be the last change. `now`: milliseconds since 1970. */
export function changeOfPlan(plan: Plan, now: number): SizeChange {
  const { options, distinct, update, suppression, fingerprint } = plan;
  const { operation, dedupe, undoes } = options;
  const effect = effectOfPlan(plan);
  const when = { operation, begin: now, end: now, sent: distinct, missing: 0 };
  const content = contentOf(fingerprint);
  if (operation === 'remove') return { ...when, ...content, effect, undoes };
  const least = dedupe ? distinct : 0;
  // A person has an identifier for each hash format.
  const most = (update?.identifiers ?? 0) + (suppression?.identifiers ?? 0);
  const removed = { ...effect.removed, most };
  return {
    ...when,
    ...content,
    effect: { ...effect, least, removed },
    neverThere: update && neverThere(update),
    isCompared: operation === 'update',
  };
}

/** When an upload first changed its segment, as far as is known. */
function beginOf({ startedAt, plannedAt, operation, cleared }: JobSummary): number {
  return Date.parse((operation === 'replace' ? cleared : undefined) ?? startedAt ?? plannedAt);
}

/** All that an upload will have changed, without its plan. */
function changeOfCounts(
  { operation, counts, report, fingerprint, neverThere }: JobSummary,
  now: number,
): SizeChange {
  const { good } = counts;
  const { unchanged = 0, removed, suppression } = report ?? {};
  const effect = effectOf(operation, good, {
    added: good - unchanged,
    removed: removed?.rows ?? 0,
    suppressed: suppression?.removed.rows,
  });
  return {
    ...{ operation, begin: now, end: now, effect, sent: good, missing: 0, neverThere },
    // Not of a removal: in how many formats it will be isn't known.
    ...(operation !== 'remove' && contentOf(fingerprint)),
  };
}

/** What an upload changed so far; undefined if nothing. */
export function changeOf(job: JobSummary): SizeChange | undefined {
  const { jobId, operation, counts, state, undoes, report, fingerprint } = job;
  if (!report || !touchedList(report)) return undefined;
  const { accepted, unknown, unchanged = 0, forms = [] } = report;
  const when = {
    jobId,
    operation,
    begin: beginOf(job),
    end: Date.parse(report.finishedAt),
  };
  const isAll = accepted === counts.good;
  if (operation === 'remove') {
    const others = forms.reduce((sum, form) => sum + form.accepted + form.unknown, 0);
    const effect = effectOf(operation, accepted + unknown + others);
    const unanswered = unknown + forms.reduce((sum, form) => sum + form.unknown, 0);
    const isSent = state === 'finished' && accepted + unknown === counts.good;
    const unsent = isSent && forms.every((form) => form.refused === 0) ? 0 : Infinity;
    return {
      ...when,
      ...{ effect, sent: accepted, missing: 0, undoes: isAll ? undoes : undefined },
      ...contentOf(fingerprint, unsent, unanswered),
    };
  }
  return {
    ...when,
    effect: {
      clears: operation === 'replace' && job.cleared !== undefined,
      // What was sent before someone else cleared it is no longer in it, and duplicates are there once.
      least: isOutdated(job) || job.sendsDuplicates ? 0 : accepted,
      added: Math.min(accepted + unknown, counts.good - unchanged),
      removed: takenOutBy(job, report),
    },
    sent: accepted + unknown,
    missing: counts.good - accepted,
    ...(!isOutdated(job) && contentOf(fingerprint, counts.good - accepted - unknown, unknown)),
    neverThere: job.neverThere,
    isCompared: operation === 'update' && isAll && state === 'finished' && !isOutdated(job),
  };
}

function contentOf(
  fingerprint: string | undefined,
  unsent = 0,
  unanswered = 0,
): Pick<SizeChange, 'content'> {
  return fingerprint === undefined ? {} : { content: { fingerprint, unsent, unanswered } };
}

function takenOutBy(
  { operation, cleared }: JobSummary,
  { removed, suppression }: Report,
): SizeChange['effect']['removed'] {
  // Its clear got no answer.
  if (operation === 'replace' && cleared === undefined) return { least: 0, most: Infinity };
  const taken = (counts?: RemovedCounts): number => (counts ? counts.accepted + counts.unknown : 0);
  const { rows = 0, sent = 0, unsent = 0, accepted = 0 } = removed ?? {};
  return {
    // A person has an identifier for each hash format.
    least: Math.max(0, rows - (sent + unsent - accepted)),
    // Who is suppressed may not have been in it.
    most: taken(removed) + taken(suppression?.removed),
  };
}
