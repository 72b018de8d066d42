import type { RecordBatch } from '../../csv/csvTypes';
import type { IdentifierType, ValueFormat } from '../../identifiers/identifierTypes';
import type { ValidRows } from '../rows/validRows';
import type { Finding, PlannedChunk, UploadOptions } from '../uploadTypes';
import type { FoundSuppression, SuppressTask, ValidatedFiles } from '../workerProtocol';
import type { ComparisonResult } from './previousComparison';

export interface DedupeJob {
  type: IdentifierType;
  options: UploadOptions;
  /** 8 random bytes: makes fingerprints that no one else can make. */
  key: Uint8Array;
  /** Estimated number of rows, 0 if unknown. */
  expectedRows: number;
  mode: CompareMode;
  /** For an update: the hash formats to remove. */
  removedFormats?: readonly ValueFormat[];
  /** If there are suppression lists. */
  suppression?: SuppressTask;
}

/**
 * Whether values are compared with one another. A removal or replace compares its unique identifiers
 * with the list (`minKept`), even if duplicates are sent.
 */
export function findsDuplicates({
  dedupe,
  operation,
}: Pick<UploadOptions, 'dedupe' | 'operation'>): boolean {
  return dedupe || operation !== 'add';
}

/** How values are compared; known only once they have been read. */
export interface CompareMode {
  /** As they are sent, after hashing, instead of normalized. */
  asSent: boolean;
  /** The formats of previous files that the new files' values are needed in, too. */
  make: readonly ValueFormat[];
  /** The formats, besides their own, that values of suppression lists are needed in. */
  listed: readonly ValueFormat[];
  /** Identifiers of suppressed rows that no list has: see `SuppressedRows`. */
  associated: readonly number[];
}

export const FIRST_MODE: CompareMode = { asSent: false, make: [], listed: [], associated: [] };

/**
 * The files that are sent; other files of the list, and the previous ones, for an update. In this
 * order.
 */
export type FileSide = 'new' | 'other' | 'previous';

/** The result for one file. */
export interface DedupedFile {
  chunks: PlannedChunk[];
  /** Absent if there are no suppression lists. */
  suppressed?: number;
  /** Duplicates, and warnings about rows that aren't suppressed. */
  byRule: Record<string, number>;
  /** For the first of them. */
  findings: Finding[];
}

export interface DedupeResult extends Pick<
  ValidatedFiles,
  'byForm' | 'columnWarnings' | 'fingerprint' | 'fields' | 'bits'
> {
  validRows: number;
  /** Unique identifiers among them; undefined if they weren't compared. */
  distinct: number | undefined;
  /** For an update. */
  comparison?: ComparisonResult & { identifiers: number; fingerprint: string };
  suppression?: FoundSuppression;
}

/**
 * Decides which valid rows to send, file by file. `DedupeThread` does so in parallel with
 * validation.
 */
export interface Deduper {
  /**
   * Takes people of a suppression list, by its index, before any file. `values`: as `TypedColumns` gives
   * them.
   */
  addListed(list: number, values: ValidRows): Promise<void>;
  /** `columns`: those that are read, 0-based and ascending. */
  startFile(offset: number, line: number, columns: readonly number[], side: FileSide): void;
  /** `others`: values of columns that are only compared with suppression lists: see `RowSuppressor`. */
  addBatch(batch: RecordBatch, validRows: ValidRows, others?: ValidRows): Promise<void>;
  /** `fields`: the number of rows in the file, times its columns that are read. */
  endFile(fields: number): Promise<DedupedFile>;
  finish(): Promise<DedupeResult>;
  close(): Promise<void>;
}

/**
 * Thrown if values must be compared in another way, for which the files are read again: they contain
 * hashes of the chosen kind, or a previous file has a format that the new ones don't have.
 */
export class ReadAgainError extends Error {
  constructor(readonly mode: CompareMode) {
    super();
  }
}
