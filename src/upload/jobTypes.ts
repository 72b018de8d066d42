import type { ProblemSummary, SegmentFigures } from '../api/apiTypes';
import type { StoredFailure } from '../common/failure';
import type { ValueFormat } from '../identifiers/identifierTypes';
import type { UpdatePermission } from './permissions';
import type { StopReason } from './stopSignal';
import type { PlannedSuppression, ReadSuppressionList } from './suppression/suppressionTypes';
import type { Counts, Operation, PreviousCounts, Target } from './uploadTypes';

export type JobState =
  | 'planned'
  | 'queued'
  | 'running'
  /** Waiting for the network or the API's limit; continues by itself. */
  | 'paused'
  | 'finished'
  | 'cancelled'
  | 'failed'
  /** Its process is gone; can be resumed. */
  | 'interrupted';

/** What became of the rows that were sent: `sent = accepted + refused + unknown`. */
export interface Totals {
  sent: number;
  accepted: number;
  refused: number;
  /** Sent, but the API gave no count or no response. */
  unknown: number;
}

export interface FormatCounts extends Totals {
  form: ValueFormat;
}

/**
 * The people whom an upload is about: those in its files, who are added or removed; those who left, of an
 * update; and those on a suppression list, who are removed in case they are in the list.
 */
export const SIDES = ['added', 'removed', 'left', 'suppressed'] as const;
export type SideName = (typeof SIDES)[number];

/**
 * What became of the people of a side: `people = done + rejected + unknown + unsent`. A person is done once
 * Criteo has accepted every identifier that was planned for them, in each hash format and spelling.
 */
export interface Side {
  people: number;
  done: number;
  rejected: number;
  unknown: number;
  unsent: number;
}

export type Sides = Partial<Record<SideName, Side>>;

/**
 * The result of an upload. `rows = blank + invalid + suppressed + duplicates + sent + unsent`, or with several
 * columns `fields` is that sum. Accepted means well-formed: the API doesn't say whether the
 * identifiers matched or were in the list.
 */
export interface Report extends Omit<Counts, 'good'>, Totals {
  state: 'finished' | 'cancelled' | 'failed';
  jobId: string;
  accountId: string;
  segmentId: string;
  operation: Operation;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string;
  /** Valid rows not sent because of a cancel or a failure. */
  unsent: number;
  /** Add-remove and clear requests, including retries. */
  calls: number;
  /** ISO 8601: when a replace cleared the list. */
  cleared?: string;
  /** ISO 8601: when a replace may have cleared the list; the response was lost. */
  maybeCleared?: string;
  /** From the API, and this extension's own notes (`isOwnNote`). */
  warnings: ProblemSummary[];
  forms?: FormatCounts[];
  /** Everything that is said of how it ended goes by these. */
  sides: Sides;
  /** Of an update: of the valid rows, those that are in the previous files, too. */
  unchanged?: number;
  /** Of an update: who left. The other figures are about the rows of its files and the adds. */
  removed?: RemovedCounts;
  /** Of an update. */
  previous?: PreviousCounts;
  /** Of an update: there was nothing to compare with, so no one is removed. */
  firstRun?: true;
  /** That is so because the segment was cleared. */
  afterClear?: true;
  /**
   * ISO 8601: since when people who left may be in the segment, because this update was allowed not
   * to compare with everything that was in it.
   */
  leftSince?: string;
  /** Of an update: what was permitted for this run and made a difference. */
  allowed?: UpdatePermission[];
  /** If there were suppression lists. */
  suppression?: SuppressionReport;
  error?: ReportError;
}

/** The suppression lists of an upload, and what became of the people on them. */
export interface SuppressionReport extends Pick<
  PlannedSuppression,
  | 'people'
  | 'inFiles'
  | 'inPrevious'
  | 'inOtherFormats'
  | 'otherFormats'
  | 'compared'
  | 'lacking'
  | 'allowed'
> {
  lists: SuppressionListReport[];
  /** `rows`: as `PlannedSuppression.removed`. */
  removed: RemovedCounts;
}

export interface SuppressionListReport extends Pick<
  ReadSuppressionList,
  'path' | 'failure' | 'people' | 'invalid' | 'notComparable' | 'compared' | 'suppressed'
> {
  /** ISO 8601. Absent with `failure`. */
  writtenAt?: string;
}

/**
 * What became of the people who left, as identifiers: a person has one for each hash format.
 * `sent = accepted + refused + unknown`.
 */
export interface RemovedCounts extends Totals {
  /** The people: `PreviousCounts.removed`. */
  rows: number;
  unsent: number;
}

/** The code is an `UploadErrorCode`, or the code of the component that failed. */
export type ReportError = StoredFailure;

/** Why an unfinished job isn't progressing at the moment. */
export type WaitReason =
  /** The API's rate limit. */
  | 'limit'
  /** No connection came to be. */
  | 'network'
  /** A connection existed, and it broke before a response. */
  | 'cutOff'
  /** The server is reachable but the API doesn't respond: a stall, or a gateway can't reach it. */
  | 'noResponse'
  /** The API responds with server errors. */
  | 'serverError'
  /** Another upload to the same segment is in progress. */
  | 'queue'
  | 'signedOut';

/** Of the rows read so far: those neither blank nor invalid are valid, duplicates among them. */
export type CheckedSoFar = Pick<Counts, 'rows' | 'fields' | 'blank' | 'invalid'>;

/**
 * The progress of an upload. The totals cover rows with a response: requests in flight and lost
 * ones that will be sent again aren't included yet.
 */
export interface Progress extends Totals {
  phase: 'reading' | 'waiting' | 'clearing' | 'sending';
  /** Of the decoded files while they are checked; equal to `bytesTotal` afterwards. */
  bytesRead: number;
  bytesTotal: number;
  rowsRead: number;
  /** The first figures while files are checked. Duplicates aren't known before the end. */
  checked?: CheckedSoFar;
  /** Of an update: how many other files are read as well, because who is in them stays. */
  otherFiles?: number;
  /** Requests in flight, answered, and overall: as planned, plus those added by splitting. */
  inFlight: number;
  callsDone: number;
  callsTotal: number;
  /** Of these, how many got no response so far: they may have taken effect, and are sent again. */
  callsUnknown: number;
  wait?: WaitReason;
  /** Of `limit`: requests a minute, if known. Of `serverError`: the HTTP status. */
  waitFigure?: number;
  /** Milliseconds since 1970. */
  waitUntil?: number;
  /** Set once a stop was requested: nothing new is sent while requests in flight finish. */
  stopping?: StopReason;
}

/** The progress of an upload that hasn't begun. */
export const NO_PROGRESS: Progress = {
  phase: 'waiting',
  bytesRead: 0,
  bytesTotal: 0,
  rowsRead: 0,
  sent: 0,
  accepted: 0,
  refused: 0,
  unknown: 0,
  inFlight: 0,
  callsDone: 0,
  callsTotal: 0,
  callsUnknown: 0,
};

/** Everything a list of uploads shows of a job. Plain JSON. */
export interface JobSummary {
  jobId: string;
  state: JobState;
  target: Target;
  operation: Operation;
  /** The ID of the job that it undoes. */
  undoes?: string;
  /** The ID of the job that was started over as this one, because a suppression list had changed. */
  startsOver?: string;
  /** See `UploadOptions.removal`. */
  removal?: string;
  /** See `UploadOptions.entry`. */
  entry?: string;
  /** The IDs of the jobs that were sent together with it, in order, its own included. */
  batch?: string[];
  /** What its page showed and wasn't sent with it: see `Uploads.recordLeftOut`. */
  leftOut?: readonly LeftOutFile[];
  files: { uri: string; size: number }[];
  /** ISO 8601, UTC. */
  plannedAt: string;
  startedAt?: string;
  finishedAt?: string;
  /** When a replace cleared the list, or may have cleared it (the response was lost). */
  cleared?: string;
  maybeCleared?: string;
  counts: Counts;
  sendsDuplicates?: true;
  /** See `Plan.fingerprint`. */
  fingerprint?: string;
  /** Of an update: see `neverThere`. */
  neverThere?: number;
  progress: Progress;
  calls: number;
  /** The last failure, while the job hasn't got past it. */
  error?: ReportError;
  /** The report so far, or the last one. */
  report?: Report;
  /** Whether `resume` can continue it. Never after the error `superseded` or `list-emptied`, or if a safety check stopped it. */
  resumable: boolean;
  /** It can be resumed, but was checked more than 24 hours ago: whoever resumes it confirms that. */
  checkedLongAgo?: true;
  /**
   * It can be resumed, but not without a person: the code for which a run that resumes all uploads has
   * left it out, if nothing has run it since. See `Uploads.recordSkipped`.
   */
  skipped?: string;
  /** Another window on this machine is running it, so it can't be controlled here. */
  elsewhere: boolean;
  /** Statistics from before the first chunk and after the last, where they could be read. */
  readings: StatisticsReading[];
}

/** A file that was left out when others were sent, or a segment to which one wasn't sent. */
export interface LeftOutFile {
  uri: string;
  /** The segment, if the file was sent to others. */
  segment?: { id: string; name: string };
  /** Why, in a sentence, as of then. */
  reason: string;
  /**
   * How it can be sent after all, as a page keeps it: only who stored it reads it. Undefined where it
   * can't be.
   */
  draft?: object;
}

export interface StatisticsReading extends SegmentFigures {
  when: 'before' | 'after';
  /** Milliseconds since 1970. */
  at: number;
}
