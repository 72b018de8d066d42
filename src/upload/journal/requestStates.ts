import type { PlannedChunk, PlannedFile } from '../uploadTypes';
import { sliceSize, type ChunkSlice, type SliceFormat } from './chunkSlices';
import type { Ledger } from './ledger';
import type { SliceRecord } from './sliceRecords';

/**
 * `partly`: answered, but not all of its identifiers were accepted, or not with a count. `rejected`:
 * none was accepted. `unknown`: the response was lost, so it will be sent again.
 */
type RequestKind = 'waiting' | 'underWay' | 'accepted' | 'partly' | 'rejected' | 'unknown';

/** One request of a job. All but those waiting and under way have been answered, or were lost. */
export interface RequestState {
  kind: RequestKind;
  /** Absent for the clear of a replace. */
  content?: RequestContent;
}

interface RequestContent {
  /** Index into the job's files; an update's previous files come after them. */
  file: number;
  /**
   * 0-based numbers of the records that it was made from; parts of a split request have the same
   * ones.
   */
  firstRow: number;
  lastRow: number;
  /** How many of the valid ones it has, and in which hash format. */
  identifiers: number;
  /** Of these, how many were rejected, and for how many the answer has no count. */
  refused: number;
  unknown: number;
  format: SliceFormat;
}

/**
 * The requests of a job as its ledger has them, in file order; the clear of a replace comes first.
 */
export function requestStates(
  ledger: Pick<Ledger, 'slices' | 'clearingAt' | 'clearedAt' | 'maybeClearedAt'>,
  files: readonly Pick<PlannedFile, 'rows'>[],
  chunks: readonly PlannedChunk[],
  isReplace: boolean,
): RequestState[] {
  // The parts of a request that was split are at the end of the ledger.
  const records = [...ledger.slices.values()].sort((a, b) => compareSlices(a.slice, b.slice));
  const requests = records.map((record): RequestState => {
    const { slice, refused, unknown } = record;
    return {
      kind: kindOf(record),
      content: {
        ...rowsOf(slice.chunk, files, chunks),
        format: slice.format,
        identifiers: sliceSize(slice),
        refused,
        unknown,
      },
    };
  });
  return isReplace ? [{ kind: clearKind(ledger) }, ...requests] : requests;
}

/** The given format first; the others don't depend on the order of splits. */
function compareSlices(a: ChunkSlice, b: ChunkSlice): number {
  if (a.chunk !== b.chunk) return a.chunk - b.chunk;
  if (a.format === b.format) return a.from - b.from;
  if (a.format === 'given') return -1;
  if (b.format === 'given') return 1;
  return a.format < b.format ? -1 : 1;
}

function kindOf({ slice, state, refused, unknown }: SliceRecord): RequestKind {
  switch (state) {
    case 'pending':
      return 'waiting';
    case 'sending':
      return 'underWay';
    case 'rejected':
    case 'unknown':
      return state;
    case 'sent':
      if (refused === sliceSize(slice)) return 'rejected';
      return refused + unknown > 0 ? 'partly' : 'accepted';
  }
}

function clearKind({
  clearingAt,
  clearedAt,
  maybeClearedAt,
}: Pick<Ledger, 'clearingAt' | 'clearedAt' | 'maybeClearedAt'>): RequestKind {
  if (clearingAt !== undefined) return 'underWay';
  if (clearedAt !== undefined) return 'accepted';
  return maybeClearedAt === undefined ? 'waiting' : 'unknown';
}

/** The rows of a chunk: up to the next one, or to the end of its file. */
function rowsOf(
  index: number,
  files: readonly Pick<PlannedFile, 'rows'>[],
  chunks: readonly PlannedChunk[],
): { file: number; firstRow: number; lastRow: number } {
  const { file, firstRow } = chunks[index];
  const next = index + 1 < chunks.length ? chunks[index + 1] : undefined;
  const end = next?.file === file ? next.firstRow : files[file].rows;
  return { file, firstRow, lastRow: end - 1 };
}
