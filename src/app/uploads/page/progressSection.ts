import { t } from '@vscode/l10n';
import { requestsText } from '../../../common/counts';
import { fileNames } from '../../../common/fileName';
import { count, duration, percent, plural } from '../../../common/format';
import { compact, present } from '../../../common/records';
import { filesRead } from '../../../upload/fieldsRead';
import type { RequestState } from '../../../upload/journal/requestStates';
import type { CellKind, ProgressSection } from '../../../webview/uploadModel';
import { progressText } from '../messages';
import { pauseOf } from '../standing';
import { answeredText } from '../words/waitWords';
import { SHORT_TIME } from './commonSections';
import {
  countKind,
  isDone,
  isRemoval,
  isSuppressedRemoval,
  type JobPageFacts,
} from './jobPageFacts';

/** More cells than this can't be told apart. */
const MAX_CELLS = 400;

/** From the worst to the best: what a cell of several requests shows. */
const WORST_FIRST: readonly CellKind[] = [
  'rejected',
  'unknown',
  'partly',
  'underWay',
  'waiting',
  'accepted',
];
const LEGEND_ORDER: readonly CellKind[] = [
  'accepted',
  'partly',
  'rejected',
  'unknown',
  'underWay',
  'waiting',
];

/** The requests of an upload, one cell each. While it is sending, how far it is, too. */
export function progressSection(view: JobPageFacts): ProgressSection | undefined {
  const { requests, phase } = view;
  const isSending = phase === 'sending';
  // Once it has ended, only requests that something is left of are of interest.
  if (!isSending && requests.every(isDone)) return undefined;
  const cells = cellsOf(view);
  return compact<ProgressSection>({
    type: 'progress',
    title: isSending ? t('Progress') : t('Requests'),
    percent: isSending ? percentText(view) : undefined,
    texts: isSending ? [...removalTexts(view), ...progressTexts(view)] : [],
    cells,
    cellsLabel: cellsLabel(view, cells.length),
    legend: legendOf(view),
    hint: isSending ? lostHint(view) : undefined,
  });
}

/** Such as `42%`; undefined without any request. */
export function percentText(of: Pick<JobPageFacts, 'answered' | 'total'>): string | undefined {
  return of.total > 0 ? percent(percentAnswered(of) / 100) : undefined;
}

/** 0–100, rounded down: 100 only once every request is answered. */
export function percentAnswered({
  answered,
  total,
}: Pick<JobPageFacts, 'answered' | 'total'>): number {
  return total === 0 ? 0 : Math.floor((100 * answered) / total);
}

type Pace = Pick<JobPageFacts, 'answered' | 'total' | 'lostRequests' | 'pace' | 'now'>;

/**
 * Milliseconds that the rest takes at the pace so far; undefined before the first answer, or while
 * `job` isn't sending.
 */
export function timeLeft({
  job,
  answered,
  total,
  pace,
  now,
}: Omit<Pace, 'lostRequests'> & Pick<JobPageFacts, 'job'>): number | undefined {
  const { progress, startedAt } = job;
  const isMoving =
    progress.phase === 'sending' &&
    progress.wait === undefined &&
    progress.stopping === undefined &&
    job.state === 'running';
  const since = pace ?? { at: Date.parse(startedAt ?? ''), answered: 0 };
  const [elapsed, done] = [now - since.at, answered - since.answered];
  return isMoving && elapsed > 0 && done > 0 ? (elapsed / done) * (total - answered) : undefined;
}

/** How far uploads are and how long they take. `job`: the one that is sending. */
export function progressTexts({
  job,
  ...pace
}: Pace & { job?: JobPageFacts['job'] }): ProgressSection['texts'] {
  const { answered, total, lostRequests, now } = pace;
  const left = timeLeftText(job && timeLeft({ job, ...pace }));
  const status = job && statusText(job, now);
  return present([
    left !== undefined && { text: t('about {0} left', left) },
    status !== undefined && { text: status },
    total > 0 && { text: answeredText(answered, total, lostRequests), muted: true },
  ]);
}

/** Whether an upload adds or removes at the moment, if it does both. */
function removalTexts({ job, plan, allAdded }: JobPageFacts): ProgressSection['texts'] {
  const { operation, state, progress, report } = job;
  const left = plan?.update?.counts.removed ?? report?.removed?.rows ?? 0;
  const suppressed = plan?.suppression?.removed ?? report?.suppression?.removed.rows ?? 0;
  const isSending = state === 'running' && progress.phase === 'sending';
  const hasBoth = operation === 'update' || suppressed > 0;
  if (!hasBoth || !isSending || progress.stopping !== undefined) return [];
  if (!allAdded) return [{ text: t('Adding…') }];
  return present([
    left > 0 &&
      plural(left, {
        one: t('Removing {0} person who left', count(left)),
        other: t('Removing {0} people who left', count(left)),
      }),
    suppressed > 0 &&
      plural(suppressed, {
        one: t('Removing {0} suppressed person', count(suppressed)),
        other: t('Removing {0} suppressed people', count(suppressed)),
      }),
  ]).map((text) => ({ text }));
}

/** What it does instead of sending. A pause has a callout, and another process isn't asked. */
function statusText(
  { state, elsewhere, progress }: JobPageFacts['job'],
  now: number,
): string | undefined {
  const { wait, stopping, phase } = progress;
  if (state === 'queued') return t('Waiting for another upload to the same segment');
  if (elsewhere || pauseOf(progress)) return undefined;
  return stopping === undefined && wait === undefined && phase === 'sending'
    ? undefined
    : progressText(progress, now);
}

/** Such as `3 min`, in steps of five seconds; undefined for a time too short to be said. */
export function timeLeftText(ms: number | undefined): string | undefined {
  return ms === undefined || ms < SHORT_TIME ? undefined : duration(Math.ceil(ms / 5000) * 5000);
}

/** What becomes of lost requests. The callout of a pause says that already. */
function lostHint({ job, lostRequests: lost }: JobPageFacts): string | undefined {
  if (lost === 0 || pauseOf(job.progress)) return undefined;
  return plural(lost, {
    one: t('It isn’t known whether {0} request took effect. It is sent again.', count(lost)),
    other: t('It isn’t known whether {0} requests took effect. They are sent again.', count(lost)),
  });
}

function cellsOf(view: JobPageFacts): ProgressSection['cells'] {
  const { requests } = view;
  const perCell = Math.max(1, Math.ceil(requests.length / MAX_CELLS));
  const cells: ProgressSection['cells'] = [];
  // A cell stands for one of these: who is removed comes after all who are added.
  const sortOf = (one: RequestState): number =>
    isRemoval(one) ? 1 + Number(isSuppressedRemoval(view, one)) : 0;
  for (const some of [0, 1, 2].map((sort) => requests.filter((one) => sortOf(one) === sort)))
    for (let first = 0; first < some.length; first += perCell)
      cells.push(cellOf(view, some.slice(first, first + perCell)));
  return cells;
}

function cellOf(
  view: JobPageFacts,
  requests: readonly RequestState[],
): ProgressSection['cells'][number] {
  const kind =
    WORST_FIRST.find((worst) => requests.some((request) => request.kind === worst)) ?? 'waiting';
  const content = contentText(view, requests);
  const [first] = requests;
  if (!isRemoval(first)) return { kind, title: t('{0}: {1}', content, kindText(view, kind)) };
  const text = isSuppressedRemoval(view, first)
    ? t('Remove suppressed people, {0}', content)
    : t('Remove people who left, {0}', content);
  return { kind, title: t('{0}: {1}', text, kindText(view, kind)), removes: true };
}

/** The rows of one request or of several in a row. */
function contentText({ job, plan }: JobPageFacts, requests: readonly RequestState[]): string {
  const contents = requests.flatMap(({ content }) => content ?? []);
  const [first, last] = [contents.at(0), contents.at(-1)];
  if (first === undefined || last === undefined) return t('Clear');
  const files = plan ? filesRead(plan) : job.files;
  if (files.length <= 1)
    return t('Rows {0} to {1}', count(first.firstRow + 1), count(last.lastRow + 1));
  const sent = files.slice(first.file, last.file + 1);
  // Without its plan, only what it sent is known.
  if (sent.length === 0)
    return t('Rows {0} to {1}', count(first.firstRow + 1), count(last.lastRow + 1));
  return first.file === last.file
    ? t(
        '{0}, rows {1} to {2}',
        fileNames(sent).forTree(),
        count(first.firstRow + 1),
        count(last.lastRow + 1),
      )
    : fileNames(sent).forTree();
}

function kindText({ phase, rows }: JobPageFacts, kind: CellKind): string {
  return {
    accepted: t('accepted'),
    // The answer to a request can lack the count.
    partly: rows.refused > 0 ? t('partly rejected') : t('without a count'),
    rejected: t('rejected'),
    unknown: t('unknown'),
    underWay: t('under way'),
    waiting: phase === 'sending' ? t('waiting') : t('not sent'),
  }[kind];
}

function legendOf(view: JobPageFacts): ProgressSection['legend'] {
  return LEGEND_ORDER.flatMap((kind) => {
    const n = countKind(view.requests, kind);
    return n > 0 ? [{ kind, count: count(n), text: kindText(view, kind) }] : [];
  });
}

function cellsLabel(view: JobPageFacts, cells: number): string {
  const { requests } = view;
  const parts = legendOf(view).map(({ count: n, text }) => `${n} ${text}`);
  const all =
    cells < requests.length
      ? t(
          '{0}, up to {1} in each cell',
          requestsText(requests.length),
          count(Math.ceil(requests.length / cells)),
        )
      : requestsText(requests.length);
  const removals = requests.filter(isRemoval);
  const suppressed = removals.filter((one) => isSuppressedRemoval(view, one)).length;
  const left = removals.length - suppressed;
  if (left > 0) parts.push(t('{0} to remove people who left', count(left)));
  if (suppressed > 0) parts.push(t('{0} to remove suppressed people', count(suppressed)));
  return parts.length > 0 ? t('{0}: {1}', all, parts.join(', ')) : all;
}
