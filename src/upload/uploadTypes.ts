import type { StoredFailure } from '../common/failure';
import type { Dialect, Place } from '../csv/csvTypes';
import type { Hash, ValueFormat } from '../identifiers/identifierTypes';
import type { Forms } from './comparableFormats';
import type { PlannedColumn } from './fieldsRead';
import type { Permission, UpdatePermission } from './permissions';
import type { PlannedSuppression, SuppressionList } from './suppression/suppressionTypes';

export const OPERATIONS = ['add', 'remove', 'update', 'replace'] as const;
/**
 * A replace clears the list, then adds. An update adds, then removes people who are only in the
 * previous file, so that the list is never empty.
 */
export type Operation = (typeof OPERATIONS)[number];

/**
 * Where the bytes of a file come from. Virtual files are passed as a whole, since `workspace.fs`
 * can't stream.
 */
export interface SourceFile {
  /** The document's URI as text: identifies the file in problems and in the stored plan. */
  uri: string;
  /** Absolute path of a `file:` uri. */
  path?: string;
  /** The content of a file on another file system. */
  bytes?: Uint8Array;
  /** How to read this file, before the job's options: header names or 0-based numbers, in any order. */
  columns?: readonly (string | number)[];
  dialect?: Partial<Dialect>;
}

/** Where identifiers are sent. A job is bound to its target. */
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
   * A header name (exact match, then ignoring case) or a 0-based number. If absent, the column is
   * detected from header and content. Applies to files without columns of their own.
   */
  column?: string | number;
  hash: Hash;
  /** For a remove from an Email segment: the hash formats to remove. See `FORMS`. */
  forms: Forms;
  /** What the user chose instead of what was detected. A file's own dialect takes precedence. */
  dialect?: Partial<Dialect>;
  dedupe: boolean;
  /** 1–50,000 identifiers per request (guide: Identifier List Size Limit). */
  chunkSize: number;
  /** Requests in flight, 1–16. */
  concurrency: number;
  /** The ratio (0–1) of invalid rows above which nothing is sent. */
  maxRefused: number;
  /**
   * For remove and replace: the ratio (0–1) of the list's current size that is to be kept at least;
   * otherwise nothing is removed or cleared. Nothing is either if that size isn't known. 0 allows
   * both. For a remove, every identifier counts as one in the list.
   */
  minKept: number;
  /** For a remove that undoes an add: the ID of that job. */
  undoes?: string;
  /** The ID of the job that it takes the place of, because a suppression list has changed. */
  startsOver?: string;
  /**
   * The ID of the removal of people from every segment that it is a part of. That has the record of it, so
   * it is in no list of uploads, and takes no readings of its list's size.
   */
  removal?: string;
  /** It removes the same people once more: files that were written since then don't bring them back. */
  isAgain?: true;
  /** The digest of an entry of a nightly file, which is known again by it: see `SentEntry`. */
  entry?: string;
  /**
   * For an update or a replace of one file on disk: the absolute path at which it is kept once the job
   * has finished. It is the previous file of the next update.
   */
  keep?: string;
  /** For an update: the ratio (0–1) of the previous files' people above which nothing is sent. */
  maxRemoved: number;
  /** What may be done although a check stops it otherwise. */
  allowed: readonly Permission[];
  /** Who must not be sent. Not for a remove. Empty: the segment is one for which lists aren't used. */
  suppress?: readonly SuppressionList[];
  /** Without a suppression list, nothing is sent (`suppression-missing`). */
  requireSuppression?: boolean;
}

export const DEFAULT_OPTIONS: Omit<UploadOptions, 'operation'> = {
  hash: 'none',
  forms: 'given',
  dedupe: true,
  chunkSize: 50_000,
  concurrency: 4,
  maxRefused: 0.1,
  minKept: 0.7,
  maxRemoved: 0.3,
  allowed: [],
};

/** One row that isn't sent or needs a second look. Never contains the value. */
export interface Finding {
  /** Index into the job's files. */
  file: number;
  /** 0-based number of the record, counting blank lines but not the header. */
  row: number;
  rule: string;
  level: 'error' | 'warning';
  place: Place;
  /** The 0-based column, if the file has several that are read. */
  column?: number;
  /**
   * For a duplicate: the row of its first occurrence, the file if that is another one, and the
   * column if that file has several.
   */
  firstRow?: number;
  firstFile?: number;
  firstColumn?: number;
}

export interface PlannedFile {
  uri: string;
  /** Absolute path of a `file:` uri. */
  path?: string;
  /** Bytes on disk. */
  size: number;
  modifiedAt?: number;
  /** SHA-256 of the bytes on disk, in hexadecimal digits. Absent where nothing depends on it. */
  contentHash?: string;
  dialect: Dialect;
  /** The parts of the dialect that were chosen for this file. */
  chosenDialect?: Partial<Dialect>;
  /** Set if the column was chosen for this file and not detected. */
  isColumnChosen?: true;
  /** Header names, empty where a name may be personal data; undefined without a header. */
  columns?: string[];
  /** The column that is read; the first one of several. See `columnsRead`. */
  column: number;
  /** If several columns are read: each, in the order of the file. */
  byColumn?: PlannedColumn[];
  /** Number of fields that each record should have. */
  width: number;
  /** Position of the column's header, for the API's warnings. */
  headerPlace?: Place;
  rows: number;
  /** Rows times columns, if several columns are read. */
  fields?: number;
  /** Of this file's rows, or fields. */
  blank: number;
  invalid: number;
  /** Of a new file, with suppression lists. */
  suppressed?: number;
  /** Offset of the first record in the decoded file, after the header. */
  dataStart: number;
  /** Hash of everything before `dataStart`. */
  headHash: string;
  /** In bytes. */
  decodedSize: number;
  /** Whether its last row ends with a line end. Absent without a row. */
  endsWithLineEnd?: boolean;
  /** It has a header, surely one, and nothing below it but blank lines. */
  hasHeaderOnly?: true;
}

/** A run of whole records whose valid identifiers fit into one request. */
export interface PlannedChunk {
  file: number;
  /** Byte offsets in the decoded file; `end` is exclusive. */
  start: number;
  end: number;
  /** Number of the first record. */
  firstRow: number;
  /** 0-based line on which the chunk begins. */
  line: number;
  /** Maximum size in bytes of the request body with the identifiers in their given format. */
  bodySize: number;
  /** Identifiers in their given format, one per valid row, or per valid field of several columns. */
  identifiers: number;
  /** Those whom it has, if they have several identifiers each. */
  people?: number;
  /** Further identifiers, each kind in requests of its own: other hash formats, other spellings of mobile IDs. */
  others?: Partial<Record<ValueFormat | 'otherCase', number>>;
  /** Hash of the bytes from `start` to `end`, to detect a changed file before sending. */
  hash: string;
  /** Of a removal from every segment: they are in the same request. */
  together?: true;
  /**
   * Its identifiers are removed once all others were added, in every format of `PlannedUpdate.formats` or
   * `PlannedSuppression.formats`. `file` comes after the new files: see `filesRead`.
   */
  removes?: true;
  /** With `removes`: they are of suppressed people, not of people who left. */
  suppressed?: true;
}

/**
 * The values in the previous files of an update: `rows = blank + invalid + suppressed + duplicates +
 * still + notComparable + shared + removed`, or with several columns `fields` is that sum.
 */
export interface PreviousCounts extends Omit<Counts, 'good'> {
  /** In the new files, too. */
  still: number;
  /** Whether they are in the new files can't be told: MD5 here, SHA-256 there. They stay. */
  notComparable: number;
  /** In another file that was sent to this list from here, unless `remove-shared` is allowed. */
  shared: number;
  /** People who left. */
  removed: number;
  /** Of these, whom an earlier update removed, too: Criteo rejected some of them. Absent if it is 0. */
  again?: number;
  /**
   * Of these, who can't be removed in `PlannedUpdate.otherFormats`: a hash can't be turned back.
   * Absent if it is 0.
   */
  inOtherFormats?: number;
}

/** What an update removes after it has added its files. */
export interface PlannedUpdate {
  /** The previous files: chunks number them after the job's own files. Empty for a first run. */
  files: PlannedFile[];
  counts: PreviousCounts;
  /** Of the rows to send, those that are in the previous files, too. */
  unchanged: number;
  /** The hash formats to remove; a row is removed in those that can be made from it. */
  formats: ValueFormat[];
  /** The identifiers to remove: `counts.removed` rows in all of these formats. */
  identifiers: number;
  /** Of `formats`, those that they have. */
  removedFormats: ValueFormat[];
  /**
   * The hash formats in which who left may be in the list, too, and that can't be made from the
   * previous files: see `PreviousCounts.inOtherFormats`. Absent if there are none.
   */
  otherFormats?: ValueFormat[];
  /** Of `unchanged`, those whose format was another one. */
  stillOtherwise: number;
  /** Other files that were sent to this list from here and are still there; who is in them stays. */
  sharedFiles: { uri: string }[];
  /** Such files whose people are removed, too (`remove-shared`). Absent if none. */
  sharedRemoved?: { uri: string }[];
  /** What was permitted and makes a difference. */
  allowed?: UpdatePermission[];
  /** Whether every previous file was sent to this list from here, as far as this state folder tells. */
  isKnown: boolean;
  /** The URIs of those that weren't, and why, if that is known. Absent if there are none. */
  notSent?: string[];
  notSentBecause?: 'never' | 'changed' | 'replaced' | 'otherwise';
  /** What updates and replaces put into the list, and isn't found. */
  unknown: ContentName[];
  /** What was sent before and may be of another list: see `AllowedRisk` 'other-list'. */
  asked: ContentName[];
  /** The previous files, by URI, that nobody chose: an update or a replace had put them there. */
  found: string[];
  /** It is a first run because the list was cleared, whatever is kept. */
  isCleared?: true;
  /** See `ListState.epoch`, when the files were checked. */
  listEpoch: number;
  /** The jobs whose files were in the list then: who is in a later one's file may not be removed. */
  listJobs: string[];
}

/** A content of a list: the file that was sent, and the job that sent it. See `ListedContent`. */
export interface ContentName {
  uri: string;
  jobId: string;
  /** The URI of a file that has its bytes. */
  foundAt?: string;
  /** The URI at which it was kept. */
  keptAt?: string;
}

/** Absolute paths. */
export interface KeptFile {
  path: string;
  /** The copy of the file until the job has finished, which takes the place of `path` then. */
  sending: string;
  /** Copies of earlier jobs that were cut off, to be deleted then: previous files of this one. */
  cutOff: string[];
}

/** See `FieldOffsetsWriter`. */
export type FieldOffsets = Uint8Array<SharedArrayBuffer>;

/**
 * Counts of the values in the files: `rows = blank + invalid + suppressed + duplicates + good`. If several
 * columns of a file are read, a value is a field and no longer a row: then `fields` takes the place
 * of `rows`, which stays the number of records.
 */
export interface Counts {
  rows: number;
  /**
   * Each file's rows times the columns that are read of it. Only if there is a file with several.
   */
  fields?: number;
  blank: number;
  invalid: number;
  /** Valid ones of people on a suppression list. Absent if there is no list. */
  suppressed?: number;
  duplicates: number;
  /** Valid ones that will be sent. */
  good: number;
}

/** The result of checking the files, before anything is sent. */
export interface Plan extends Counts {
  jobId: string;
  target: Target;
  options: UploadOptions;
  files: PlannedFile[];
  chunks: PlannedChunk[];
  /** At most 999 per file, spread over rules; `byRule` has the totals. */
  findings: Finding[];
  byRule: Record<string, number>;
  /** The valid rows by their format in the file; adds up to `good`. */
  byForm: Partial<Record<ValueFormat, number>>;
  /** The rules of warnings about whole columns ("plain and hashed values are mixed"). */
  columnWarnings: string[];
  /**
   * Unique identifiers among the valid rows. Equals `good` with `dedupe`; without it, they aren't
   * counted for an add, and equal `good` too.
   */
  distinct: number;
  /** Add-remove requests plus the clear of a replace, without retries. */
  calls: number;
  /**
   * Keyed and independent of order: the same identifiers give the same text, which reveals nothing
   * about them.
   */
  fingerprint: string;
  /** See `ListState.epoch`, when the files were checked. */
  listEpoch: number;
  /** What the API reported about the list while the file was checked, if it was asked. */
  listReading?: ListReading;
  /** The last upload to the segment from here, if there was one. */
  previous?: LastUpload;
  /** The same when the files were checked. */
  before?: LastUpload;
  /** ISO 8601: when the same was done with the same identifiers, if that was the last upload to the list. */
  unchangedSince?: string;
  /**
   * The main hash format of the last upload to the segment, if it differs from this one's ("SHA-256
   * before, plain now"): people may count twice.
   */
  formBefore?: ValueFormat;
  /** Of an update. */
  update?: PlannedUpdate;
  /** If there are suppression lists, or should be. */
  suppression?: PlannedSuppression;
  /** Where the file is kept: see `UploadOptions.keep`. */
  keep?: KeptFile;
}

export interface ListReading {
  /** Milliseconds since 1970. */
  at: number;
  /** Absent if the API gave no number, or if reading it failed. */
  identifiers?: number;
  failure?: StoredFailure;
}

/** The last finished upload to a segment that was sent from here. */
export interface LastUpload {
  jobId: string;
  /** ISO 8601, UTC. */
  finishedAt: string;
  operation: Operation;
  distinct: number;
  /** The identifiers that an update removed. */
  removed?: number;
  /**
   * What the API reported before the upload changed the list: what it reports until it has computed it.
   * Absent if that couldn't be read.
   */
  sizeBefore?: number;
  accepted: number;
  fingerprint: string;
  /** Identifiers by the hash format they were sent in. */
  byForm: Partial<Record<ValueFormat, number>>;
  /**
   * Whether every row was accepted and nothing else changed the list between its first request and
   * its last.
   */
  complete: boolean;
  /**
   * Something else began to change the list afterwards, whether or not it finished. Derived when
   * reading.
   */
  changedSince?: true;
}
