import type { JobSummary, Report } from '../../../upload/jobTypes';
import { isOtherSpelling, isRemoval as isRemovalSlice } from '../../../upload/journal/chunkSlices';
import type { RequestState } from '../../../upload/journal/requestStates';
import { nextComputation } from '../../../upload/schedule';
import type { SizeChange, SizeReading } from '../../../upload/segmentSize';
import type { Plan } from '../../../upload/uploadTypes';
import type { AccountHandle } from '../../accounts/account';
import type { LeftOutView } from '../leftOutFiles';
import type { TargetNames } from '../messages';
import { outcomeOf } from '../outcome';
import { planFacts, type ReceiptFacts } from '../receipt/receipt';
import type { ReplacedFile } from '../replacedFile';
import { gapOf, isUnderWay, phaseOf, type Phase } from '../standing';
import type { UndoneUpload } from '../undoUpload';
import { changeMade, type ListChange } from '../update/updateFigures';
import type { ListedRows } from './kindsSection';

/** What the page of an upload shows. Times in milliseconds since 1970. */
export interface JobPageInput {
  job: JobSummary;
  /** Absent if it can't be read any more. */
  plan?: Plan;
  /** Of a report that is only a file: what it says beside its figures. */
  receipt?: ReceiptFacts;
  /** In file order, the one that clears the segment first. */
  requests: readonly RequestState[];
  names: TargetNames;
  /** The account that can continue it; absent if its session isn't signed in. */
  account?: AccountHandle;
  /** The segment's sizes, oldest first. */
  readings: readonly SizeReading[];
  /** What was sent to the segment from here before it began. */
  sentBefore?: readonly SizeChange[];
  /** Rejected rows that Criteo didn't name and that weren't found since. */
  unnamed: number;
  /** The rows themselves aren't known any more, so that they can't be shown or fixed. */
  lacksRows?: boolean;
  /** Rows to list because the editor can't show them. */
  listed?: ListedRows;
  /** What was left out when it was sent: see `leftOutOf`. */
  leftOut?: readonly LeftOutView[];
  /** What filled the list before a Replace: see `findPreviousFile`. */
  replacedFile?: ReplacedFile;
  /** A later upload to the same segment: see `findLaterUpload`. */
  laterUpload?: Pick<JobSummary, 'startedAt' | 'plannedAt' | 'undoes'>;
  /** A later Replace has cleared the segment. */
  isCleared?: boolean;
  /** An earlier report has said what “accepted” means: then only an icon does. */
  isExplained?: boolean;
  /** Whether to offer to undo it: see `isUndoable`. */
  canUndo?: boolean;
  /** The removal that undid it: see `findUndo`. */
  undo?: Pick<JobSummary, 'startedAt' | 'plannedAt'>;
  /** What it undoes, if its record is still there. */
  undone?: Pick<UndoneUpload, 'sentAt'>;
  /**
   * When the current run began, and how many requests had been answered by then. Default: the
   * start of the upload, and none.
   */
  pace?: { at: number; answered: number };
  now: number;
}

/** The input, and what several sections derive from it. */
export interface JobPageFacts extends JobPageInput {
  phase: Phase;
  /** Whether it runs here, so that it can be controlled. */
  underWay: boolean;
  report?: Report;
  receipt: ReceiptFacts;
  /** The rows that it is about, as far as known: see `Report`. */
  rows: Pick<
    Report,
    'accepted' | 'refused' | 'unknown' | 'unsent' | 'duplicates' | 'invalid' | 'blank'
  > & { suppressed: number };
  /** Requests with an answer. */
  answered: number;
  /** Requests whose answer was lost: they may have taken effect, and are sent again. */
  lostRequests: number;
  total: number;
  /** Of an upload that removes people after its adds: how it changed the list so far. */
  change?: ListChange;
  /** Whether every row is added, so that who left or is suppressed is being removed, or was. */
  allAdded: boolean;
  /** Identifiers that Resume would send; undefined if that isn't known. */
  left?: number;
  /** Rows whose request got no answer. */
  lost: number;
  /** Whether the segment was cleared, or may have been, and isn't filled. */
  gap?: ReturnType<typeof gapOf>;
  /** Whether it was undone or replaced: nothing of it is expected any more. */
  isGone: boolean;
  /** When the upload ended, or last did anything. */
  endedAt: number;
  /** The first computation after that. */
  computedAt: number;
}

/** Whether a request removes people after everyone is added: those who left, or are suppressed. */
export function isRemoval({ content }: RequestState): boolean {
  return content !== undefined && isRemovalSlice(content);
}

/** Whether a request removes people on a suppression list: their files come after all others. */
export function isSuppressedRemoval(
  { job, plan }: Pick<JobPageFacts, 'job' | 'plan'>,
  { content }: RequestState,
): boolean {
  // Without its plan, nothing but an Update is known to remove others.
  const previous = plan?.update?.files.length ?? (job.operation === 'update' ? Infinity : 0);
  return content !== undefined && content.file >= job.files.length + previous;
}

/** Whether an upload finished, and Criteo took it, but for a few. */
export function isWhole({ job, report, plan }: JobPageFacts): boolean {
  if (job.state !== 'finished' || report === undefined) return false;
  const hasDone = Object.values(report.sides).some(({ done }) => done > 0);
  return hasDone && outcomeOf(report, plan?.options.maxRefused) === 'finished';
}

const UNANSWERED: ReadonlySet<RequestState['kind']> = new Set(['waiting', 'underWay', 'unknown']);

function isAnswered({ kind }: RequestState): boolean {
  return !UNANSWERED.has(kind);
}

/** Whether nothing is left of a request: one that was rejected as a whole is sent again. */
export function isDone({ kind }: RequestState): boolean {
  return kind === 'accepted' || kind === 'partly';
}

/** How many requests are of a kind. */
export function countKind(requests: readonly RequestState[], kind: RequestState['kind']): number {
  return requests.filter((request) => request.kind === kind).length;
}

/** Derives what the sections have in common. */
export function jobView(input: JobPageInput): JobPageFacts {
  const { job, plan, requests, now } = input;
  const { report, counts, progress } = job;
  const { suppressed = 0, duplicates, invalid, blank } = counts;
  const { accepted = 0, refused = 0, unknown = 0, unsent = counts.good } = report ?? {};
  const answered = requests.filter(isAnswered).length;
  const lost = identifiersOf(
    requests.filter(({ kind, content }) => kind === 'unknown' && content?.format === 'given'),
  );
  const phase = phaseOf(job);
  const endedAt = Date.parse(report?.finishedAt ?? '') || now;
  return {
    ...input,
    phase,
    underWay: isUnderWay(job),
    report,
    receipt: input.receipt ?? (plan ? planFacts(plan, report, phase === 'ended') : {}),
    rows: { accepted, refused, unknown, unsent, suppressed, duplicates, invalid, blank },
    // Without its requests, such as those of a report, only what the engine counts is known.
    answered: requests.length > 0 ? answered : progress.callsDone,
    lostRequests: requests.length > 0 ? countKind(requests, 'unknown') : progress.callsUnknown,
    total: requests.length > 0 ? requests.length : progress.callsTotal,
    change: report && changeMade(report),
    allAdded: unknown + unsent === 0 && requests.every((one) => isRemoval(one) || isDone(one)),
    left: leftOf(input),
    lost,
    gap: phase === 'ended' || phase === 'unreadable' ? gapOf(job, lost) : undefined,
    isGone: input.undo !== undefined || input.isCleared === true,
    endedAt,
    computedAt: nextComputation(endedAt),
  };
}

/**
 * Identifiers that Resume would send: requests without an answer are sent again, and so are those
 * that were rejected as a whole. Undefined if nothing can be resumed, or if it isn't known.
 */
export function leftOf({
  job,
  requests,
}: Pick<JobPageInput, 'job' | 'requests'>): number | undefined {
  if (!job.resumable || requests.length === 0) return undefined;
  const open = requests.filter((one) => !isDone(one));
  const adds = open.filter((one) => !isRemoval(one));
  // People who left are removed after everyone is added: what is next is said.
  const next = adds.length > 0 ? adds : open;
  // Other spellings are of the same people.
  const people = next.filter(({ content }) => !content || !isOtherSpelling(content));
  const left = identifiersOf(people.length > 0 ? people : next);
  return left > 0 ? left : undefined;
}

function identifiersOf(requests: readonly RequestState[]): number {
  return requests.reduce((sum, { content }) => sum + (content?.identifiers ?? 0), 0);
}
