/** The messages between the main thread and the reading worker. */
import type { ErrorCode } from '../common/codes/toolCodes';
import type { IdentifierType, ValueFormat } from '../identifiers/identifierTypes';
import type { CheckedSoFar } from './jobTypes';
import type { ChunkSlice } from './journal/chunkSlices';
import type { KeepOutTask, KeptOutLines, PeopleTask, ReadPeople } from './people/peopleTypes';
import type { ComparisonResult } from './plan/previousComparison';
import type {
  FreshList,
  PlannedSuppression,
  ReadSuppressionList,
  SuppressionList,
} from './suppression/suppressionTypes';
import type { CompareTask, FoundFiles } from './update/findPrevious';
import type { UploadError } from './uploadError';
import type {
  Counts,
  FieldOffsets,
  Finding,
  Plan,
  PlannedChunk,
  PlannedFile,
  PlannedUpdate,
  SourceFile,
  UploadOptions,
} from './uploadTypes';

/** Reads, validates and splits into chunks; builds nothing. */
export interface ValidateTask {
  files: readonly SourceFile[];
  type: IdentifierType;
  options: UploadOptions;
  /** 8 random bytes: makes fingerprints that no one else can make. */
  key: Uint8Array;
  /** For an update. */
  update?: CompareTask;
  /** If there are suppression lists. */
  suppression?: SuppressTask;
}

/** What suppression lists are read for. */
export interface SuppressTask {
  lists: readonly SuppressionList[];
  /** Of all lists, on disk. */
  bytes: number;
  /** See `PlannedSuppression.formats`. */
  formats: readonly ValueFormat[];
  /** Of these, those in which earlier uploads sent people, as far as is known. */
  held: readonly ValueFormat[];
  /** Whether suppressed people are removed. */
  removes: boolean;
}

/** What was found of suppressed people, without what a plan adds. */
export interface FoundSuppression extends Pick<
  PlannedSuppression,
  | 'people'
  | 'inFiles'
  | 'inPrevious'
  | 'removed'
  | 'identifiers'
  | 'removedFormats'
  | 'inOtherFormats'
  | 'otherFormats'
  | 'files'
> {
  lists: Pick<ReadSuppressionList, 'people' | 'notComparable' | 'suppressed'>[];
  /** Some people of the lists have identifiers of a type that was compared, but in other formats. */
  isPartlyCompared: boolean;
  chunks: PlannedChunk[];
  /** By chunk. */
  fields: (FieldOffsets | undefined)[];
  /** As `ValidatedFiles.bits`, of whom to remove. */
  bits: Uint8Array<ArrayBuffer>;
}

/** The previous files as read. Their fields come after those of the new ones. */
export interface ComparedFiles
  extends
    Pick<PlannedUpdate, 'files' | 'counts' | 'unchanged' | 'identifiers'>,
    Pick<
      FoundFiles,
      'sharedRemoved' | 'notSent' | 'unknown' | 'asked' | 'found' | 'isCleared' | 'unread'
    >,
    Pick<ComparisonResult, 'removedByForm' | 'stillOtherwise'> {
  /** As `Plan.fingerprint`, of the previous files. */
  fingerprint: string;
  /** URIs of the others. */
  others: string[];
}

/** How far a check is. Bytes are those of the decoded files. */
export interface CheckProgress {
  bytesRead: number;
  bytesTotal: number;
  checked: CheckedSoFar;
  /** Of an update: how many other files are read because who is in them stays. */
  otherFiles?: number;
}

export interface ValidatedFiles extends Pick<
  Plan,
  'findings' | 'byRule' | 'byForm' | 'columnWarnings' | 'distinct' | 'fingerprint'
> {
  files: PlannedFile[];
  chunks: PlannedChunk[];
  counts: Counts;
  /** One bit per row, or per field of several columns, over all files: whether to send it. */
  bits: Uint8Array<ArrayBuffer>;
  /** By chunk. */
  fields: (FieldOffsets | undefined)[];
  /** For an update. Its chunks are among the others, and come after those of the new files. */
  update?: ComparedFiles;
  /** If there are suppression lists. Its chunks are among the others, and come last. */
  suppression?: ReadSuppression;
}

/** What suppression lists mean for files. */
export interface ReadSuppression
  extends
    Omit<FoundSuppression, 'lists' | 'chunks' | 'fields' | 'bits'>,
    Pick<PlannedSuppression, 'compared'> {
  lists: FreshList[];
  /** Types whose identifiers were compared. */
  types: IdentifierType[];
}

/** What building request bodies from a plan needs. */
export interface BuildTask {
  /** See `filesRead`. */
  files: readonly PlannedFile[];
  /** Of virtual files, by file index. */
  contents: readonly (Uint8Array | undefined)[];
  chunks: readonly PlannedChunk[];
  bits: Uint8Array<ArrayBuffer>;
  /** By chunk, if still known from checking the files. */
  fields: readonly (FieldOffsets | undefined)[];
  type: IdentifierType;
  /** As the segment spells it. */
  identifierType: string;
  options: UploadOptions;
  /** See `PlannedUpdate.formats`. */
  removedFormats?: readonly ValueFormat[];
  /** Its `files` are the last ones of `files`. */
  suppressed?: Pick<PlannedSuppression, 'files' | 'formats'>;
}

export type WorkerTask =
  | { task: 'validate'; job: ValidateTask }
  | { task: 'people'; job: PeopleTask }
  | { task: 'keepOut'; job: KeepOutTask }
  | { task: 'open'; job: BuildTask }
  /** `memory`: the memory of an earlier body, to overwrite. */
  | { task: 'build'; slice: ChunkSlice; memory?: SharedArrayBuffer }
  /** The first file whose bytes aren't those that were checked. */
  | { task: 'findChanged' }
  | { task: 'trace'; chunk: number; samples: readonly string[] }
  | { task: 'locate'; slice: ChunkSlice };

export type WorkerRequest = { id: number } & WorkerTask;

export interface BuiltBody {
  /** In shared memory. */
  body: Uint8Array<SharedArrayBuffer>;
  count: number;
}

export interface WorkerResults {
  validate: ValidatedFiles;
  people: ReadPeople;
  keepOut: KeptOutLines;
  open: null;
  build: BuiltBody;
  findChanged: number | null;
  trace: Finding[];
  locate: Finding[];
}

/** The properties of a failure that cross threads. */
export interface WorkerFailure extends Pick<
  UploadError,
  'message' | 'line' | 'identifierType' | 'file'
> {
  name: string;
  code: ErrorCode;
}

export type WorkerReply =
  | { id: number; ok: true; result: WorkerResults[keyof WorkerResults] }
  | { id: number; ok: false; error: WorkerFailure }
  | { id: number; progress: CheckProgress };
