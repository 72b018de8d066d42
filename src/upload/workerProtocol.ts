/** What the main thread and the reading worker say to each other. */
import type { IdentifierType } from '../identifiers/identifierTypes';
import type { ChunkSlice } from './journal/chunkSlices';
import type { UploadError } from './uploadError';
import type {
  Counts,
  FieldOffsets,
  Finding,
  Plan,
  PlannedChunk,
  PlannedFile,
  SourceFile,
  UploadOptions,
} from './uploadTypes';

/** Read, judge and cut; nothing is built. */
export interface ValidateJob {
  files: readonly SourceFile[];
  type: IdentifierType;
  options: UploadOptions;
  /** 8 bytes: makes fingerprints that nobody else can make. */
  key: Uint8Array;
}

export interface ValidatedFiles extends Pick<
  Plan,
  'findings' | 'byRule' | 'byForm' | 'columnWarnings' | 'distinct' | 'fingerprint'
> {
  files: PlannedFile[];
  chunks: PlannedChunk[];
  counts: Counts;
  /** One bit a row over all files: send or not. */
  bits: Uint8Array<ArrayBuffer>;
  /** Of each chunk. */
  fields: (FieldOffsets | undefined)[];
}

/** What is needed to build bodies from a plan. */
export interface BuildJob {
  files: readonly PlannedFile[];
  /** Of virtual files, by index. */
  contents: readonly (Uint8Array | undefined)[];
  chunks: readonly PlannedChunk[];
  bits: Uint8Array<ArrayBuffer>;
  /** Of each chunk, where it is still known from the judging. */
  fields: readonly (FieldOffsets | undefined)[];
  type: IdentifierType;
  /** As the segment spells it. */
  identifierType: string;
  options: UploadOptions;
}

export type WorkerTask =
  | { task: 'validate'; job: ValidateJob }
  | { task: 'open'; job: BuildJob }
  /** `memory`: of an earlier body, to be written over. */
  | { task: 'build'; slice: ChunkSlice; memory?: SharedArrayBuffer }
  /** Whether all bytes are those that were judged. */
  | { task: 'verify' }
  | { task: 'trace'; chunk: number; samples: readonly string[] }
  | { task: 'locate'; unit: ChunkSlice };

export type WorkerRequest = { id: number } & WorkerTask;

export interface BuiltBody {
  /** In memory that threads share. */
  body: Uint8Array<SharedArrayBuffer>;
  count: number;
}

export interface WorkerResults {
  validate: ValidatedFiles;
  open: null;
  build: BuiltBody;
  verify: boolean;
  trace: Finding[];
  locate: Finding[];
}

/** What of a failure crosses the threads. */
export interface WorkerFailure extends Pick<
  UploadError,
  'code' | 'message' | 'line' | 'identifierType' | 'file'
> {
  name: string;
}

export type WorkerReply =
  | { id: number; ok: true; result: WorkerResults[keyof WorkerResults] }
  | { id: number; ok: false; error: WorkerFailure }
  | { id: number; progress: { bytesRead: number; bytesTotal: number; rowsRead: number } };
