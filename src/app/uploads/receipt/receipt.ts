import { count } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { compact, pick } from '../../../common/records';
import type { Uploads } from '../../../upload/contract';
import { columnsRead } from '../../../upload/fieldsRead';
import type { JobSummary, LeftOutFile, Report } from '../../../upload/jobTypes';
import { readSize } from '../../../upload/segmentSize';
import type { Counts, Plan } from '../../../upload/uploadTypes';
import { accountKey, type Accounts } from '../../accounts/account';
import type { History, HistoryEntry } from '../../segments/history';
import type { SegmentList } from '../../segments/segmentList';
import { plainSizes, type PlainSizes } from '../../segments/sizes/plainSizes';
import type { TargetNames } from '../messages';
import { touchedList } from '../outcome';
import { fileFigures } from '../plan/fileFigures';
import { byRuleOf } from '../plan/planProblems';
import { sentBefore, sizesOfJob, type JobSizes } from '../plan/sentFromHere';
import { isInProgress, isOutdated } from '../standing';
import { accountOfJob, namesOfJob } from '../target';
import { formatsOf, type EmailFormats } from './sentFormats';

/**
 * What a receipt says beside the figures of its report, as plain JSON. Pages, documents, the terminal and
 * programs all have it from here.
 */
export interface ReceiptFacts extends EmailFormats {
  /** As far as they are known here; absent where they are the ID. */
  accountName?: string;
  retailerName?: string;
  segmentName?: string;
  identifierType?: string;
  /** Of an undo: the ID of the upload that it undoes. */
  undoes?: string;
  /** What was sent. Of several files, also the figures of each, if they are known. */
  files?: ReceiptFile[];
  /** Of an update: the URIs of the files that it was compared with; none for the first run. */
  previousFiles?: string[];
  /** The columns that were sent: names, or numbers from 1 where a name is missing or isn't kept. */
  columnNames?: string[];
  /** Invalid rows, or fields, by the code of the problem, the most frequent first. */
  byRule?: Record<string, number>;
  /** The segment's size. Absent where the upload changed nothing, or what it sent isn't in it any more. */
  size?: PlainSizes;
  /** Files that were left out when others were sent, or segments to which it wasn't sent. */
  leftOut?: LeftOut[];
}

export type ReceiptFile = { uri: string } & Partial<Counts>;
export type LeftOut = Omit<LeftOutFile, 'draft'>;

/** The report of an upload, for programs and for whatever shows it. */
export type Receipt = Report & ReceiptFacts;

/** Where receipts are read from. */
export interface ReceiptSources {
  readonly engine: Pick<Uploads, 'jobs' | 'planOf'>;
  readonly history: Pick<History, 'of'>;
  readonly accounts: Pick<Accounts, 'shown' | 'retailerName'>;
  readonly segments: Pick<SegmentList, 'find'>;
}

/** The names of a receipt, each as text from outside. */
export function namesOf({
  accountName,
  retailerName,
  segmentName,
  segmentId,
}: Receipt): TargetNames {
  const nameIn = (name: string | undefined): OutsideText | undefined =>
    name === undefined ? undefined : OutsideText.name(name);
  return {
    account: nameIn(accountName),
    retailer: nameIn(retailerName),
    segment: OutsideText.name(segmentName ?? segmentId),
  };
}

/** The receipt of an upload that has a report. Reads its plan and its segment's history; sends nothing. */
export async function readReceipt(
  job: JobSummary,
  report: Report,
  sources: ReceiptSources,
): Promise<Receipt> {
  const plan = await sources.engine.planOf(job.jobId).catch(() => undefined);
  const names = namesOfJob(sources.accounts, sources.segments, job.target);
  return receiptOf(report, job, plan, { names, ...(await readSizes(job, sources)) });
}

/** What the size of an upload's segment is known from: all records of uploads, and its history. */
export async function readSizes(
  job: JobSummary,
  { engine, history, accounts }: Omit<ReceiptSources, 'segments'>,
): Promise<Required<Pick<JobSizes, 'readings' | 'sentBefore'>>> {
  const { target } = job;
  const account = accountOfJob(accounts, target) ?? { key: accountKey(target) };
  const entries = await history
    .of(account, target.segmentId)
    .catch((): readonly HistoryEntry[] => []);
  return {
    readings: entries.flatMap((entry) => readSize(entry) ?? []),
    sentBefore: sentBefore(job, engine.jobs(), entries),
  };
}

/** The same from what was read. `plan`: absent if it can't be read any more. */
export function receiptOf(
  report: Report,
  job: JobSummary,
  plan: Plan | undefined,
  { names, ...known }: Pick<JobSizes, 'readings' | 'sentBefore'> & { names: TargetNames },
): Receipt {
  const { files, leftOut = [], target } = job;
  const nameUnless = (id: string, name: OutsideText | undefined): string | undefined =>
    name === undefined || name.forTree() === id ? undefined : name.forTree();
  return compact<Receipt>({
    ...report,
    accountName: nameUnless(target.accountId, names.account),
    retailerName: names.retailer?.forTree(),
    segmentName: nameUnless(target.segmentId, names.segment),
    identifierType: target.identifierType || undefined,
    undoes: job.undoes,
    files: files.length > 0 ? files.map((file) => pick(file, ['uri'])) : undefined,
    ...(plan && planFacts(plan, report, !isInProgress(job))),
    size: sizeFact({ ...known, job: { ...job, report }, plan }, report),
    leftOut: leftOut.length > 0 ? leftOut.map(withoutDraft) : undefined,
  });
}

/**
 * What was sent, by a plan and the report so far. `isOver`: whether it is sending no more; until then,
 * only those formats count as not sent in which none will be.
 */
export function planFacts(plan: Plan, report: Report | undefined, isOver: boolean): ReceiptFacts {
  const { files, update } = plan;
  const byRule = byRuleOf(plan).map(([, rule, n]) => [rule, n] as const);
  return compact<ReceiptFacts>({
    ...(files.length > 1 && {
      files: files.map(({ uri }, index) => ({ uri, ...fileFigures(plan, index) })),
    }),
    previousFiles: update?.files.map(({ uri }) => uri),
    columnNames: columnNames(plan),
    ...formatsOf(plan, report, isOver),
    byRule: byRule.length > 0 ? Object.fromEntries(byRule) : undefined,
  });
}

function columnNames(plan: Plan): string[] {
  const columns = plan.files.flatMap((file) =>
    columnsRead(file).map((column) => {
      // A name that may be personal data isn't kept.
      const name = file.columns?.[column];
      return name ? OutsideText.name(name).forTree() : count(column + 1);
    }),
  );
  return [...new Set(columns)];
}

/** As the upload's plan had it. */
function sizeFact(facts: JobSizes, report: Report): PlainSizes | undefined {
  const { operation, cleared, maybeCleared } = report;
  const isClearUnknown = maybeCleared !== undefined || (operation === 'replace' && !cleared);
  if (!touchedList(report) || isClearUnknown || isOutdated(facts.job)) return undefined;
  return plainSizes(sizesOfJob(facts, false));
}

function withoutDraft({ uri, segment, reason }: LeftOutFile): LeftOut {
  return { uri, ...(segment && { segment }), reason };
}
