import type { JobSummary, Report } from '../../../upload/jobTypes';
import { effectOf, type SizeChange } from '../../../upload/segmentSize';
import type { Plan } from '../../../upload/uploadTypes';
import { changesInHistory } from '../../segments/changesInHistory';
import type { HistoryEntry } from '../../segments/history';
import { touchedList } from '../outcome';
import { isOutdated } from '../standing';
import { effectOfPlan } from './sizeBefore';

/**
 * What was sent to a segment from here, oldest first: by the records of uploads and, where there is none
 * any more, by its history. `until`: only what had ended by then, in milliseconds since 1970.
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
  return [
    ...changesInHistory(entries).filter(({ jobId = '' }) => !recorded.has(jobId)),
    ...own.flatMap((job) => changeOf(job) ?? []),
  ]
    .filter(({ end }) => end <= until)
    .sort((a, b) => a.end - b.end);
}

/** An upload that is planned, to be the last change. `now`: milliseconds since 1970. */
export function changeOfPlan(plan: Plan, now: number): SizeChange {
  const { options, distinct, update, fingerprint } = plan;
  const { operation, dedupe, undoes } = options;
  const effect = effectOfPlan(plan);
  const when = { operation, begin: now, end: now, sent: distinct, missing: 0 };
  if (operation === 'remove') return { ...when, effect, undoes: undoes !== undefined };
  const least = dedupe ? distinct : 0;
  // A person has an identifier for each hash format.
  const removed = { ...effect.removed, most: update?.identifiers ?? 0 };
  return { ...when, effect: { ...effect, least, removed }, content: fingerprint };
}

/** What an upload changed so far; undefined if nothing. */
function changeOf(job: JobSummary): SizeChange | undefined {
  const { operation, counts, state, startedAt, plannedAt, undoes, report } = job;
  if (!report || !touchedList(report)) return undefined;
  const { accepted, unknown, unchanged = 0, forms = [] } = report;
  const when = {
    operation,
    begin: Date.parse(startedAt ?? plannedAt),
    end: Date.parse(report.finishedAt),
  };
  const isAll = accepted === counts.good;
  if (operation === 'remove') {
    const others = forms.reduce((sum, form) => sum + form.accepted + form.unknown, 0);
    const effect = effectOf(operation, accepted + unknown + others);
    return { ...when, effect, sent: accepted, missing: 0, undoes: undoes !== undefined && isAll };
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
    ...(isAll && state === 'finished' && !isOutdated(job) && { content: job.fingerprint }),
  };
}

function takenOutBy(
  { operation, cleared }: JobSummary,
  { removed }: Report,
): SizeChange['effect']['removed'] {
  // Its clear got no answer.
  if (operation === 'replace' && cleared === undefined) return { least: 0, most: Infinity };
  if (!removed) return { least: 0, most: 0 };
  const { rows, sent, unsent, accepted, unknown } = removed;
  // A person has an identifier for each hash format.
  return { least: Math.max(0, rows - (sent + unsent - accepted)), most: accepted + unknown };
}
