import { t } from '@vscode/l10n';
import { clock, count } from '../../../common/format';
import { mostRemoved } from '../../../upload/hashFormats';
import { liveAround, nextComputation } from '../../../upload/schedule';
import { countedSize, effectOf, expectedAfter } from '../../../upload/segmentSize';
import { DEFAULT_OPTIONS, type LastUpload } from '../../../upload/uploadTypes';
import type { SizeSection } from '../../../webview/uploadModel';
import { factsOfJob } from '../plan/sizeBefore';
import { isOutdated } from '../standing';
import { rounded, sizeAfterText, sizeSection, sizesText, timeOfDay } from './commonSections';
import type { JobPageFacts } from './jobPageFacts';
import { changeOf } from './sizeChange';

/** The segment's size before the upload, if it is known. */
function sizeBefore({ job, plan }: JobPageFacts): number | undefined {
  const facts = factsOfJob(job, plan);
  const { current, last, now } = facts;
  if (current && (!last || !isPending(last, current.identifiers, now))) return current.identifiers;
  const { identifiers, known } = countedSize(facts, job.operation);
  return known ? identifiers : undefined;
}

/** Whether a reading lacks the last upload for sure: only then is the number of the safety checks the better one. */
function isPending(last: LastUpload, read: number, now: number): boolean {
  const computed = nextComputation(Date.parse(last.finishedAt));
  return (
    !last.changedSince &&
    (now < computed || (now < liveAround(computed) && read === last.sizeBefore))
  );
}

/**
 * The size that is to be expected of `rows` identifiers: those accepted so far, or all. `removed`:
 * people that an Update removes.
 */
function sizeAfter(view: JobPageFacts, rows: number, removed = 0): number | undefined {
  const { operation, report } = view.job;
  const before = operation === 'replace' ? 0 : sizeBefore(view);
  if (before === undefined) return undefined;
  // A person may be in the segment in each of the other formats, too.
  const others = operation === 'remove' ? (report?.forms ?? []) : [];
  const identifiers = others.reduce((sum, { accepted, unknown }) => sum + accepted + unknown, rows);
  const added = Math.max(0, rows - (report?.unchanged ?? 0));
  return expectedAfter(before, operation, effectOf(operation, identifiers, { added, removed }));
}

/**
 * `48,210 → about 1,048,000`: what is to be expected while it is sending, else what became of it.
 * Undefined if nothing is known.
 */
export function jobSizeText(view: JobPageFacts): string | undefined {
  const size = sizeOf(view);
  if (!size) return undefined;
  const before = size.before === t('unknown') ? undefined : size.before;
  return sizesText(before, sizeAfterText(size));
}

/** What is to be expected while it is sending, else what became of it. */
export function sizeOf(view: JobPageFacts): SizeSection | undefined {
  return view.phase === 'sending' ? expectedSection(view) : jobSizeSection(view);
}

function expectedSection(view: JobPageFacts): SizeSection | undefined {
  const { accepted, unknown, unsent } = view.rows;
  const before = sizeBefore(view);
  const after = sizeAfter(view, accepted + unknown + unsent, view.report?.removed?.rows);
  if (before === undefined || after === undefined) return undefined;
  const { operation } = view.job;
  const isLeast = operation === 'remove';
  const least = isLeast && view.plan ? Math.max(0, before - mostRemoved(view.plan)) : after;
  return sizeSection(before, least, {
    about: true,
    qualifier: isLeast ? t('at least') : undefined,
    texts: [],
    ...lossOf(view, before, least),
  });
}

/** That a Replace or a removal took out so many that safety checks asked for it. */
function lossOf(
  { job: { operation } }: JobPageFacts,
  before: number | undefined,
  after: number,
): Pick<SizeSection, 'change' | 'tone'> {
  const mayLose = operation === 'replace' || operation === 'remove';
  return mayLose && before !== undefined && after < before * DEFAULT_OPTIONS.minKept
    ? { ...changeOf(before, after), tone: 'loss' }
    : {};
}

/**
 * How the upload changed the segment's size: as expected, or as Criteo reports it after its next
 * computation. Undefined where the upload changed nothing, or where nothing is known.
 */
export function jobSizeSection(view: JobPageFacts): SizeSection | undefined {
  const { job, rows, gap } = view;
  // What was sent is no longer in it, or it isn't known what the segment has.
  if (isOutdated(job) || gap === 'maybeCleared') return undefined;
  const before = sizeBefore(view);
  const later = view.readings.find(({ at }) => at >= view.computedAt);
  if (later)
    return sizeSection(before, later.identifiers, {
      texts: [laterText(before, later, view.now)],
      ...lossOf(view, before, later.identifiers),
    });
  if (gap === 'incomplete') return incompleteSection(view, before);
  const after = sizeAfter(view, rows.accepted, view.change?.removed);
  if (after === undefined || rows.accepted + rows.unknown === 0) return undefined;
  return sizeSection(before, after, {
    about: true,
    qualifier: job.operation === 'remove' ? t('at least') : undefined,
    texts: [expectedText(view)],
    ...lossOf(view, before, after),
  });
}

function laterText(
  before: number | undefined,
  { at, identifiers }: JobPageFacts['readings'][number],
  now: number,
): string {
  const time = timeOfDay(at, now);
  return before === undefined
    ? t('Read at {0}.', time)
    : t('{0} since the upload, read at {1}.', signed(identifiers - before), time);
}

/** `+1,200`, `−3`, `±0`: with the sign of typography, which screen readers read as "minus". */
function signed(difference: number): string {
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '±';
  return `${sign}${count(Math.abs(difference))}`;
}

function expectedText({ computedAt, now }: JobPageFacts): string {
  return computedAt > now
    ? t('Expected. Read again after {0}.', clock(computedAt))
    : t('Expected. Not read since the computation at {0}.', timeOfDay(computedAt, now));
}

/** Of a Replace that was cut off: requests without an answer may have been accepted. */
function incompleteSection(view: JobPageFacts, before: number | undefined): SizeSection {
  const { rows, lost, job } = view;
  const [least, most] = [rows.accepted, rows.accepted + rows.unknown];
  const section = sizeSection(before, least, {
    about: true,
    tone: 'loss',
    texts: job.resumable
      ? // One figure more: a few rejected rows are seen.
        [t('about {0} after Resume', count(rounded(least + lost + rows.unsent, 4)))]
      : [],
  });
  if (count(rounded(most)) === section.after) return section;
  return {
    ...section,
    qualifier: undefined,
    after: t('{0} to {1}', section.after, count(rounded(most))),
  };
}
