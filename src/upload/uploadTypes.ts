import type { ProblemSummary, SegmentFigures } from '../api/apiTypes';
import type { KeptFailure } from '../common/failure';
import type { Dialect, Place } from '../csv/csvTypes';
import type { Hash, ValueFormat } from '../identifiers/identifierTypes';
import type { StopReason } from './stopSignal';

export const OPERATIONS = ['add', 'remove', 'replace'] as const;
/** Replace = clear, then add. */
export type Operation = (typeof OPERATIONS)[number];

/**
 * Where a file's bytes come from. Virtual files are handed over whole (`workspace.fs` cannot
 * stream).
 */
export interface SourceFile {
  /** The document's uri as text: names the file in problems and in the journal. */
  uri: string;
  /** Absolute path of a `file:` uri. */
  path?: string;
  /** The content of a file on another file system. */
  bytes?: Uint8Array;
  /** How this file is read, where that was chosen for it: goes before the options'. */
  column?: string | number;
  dialect?: Partial<Dialect>;
}

/** Where identifiers go. A job is bound to it. */
export interface Target {
  /** Origin of the API, e.g. `https://api.criteo.com`. */
  origin: string;
  clientId: string;
  accountId: string;
  segmentId: string;
  segmentName?: string;
  /** The segment's own spelling, sent as it is (difference 3). */
  identifierType: string;
}

export interface UploadOptions {
  operation: Operation;
  /**
   * A header's name (exact, else in any case), or a 0-based number. Absent: found by header and
   * content. Holds for files that have none of their own.
   */
  column?: string | number;
  hash: Hash;
  /** For a removal from an Email segment: the forms to remove. */
  forms: 'given' | 'all';
  /** What the user set by hand over what was detected; over it goes what a file has of its own. */
  dialect?: Partial<Dialect>;
  dedupe: boolean;
  /** 1–50,000 identifiers a call (guide: Identifier List Size Limit). */
  chunkSize: number;
  /** Requests in flight, 1–16. */
  concurrency: number;
  /** The ratio 0–1 of bad rows above which nothing is sent. */
  maxRefused: number;
  /**
   * For replace: the ratio 0–1 of distinct good rows to what the list has, under which nothing is
   * cleared. Nothing is cleared either where it is not known what the list has; 0 is the yes to
   * both.
   */
  minKept: number;
}

export const DEFAULT_OPTIONS: Omit<UploadOptions, 'operation'> = {
  hash: 'none',
  forms: 'given',
  dedupe: true,
  chunkSize: 50_000,
  concurrency: 4,
  maxRefused: 0.1,
  minKept: 0.7,
};

/** One row that is not sent, or looked at twice. Never holds the value. */
export interface Finding {
  /** Index into the job's files. */
  file: number;
  /** 0-based number of the record, blank lines included, the header not. */
  row: number;
  rule: string;
  level: 'error' | 'warning';
  place: Place;
  /** For a duplicate: the row where it came first, and the file where that is another one. */
  firstRow?: number;
  firstFile?: number;
}

export interface PlannedFile {
  uri: string;
  /** Absolute path of a `file:` uri. */
  path?: string;
  /** Bytes on disk. */
  size: number;
  modifiedAt?: number;
  dialect: Dialect;
  /** What of it was chosen for this file. */
  chosenDialect?: Partial<Dialect>;
  /** Its column was chosen for this file, and not found. */
  isColumnChosen?: true;
  /**
   * Names as in the header, empty where one may be somebody's value; undefined without a header.
   */
  columns?: string[];
  column: number;
  /** Fields that a record should have. */
  width: number;
  /** Place of the column's header, for API warnings. */
  headerPlace?: Place;
  rows: number;
  /** Of its rows. Absent in jobs of before they were counted. */
  blank?: number;
  invalid?: number;
  /** The first record's first byte in the decoded file, after the header. */
  dataStart: number;
  /** Hash of everything before it. */
  headHash: string;
  /** Bytes of the decoded file. */
  decodedSize: number;
}

/** A run of whole records whose good identifiers make one call. */
export interface PlannedChunk {
  file: number;
  /** Bytes of the decoded file. */
  start: number;
  end: number;
  /** Number of the first record. */
  firstRow: number;
  /** 0-based line on which it begins. */
  line: number;
  /** Bytes that the body of its identifiers as given has at most. */
  bodySize: number;
  /** Of the form as given, one a good row. */
  identifiers: number;
  /** With `forms: 'all'`: the identifiers of other forms, each form a call of its own. */
  others?: Partial<Record<ValueFormat, number>>;
  /** Hash of the bytes from start to end: a file that changed is noticed before it is sent. */
  hash: string;
}

/** See `FieldOffsetsWriter`. */
export type FieldOffsets = Uint8Array<SharedArrayBuffer>;

export interface Counts {
  rows: number;
  blank: number;
  invalid: number;
  duplicates: number;
  /** Good rows: what will be sent. */
  good: number;
}

/** What the judging pass decided, before anything is sent. */
export interface Plan extends Counts {
  jobId: string;
  target: Target;
  options: UploadOptions;
  files: PlannedFile[];
  chunks: PlannedChunk[];
  /** At most 999 a file, spread over rules; `byRule` has the totals. */
  findings: Finding[];
  byRule: Record<string, number>;
  /** The good rows by their form in the file: together `good`. */
  byForm: Partial<Record<ValueFormat, number>>;
  /** The rules of column-wide warnings ("plain and hashed values are mixed"). */
  columnWarnings: string[];
  /**
   * Different identifiers among the good rows (= `good` with `dedupe`; without it counted for a
   * replace only, else `good`).
   */
  distinct: number;
  /** Add-remove calls and, for a replace, the clear; without repeats. */
  calls: number;
  /**
   * Keyed and free of order: the same identifiers give the same text, and nothing can be told from
   * it.
   */
  fingerprint: string;
  /** For a removal or a replace: what the API said of the list while the file was checked. */
  listReading?: ListReading;
  /** What was last uploaded there from here, if anything. */
  previous?: LastUpload;
  /**
   * ISO 8601: the same identifiers, by the same operation, were the last thing uploaded there at
   * that time. Nothing to send.
   */
  unchangedSince?: string;
  /**
   * The main form differs from the last upload there ("SHA-256 before, plain now"): people may
   * count twice.
   */
  formBefore?: ValueFormat;
}

export interface ListReading {
  /** Milliseconds since 1970. */
  at: number;
  /** Absent: it could not be read, or the API gave no figure. */
  identifiers?: number;
}

/** The last finished upload to a segment, as far as it was sent from here. */
export interface LastUpload {
  jobId: string;
  /** ISO 8601, UTC. */
  finishedAt: string;
  operation: Operation;
  distinct: number;
  accepted: number;
  fingerprint: string;
  /** Identifiers by the form they were sent in. */
  byForm: Partial<Record<ValueFormat, number>>;
  /**
   * Nothing of it was rejected or left without an answer, and nothing else changed the list between
   * its first call and its last. Absent in 0.1.0.
   */
  complete?: boolean;
  /**
   * Something else began to change the list after it, finished or not. Found out when it is read;
   * only 0.1.0 wrote it.
   */
  changedSince?: true;
}

export type JobState =
  | 'planned'
  | 'queued'
  | 'running'
  /** Waiting for the network or the API's limit; goes on by itself. */
  | 'paused'
  | 'finished'
  | 'cancelled'
  | 'failed'
  /** Its process is gone: can be resumed. */
  | 'interrupted';

/** What became of what was sent: `sent = accepted + refused + unknown`. */
export interface Totals {
  sent: number;
  accepted: number;
  refused: number;
  /** The API gave no count, or no answer. */
  unknown: number;
}

export interface FormatCounts extends Totals {
  form: ValueFormat;
}

/**
 * The end of an upload. `rows = blank + invalid + duplicates + sent + unsent`. Accepted means
 * well-formed; the API does not say whether they matched or were in the list.
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
  /** Good rows that a cancel or a failure left. */
  unsent: number;
  /** Add-remove and clear on the wire, repeats included. */
  calls: number;
  /** When a replace emptied the list, ISO 8601. */
  cleared?: string;
  /** When a replace may have emptied it: the answer was lost. */
  maybeCleared?: string;
  /** The API's own, and what this extension notes (`isOwnNote`). */
  warnings: ProblemSummary[];
  forms?: FormatCounts[];
  error?: ReportError;
}

/** Its code is one of `UploadErrorCode`, or that of the part that failed. */
export type ReportError = KeptFailure;

/** Why a job that is not at its end does not go on this moment. */
export type WaitReason =
  /** The API's limit of calls. */
  | 'limit'
  | 'network'
  /** Somebody is there, but no answer of the API's comes: the connection stalls, or a gateway does not reach it. */
  | 'noResponse'
  /** The API answers that it has trouble of its own. */
  | 'serverError'
  /** Another upload to the same segment is under way. */
  | 'queue'
  | 'signedOut';

/**
 * How far an upload is. Its totals are of rows whose identifiers were answered: what is under way,
 * or was lost and is sent again, is not among them yet.
 */
export interface Progress extends Totals {
  phase: 'reading' | 'waiting' | 'clearing' | 'sending';
  /** Of the decoded files while judging; equal to `bytesTotal` afterwards. */
  bytesRead: number;
  bytesTotal: number;
  rowsRead: number;
  /**
   * Calls without an answer yet, answered, and all of them, as far as the plan and what was cut in
   * two tell.
   */
  inFlight: number;
  callsDone: number;
  callsTotal: number;
  wait?: WaitReason;
  /** Milliseconds since 1970. */
  waitUntil?: number;
  /** It was told to stop: nothing new is sent, and the calls in flight are waited for. */
  stopping?: StopReason;
}

/** Of an upload that has not begun. */
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
};

/** Everything a list of uploads shows of one. Plain JSON. */
export interface JobSummary {
  jobId: string;
  state: JobState;
  target: Target;
  operation: Operation;
  files: { uri: string; size: number }[];
  /** ISO 8601, UTC. */
  plannedAt: string;
  startedAt?: string;
  finishedAt?: string;
  /** When a replace emptied the list, or may have: its answer was lost. */
  cleared?: string;
  maybeCleared?: string;
  counts: Counts;
  progress: Progress;
  calls: number;
  /** The last failure. Kept while the job can go on, gone when it did. */
  error?: ReportError;
  /** The report so far, or the last one. */
  report?: Report;
  /** `resume` can go on with it. */
  resumable: boolean;
  /** Another window of this machine is at it: it can only be looked at. */
  elsewhere: boolean;
  /** What the list had before the first chunk and after the last, where it could be read. */
  readings: StatisticsReading[];
}

export interface StatisticsReading extends SegmentFigures {
  when: 'before' | 'after';
  /** Milliseconds since 1970. */
  at: number;
}

/** The end of a run. */
export interface RunResult {
  report: Report;
  /**
   * Rows that the server named as not valid (rule `refused-by-api`). In memory only: they come from
   * personal data.
   */
  serverFindings: Finding[];
  /** Chunks in which the server refused more than it named: `findRejected` can look for the rest. */
  unnamed: { chunk: number; refused: number; named: number }[];
}
