import { t } from '@vscode/l10n';
import { segmentsText } from '../../../common/counts';
import { fileOrCount } from '../../../common/fileName';
import { count } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { compact, present } from '../../../common/records';
import { knownType } from '../../../identifiers/identifierTypes';
import type { Operation } from '../../../upload/uploadTypes';
import type {
  BarButton,
  Detail,
  Expand,
  Line,
  LinesSection,
  ProgressSection,
  RowsSection,
  UploadModel,
} from '../../../webview/uploadModel';
import { leftOutGroup, leftOutSection, withLeftOut, type LeftOutView } from '../leftOutFiles';
import { touchedList } from '../outcome';
import { sizeAfterText, timesSection, typeIcon } from '../page/commonSections';
import { automateMenu, cancelBar, moreMenu, resumeButton } from '../page/jobBar';
import { jobCallout } from '../page/jobCallout';
import { isWhole, jobView, type JobPageFacts, type JobPageInput } from '../page/jobPageFacts';
import { jobLineHeads, jobLines, jobRowsSection } from '../page/jobRows';
import { jobSizeText, sizeOf } from '../page/jobSize';
import { gapText, jobAnnouncement } from '../page/jobTexts';
import { percentText, progressTexts } from '../page/progressSection';
import { stayInText } from '../plan/fileFigures';
import { canResume, commonCopies, isInProgress, isOutdated } from '../standing';
import { doneText, WORDS } from '../words/operationWords';
import { localSpan, utcSpan } from '../words/timeSpan';
import { accountContext, accountsOf, expandTo, onlyOne } from './batchView';
import { jobDetail } from './jobDetail';

type Group = LinesSection['groups'][number];

/** What the page of several uploads shows once they are sent, in the order they are sent in. */
interface BatchJobsInput {
  readonly jobs: readonly JobPageInput[];
  /** What was left out when they were sent: see `leftOutOf`. */
  readonly leftOut?: readonly LeftOutView[];
  /** Uploads that are open, by ID. */
  readonly open: ReadonlySet<string>;
  /** When it was first seen, and how many requests were answered by then. */
  readonly pace?: { at: number; answered: number };
  /** Whether Problems has rows of these files. */
  readonly hasProblems: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The page of several uploads while they are sent, and as their report. */
export function batchJobsModel(input: BatchJobsInput): UploadModel {
  const views = input.jobs.map(jobView);
  const isSending = views.some(({ job }) => isInProgress(job));
  const all = togetherOf(views, isSending, input);
  const heading = isSending
    ? sendingHeading(views)
    : withLeftOut(endedHeading(views), input.leftOut);
  const current = currentOf(views);
  return {
    step: isSending ? 'batch-sending' : 'batch-ended',
    heading,
    context: isSending ? accountContext(accountsOf(views)) : contextWhen(views, input.now),
    callout: current && jobCallout(current),
    intro: introOf(views, isSending),
    main: present([
      isSending && progressOf(views, all),
      rowsOf(views, all),
      ...tablesOf(views, isSending, input),
    ]),
    first: [],
    last: [],
    bar: isSending ? sendingBar(views) : endedBar(views, input),
    announcement: isSending ? jobAnnouncement(all) : heading.text,
  };
}

/** Where they were sent, after when: from the first request to the last response. */
function contextWhen(views: readonly JobPageFacts[], now: number): UploadModel['context'] {
  const context = accountContext(accountsOf(views));
  const reports = views.flatMap(({ report }) => report ?? []);
  if (reports.length === 0) return context;
  const from = Math.min(...reports.map(({ startedAt }) => Date.parse(startedAt)));
  const to = Math.max(...reports.map(({ finishedAt }) => Date.parse(finishedAt)));
  const when = { text: localSpan(from, to, now), tooltip: utcSpan(from, to) };
  return { ...context, items: [when, ...context.items] };
}

/** All of them as if they were one upload: that which is sending, with the figures of all. */
function togetherOf(
  views: readonly JobPageFacts[],
  isSending: boolean,
  { pace, now }: BatchJobsInput,
): JobPageFacts {
  const first = currentOf(views) ?? views[0];
  const rows = { ...views[0].rows };
  for (const view of views.slice(1))
    for (const key of Object.keys(rows) as (keyof typeof rows)[]) rows[key] += view.rows[key];
  const sumOf = (key: 'answered' | 'total' | 'lost' | 'lostRequests'): number =>
    views.reduce((sum, view) => sum + view[key], 0);
  return {
    ...first,
    job: { ...first.job, resumable: views.some(({ job }) => job.resumable) },
    rows,
    phase: isSending ? 'sending' : 'ended',
    answered: sumOf('answered'),
    total: sumOf('total'),
    lost: sumOf('lost'),
    lostRequests: sumOf('lostRequests'),
    pace,
    now,
  };
}

/** Their files, each once. */
function filesOf(views: readonly JobPageFacts[]): { uri: string }[] {
  const uris = new Set(views.flatMap(({ job }) => job.files.map(({ uri }) => uri)));
  return [...uris].map((uri) => ({ uri }));
}

/** Whether all of them send the same file. */
function isOneFile(views: readonly JobPageFacts[]): boolean {
  return views.length > 1 && filesOf(views).length === 1;
}

function commonOperation(views: readonly JobPageFacts[]): Operation | 'any' {
  return onlyOne(views.map(({ job }) => job.operation)) ?? 'any';
}

function sendingHeading(views: readonly JobPageFacts[]): UploadModel['heading'] {
  const files = fileOrCount(filesOf(views)).forTree();
  return { text: WORDS[commonOperation(views)].sending(files, segmentsNamed(views)) };
}

function endedHeading(views: readonly JobPageFacts[]): UploadModel['heading'] {
  const files = fileOrCount(filesOf(views)).forTree();
  const segments = segmentsNamed(views);
  if (views.every(isWhole))
    return { text: doneText(commonOperation(views), files, segments), icon: 'pass' };
  const finished = views.filter(({ job }) => job.state === 'finished').length;
  const isFailed = views.some(({ job }) => job.state === 'failed');
  return {
    text: t('{0} of {1} uploads finished', count(finished), count(views.length)),
    icon: isFailed ? 'error' : 'warning',
  };
}

/** The name of the only segment, or how many there are. */
function segmentsNamed(views: readonly JobPageFacts[]): string {
  const ids = new Set(
    views.map(({ job: { target } }) => JSON.stringify([target.origin, target.segmentId])),
  );
  return ids.size === 1 ? views[0].names.segment.forTree() : segmentsText(ids.size);
}

/** Who wasn't removed, and when campaigns see it, from the upload that ended last. */
function introOf(views: readonly JobPageFacts[], isSending: boolean): UploadModel['intro'] {
  const invalid = invalidOf(views);
  const unreadable = commonOperation(views) === 'remove' ? stayInText(invalid) : undefined;
  const stays = unreadable === undefined ? [] : [{ text: unreadable, strong: true }];
  if (isSending) return stays;
  const touched = views.filter(({ report }) => report !== undefined && touchedList(report));
  if (touched.length === 0) return [{ text: t('Nothing was sent.') }];
  const expected = touched.filter(({ isGone }) => !isGone);
  if (expected.length === 0) return stays;
  const endedAt = Math.max(...expected.map((view) => view.endedAt));
  const now = Math.max(...views.map((view) => view.now));
  const [, computed, live] = timesSection(endedAt, '', now, { ended: true }).items;
  return [...stays, { text: t('Computed at {0}, in campaigns {1}.', computed.time, live.time) }];
}

/** Invalid rows of all files; of one file for several segments, its own. */
function invalidOf(views: readonly JobPageFacts[]): number {
  return isOneFile(views)
    ? views[0].rows.invalid
    : views.reduce((sum, { rows }) => sum + rows.invalid, 0);
}

function progressOf(views: readonly JobPageFacts[], all: JobPageFacts): ProgressSection {
  const current = currentOf(views);
  return compact<ProgressSection>({
    type: 'progress',
    title: t('Progress'),
    percent: percentText(all),
    texts: [...progressTexts({ ...all, job: current?.job }), ...placeTexts(views)],
    cells: [],
    cellsLabel: '',
    legend: [],
  });
}

/** The upload that is sending. */
function currentOf(views: readonly JobPageFacts[]): JobPageFacts | undefined {
  return views.find(({ job }) => isCurrent(job));
}

/** Whether an upload of several is the one that is sending, or is paused. */
export function isCurrent({ state }: Pick<JobPageInput['job'], 'state'>): boolean {
  return state === 'running' || state === 'paused';
}

/** Such as `file 4 of 10: week-39.csv`. */
function placeTexts(views: readonly JobPageFacts[]): ProgressSection['texts'] {
  const lines = isOneFile(views)
    ? views.map((view) => segmentLine(view))
    : views.flatMap((view) => jobLines(view, true));
  const index = lines.findIndex(({ state }) => state?.icon === 'sync');
  if (index < 0) return [];
  const values = [count(index + 1), count(lines.length), lines[index].name];
  return [
    {
      text: isOneFile(views)
        ? t('segment {0} of {1}: {2}', ...values)
        : t('file {0} of {1}: {2}', ...values),
      muted: true,
    },
  ];
}

/**
 * What became of all rows. Of one file for several segments, only what was sent: its invalid rows
 * would count for each segment.
 */
function rowsOf(views: readonly JobPageFacts[], all: JobPageFacts): RowsSection {
  if (!isOneFile(views)) return jobRowsSection(all);
  const rows = { ...all.rows, suppressed: 0, invalid: 0, duplicates: 0, blank: 0 };
  return {
    ...jobRowsSection({ ...all, rows }),
    title: t('Rows for {0}', segmentsNamed(views)),
  };
}

/** The uploads, and what wasn't sent: once they have ended, that comes first. */
function tablesOf(
  views: readonly JobPageFacts[],
  isSending: boolean,
  { leftOut = [], open }: BatchJobsInput,
): LinesSection[] {
  const lines = linesOf(views, open);
  const inOrder = <T>(sent: readonly T[], notSent: T): T[] =>
    isSending ? [...sent, notSent] : [notSent, ...sent];
  const section = leftOutSection(leftOut);
  if (!section) return [lines];
  return isOneFile(views)
    ? inOrder([lines], section)
    : [{ ...lines, groups: inOrder(lines.groups, leftOutGroup(leftOut, lines.heads)) }];
}

function linesOf(views: readonly JobPageFacts[], open: ReadonlySet<string>): LinesSection {
  const heads = jobLineHeads();
  if (!isOneFile(views))
    return {
      type: 'lines',
      title: t('Files'),
      untitled: true,
      heads,
      groups: views.map((view) => ({
        id: view.job.jobId,
        head: headOf(view, open),
        ...detailOf(view, open),
        lines: jobLines(view, true),
      })),
    };
  return {
    type: 'lines',
    title: t('Segments'),
    heads: {
      ...heads,
      name: t('Name'),
      text: t('Retailer'),
      numbers: [...heads.numbers, { label: t('After') }],
    },
    groups: [
      {
        id: 'segments',
        lines: views.map((view) => ({
          ...segmentLine(view),
          expand: expandOf(view, open),
          ...detailOf(view, open),
        })),
      },
    ],
  };
}

function headOf(view: JobPageFacts, open: ReadonlySet<string>): Group['head'] {
  const { names, job } = view;
  return compact<NonNullable<Group['head']>>({
    icon: typeIcon(knownType(job.target.identifierType)),
    title: names.segment.forTree(),
    text: present([
      names.retailer?.forTree(),
      WORDS[job.operation].label(),
      jobSizeText(view),
    ]).join(' · '),
    loss: sizeOf(view)?.tone === 'loss' || undefined,
    warnings: warningsOf(view),
    expand: expandOf(view, open),
  });
}

/** The only file of an upload, under the name of its segment. */
function segmentLine(view: JobPageFacts): Line {
  const [line] = jobLines(view, true);
  const size = sizeOf(view);
  return compact<Line>({
    ...line,
    id: view.job.jobId,
    name: view.names.segment.forTree(),
    text: view.names.retailer?.forTree() ?? '',
    icon: typeIcon(knownType(view.job.target.identifierType)),
    numbers: [...line.numbers, size ? sizeAfterText(size) : ''],
    loss: size?.tone === 'loss' || undefined,
    notes: [
      ...line.notes,
      ...warningsOf(view).map((warning) => ({ ...warning, icon: 'warning' as const })),
    ],
  });
}

function expandOf({ job, names }: JobPageFacts, open: ReadonlySet<string>): Expand {
  return expandTo(names.segment.forTree(), open.has(job.jobId));
}

function detailOf(view: JobPageFacts, open: ReadonlySet<string>): { detail?: Detail } {
  return open.has(view.job.jobId) ? { detail: jobDetail(view) } : {};
}

function warningsOf({ job, gap }: JobPageFacts): { text: string }[] {
  return present([
    gap && gapText(gap),
    (job.state === 'failed' || job.progress.wait !== undefined || isOutdated(job)) &&
      job.error &&
      plainText(job.error.message),
  ]).map((text) => ({ text }));
}

function sendingBar(views: readonly JobPageFacts[]): UploadModel['bar'] {
  if (views.every(({ job, phase }) => phase !== 'sending' || job.elsewhere))
    return { text: t('In another window or terminal'), start: [], buttons: [] };
  return cancelBar(
    views.some(({ job }) => job.progress.stopping !== undefined),
    t('You can close this page. The uploads continue and stay in the Uploads view.'),
  );
}

function endedBar(
  views: readonly JobPageFacts[],
  { hasProblems }: BatchJobsInput,
): UploadModel['bar'] {
  const resumable = views.filter(({ job }) => canResume(job));
  const left = resumable.reduce((sum, view) => sum + (view.left ?? view.rows.unsent), 0);
  const label = left > 0 ? t('Resume: Send {0}', count(left)) : t('Resume');
  const [button, ...others] = present<BarButton>([
    resumable.length > 0 &&
      resumeButton(
        resumable.every(({ account }) => account),
        label,
      ),
    hasProblems && { label: t('Show Problems'), action: 'showProblems', look: 'secondary' },
  ]);
  const isKnown = views.every(({ account }) => account);
  return {
    start: present([
      moreMenu([
        ...others.map(({ label: text, action }) => ({ label: text, action })),
        { label: t('Copy Report'), action: 'copyReport' },
      ]),
      isKnown && automateMenu(commonCopies(views.map(({ job }) => job))),
    ]),
    buttons: present([button]),
  };
}
