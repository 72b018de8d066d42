import { mostRemoved } from '../../../upload/hashFormats';
import type { JobSummary, Report } from '../../../upload/jobTypes';
import {
  asReading,
  effectOf,
  recentReading,
  segmentSize,
  type LastSent,
  type SegmentSize,
  type SizeChange,
  type SizeEffect,
  type SizeFacts,
} from '../../../upload/segmentSize';
import type { Plan } from '../../../upload/uploadTypes';
import { changesInHistory } from '../../segments/changesInHistory';
import type { HistoryEntry } from '../../segments/history';
import { isOutdated } from '../jobState';
import { touchedList } from '../outcome';
import { plannedChange } from '../update/updateFigures';
import type { PlanSizes } from './planFacts';

/** What was sent to a segment from here: see `SizeFacts`. */
export type SentFromHere = Pick<SizeFacts, 'changes' | 'last'>;

/** The segment's size before an upload that is planned, as far as known. */
export function sizeBefore({ plan, reading, sent = [], now }: PlanSizes): SegmentSize {
  const current = recentReading(plan.listReading, now);
  return segmentSize({
    read: current ?? reading,
    isCurrent: current !== undefined,
    last: plan.previous,
    changes: sent,
    now,
  });
}

/** What an upload that is planned changes if Criteo accepts all of it; the last of `changes` then. */
export function changeOfPlan({ plan, sent = [], now }: PlanSizes): SizeChange {
  const { options, distinct, update, fingerprint } = plan;
  const { operation, undoes, dedupe } = options;
  const when = { operation, begin: now, end: now, missing: 0 };
  if (operation === 'remove') {
    // What it undoes was the last upload, in the same formats: that much was in the segment.
    const least = undoes === undefined ? 0 : Math.min(distinct, sent.at(-1)?.effect.least ?? 0);
    // Otherwise several formats can take out several entries of one person.
    const most = undoes === undefined ? mostRemoved(plan) : distinct;
    const effect = { ...effectOf(operation, most), removed: { least, most } };
    return { ...when, effect, sent: 0 };
  }
  const effect = effectOf(operation, distinct, plannedChange(plan));
  return {
    ...when,
    effect: {
      ...effect,
      ...(operation === 'add' && !dedupe && { least: 0 }),
      // A person has one for each hash format.
      removed: { ...effect.removed, most: Math.max(effect.removed.most, update?.identifiers ?? 0) },
    },
    sent: distinct,
    content: fingerprint,
  };
}

/** The segment's size before an upload began, as it was known then. */
export function sizeBeforeJob(
  { readings, startedAt, plannedAt }: JobSummary,
  plan: Pick<Plan, 'listReading'> | undefined,
  sent: SentFromHere = { changes: [] },
): SegmentSize {
  const first = readings.find(({ when }) => when === 'before');
  const read =
    (first && asReading({ at: first.at, identifiers: first.numberOfIdentifiers })) ??
    (plan?.listReading && asReading(plan.listReading));
  return segmentSize({
    read,
    isCurrent: read !== undefined,
    ...sent,
    now: Date.parse(startedAt ?? plannedAt),
  });
}

/**
 * What was sent to a segment from here, by the records of uploads and, where there is none any more, by
 * its history. `entries`: oldest first. `next`: only what had ended before that upload began.
 */
export function sentFromHere(
  jobs: readonly JobSummary[],
  entries: readonly HistoryEntry[],
  { origin, segmentId }: Plan['target'],
  next?: Pick<JobSummary, 'jobId' | 'startedAt' | 'plannedAt'>,
): SentFromHere {
  const until = next ? Date.parse(next.startedAt ?? next.plannedAt) : Infinity;
  const own = jobs.filter(
    ({ target, report }) =>
      target.origin === origin && target.segmentId === segmentId && report && touchedList(report),
  );
  const recorded = new Set(own.map(({ jobId }) => jobId));
  const isBefore = ({ end }: SizeChange): boolean => end <= until;
  const changes = [
    ...changesInHistory(entries).filter(({ jobId = '' }) => !recorded.has(jobId)),
    ...own.flatMap((job) =>
      job.report && job.jobId !== next?.jobId ? changeOf(job, job.report, jobs) : [],
    ),
  ]
    .filter(isBefore)
    .sort((a, b) => a.end - b.end);
  return { changes, last: lastSent(own, changes, until) };
}

/** As the engine keeps it. */
function lastSent(
  own: readonly JobSummary[],
  changes: readonly SizeChange[],
  until: number,
): LastSent | undefined {
  const [last] = own
    .flatMap(({ state, report, ...job }) =>
      state === 'finished' && report ? { ...job, report, end: Date.parse(report.finishedAt) } : [],
    )
    .filter(({ end }) => end <= until)
    .sort((a, b) => b.end - a.end);
  if (!last) return undefined;
  const { operation, counts, distinct = counts.good, report, readings, end } = last;
  const { removed } = report;
  return {
    finishedAt: report.finishedAt,
    operation,
    distinct,
    removed: removed && removed.sent + removed.unsent,
    sizeBefore: readings.findLast(({ when }) => when === 'before')?.numberOfIdentifiers,
    ...(changes.some((change) => change.end > end) && { changedSince: true }),
  };
}

function changeOf(job: JobSummary, report: Report, jobs: readonly JobSummary[]): SizeChange {
  const { operation, counts, state, startedAt, plannedAt, cleared } = job;
  const sent = operation === 'remove' ? 0 : report.accepted + report.unknown;
  const missing = operation === 'remove' ? 0 : counts.good - report.accepted;
  const isIn = operation !== 'remove' && state === 'finished' && missing === 0 && !isOutdated(job);
  return {
    operation,
    begin: Date.parse(startedAt ?? plannedAt),
    end: Date.parse(report.finishedAt),
    effect: {
      clears: operation === 'replace' && cleared !== undefined,
      // What was sent before someone cleared it is no longer in it.
      least: operation === 'remove' || isOutdated(job) ? 0 : acceptedOnce(job, report),
      added: Math.min(sent, counts.good - (report.unchanged ?? 0)),
      removed: removedBy(job, report, jobs),
    },
    sent,
    missing,
    ...(isIn && { content: job.fingerprint }),
  };
}

/** Identifiers that were accepted, at least: of rows that are sent twice, one counts. */
function acceptedOnce({ distinct, counts }: JobSummary, { accepted }: Report): number {
  return distinct === undefined ? 0 : Math.max(0, accepted - (counts.good - distinct));
}

function removedBy(
  job: JobSummary,
  report: Report,
  jobs: readonly JobSummary[],
): SizeEffect['removed'] {
  const { operation, undoes, cleared, counts } = job;
  const { accepted, unknown, forms = [], removed } = report;
  switch (operation) {
    case 'remove': {
      const undone = jobs.find(({ jobId }) => jobId === undoes)?.report;
      // Both of the same rows.
      const both = undone ? acceptedOnce(job, report) + undone.accepted - counts.good : 0;
      const all = [{ accepted, unknown }, ...forms];
      return {
        least: Math.max(0, both),
        most: all.reduce((sum, one) => sum + one.accepted + one.unknown, 0),
      };
    }
    case 'update': {
      if (!removed) return { least: 0, most: 0 };
      // A person has one for each hash format.
      const left = removed.sent + removed.unsent - removed.accepted;
      return {
        least: Math.max(0, removed.rows - left),
        most: removed.accepted + removed.unknown,
      };
    }
    default:
      // A Replace whose clear got no answer.
      return { least: 0, most: operation === 'replace' && cleared === undefined ? Infinity : 0 };
  }
}
