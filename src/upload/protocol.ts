/** What the main thread and the reading worker say to each other. */
import type { IdentifierType } from '../identifiers/types';
import type { UploadError } from './error';
import type { Unit } from './journal/units';
import type {
  Counts,
  FieldMap,
  Finding,
  Plan,
  PlannedChunk,
  PlannedFile,
  SourceFile,
  UploadOptions,
} from './types';

/** Read, judge and cut; nothing is built. */
export interface JudgeJob {
  files: readonly SourceFile[];
  type: IdentifierType;
  options: UploadOptions;
  /** 8 bytes: makes fingerprints that nobody else can make. */
  key: Uint8Array;
}

export interface Judged extends Pick<
  Plan,
  'findings' | 'byRule' | 'byForm' | 'columnWarnings' | 'distinct' | 'fingerprint'
> {
  files: PlannedFile[];
  chunks: PlannedChunk[];
  counts: Counts;
  /** One bit a row over all files: send or not. */
  bits: Uint8Array<ArrayBuffer>;
  /** Of each chunk. */
  fields: (FieldMap | undefined)[];
}

/** What is needed to build bodies from a plan. */
export interface BuildJob {
  files: readonly PlannedFile[];
  /** Of virtual files, by index. */
  contents: readonly (Uint8Array | undefined)[];
  chunks: readonly PlannedChunk[];
  bits: Uint8Array<ArrayBuffer>;
  /** Of each chunk, where it is still known from the judging. */
  fields: readonly (FieldMap | undefined)[];
  type: IdentifierType;
  /** As the segment spells it. */
  identifierType: string;
  options: UploadOptions;
}

export type WorkerTask =
  | { task: 'judge'; job: JudgeJob }
  | { task: 'open'; job: BuildJob }
  /** `memory`: of an earlier body, to be written over. */
  | { task: 'build'; unit: Unit; memory?: SharedArrayBuffer }
  /** Whether all bytes are those that were judged. */
  | { task: 'verify' }
  | { task: 'trace'; chunk: number; samples: readonly string[] }
  | { task: 'places'; unit: Unit };

export type Request = { id: number } & WorkerTask;

export interface Built {
  /** In memory that threads share. */
  body: Uint8Array<SharedArrayBuffer>;
  count: number;
}

export interface ResultOf {
  judge: Judged;
  open: null;
  build: Built;
  verify: boolean;
  trace: Finding[];
  places: Finding[];
}

/** What of a failure crosses the threads. */
export interface WorkerFailure extends Pick<
  UploadError,
  'code' | 'message' | 'line' | 'identifierType' | 'file'
> {
  name: string;
}

export type Reply =
  | { id: number; ok: true; result: ResultOf[keyof ResultOf] }
  | { id: number; ok: false; error: WorkerFailure }
  | { id: number; progress: { bytesRead: number; bytesTotal: number; rowsRead: number } };
