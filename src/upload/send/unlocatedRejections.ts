import type { RunResult } from '../contract';
import type { Job } from '../journal/job';
import type { PlannedChunk } from '../uploadTypes';

/**
 * Chunks with rejected rows that weren't all found in this process, with the counts of both. Slices
 * rejected as a whole aren't included.
 */
export function countUnlocatedRejections({
  ledger,
  chunks,
  serverFindings,
}: Job): RunResult['unnamed'] {
  const rejected = new Map<number, number>();
  for (const { slice, state, refused: rows } of ledger.slices.values()) {
    if (state === 'sent' && rows > 0 && slice.format === 'given')
      rejected.set(slice.chunk, (rejected.get(slice.chunk) ?? 0) + rows);
  }
  const located = new Map<number, number>();
  for (const { file, row } of serverFindings) {
    const chunk = chunkOf(chunks, file, row);
    located.set(chunk, (located.get(chunk) ?? 0) + 1);
  }
  return [...rejected]
    .map(([chunk, rows]) => ({ chunk, refused: rows, named: located.get(chunk) ?? 0 }))
    .filter((chunk) => chunk.refused > chunk.named);
}

/**
 * The index of the chunk that contains a row: the last chunk of the file that starts at or before
 * it.
 */
function chunkOf(chunks: readonly PlannedChunk[], file: number, row: number): number {
  let [low, high] = [0, chunks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const chunk = chunks[middle];
    if (chunk.file < file || (chunk.file === file && chunk.firstRow <= row)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
