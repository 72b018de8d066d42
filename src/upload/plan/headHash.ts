import { readBlocks } from '../../csv/source';
import type { PlannedFile } from '../uploadTypes';
import { chunkHasher, finishHash } from './chunker';

/** The hash of everything before the first row, which determines the column's position. */
export async function headHash(
  source: { path?: string; bytes?: Uint8Array },
  dialect: PlannedFile['dialect'],
  end: number,
  signal?: AbortSignal,
): Promise<string> {
  const hasher = chunkHasher();
  for await (const block of readBlocks(source, dialect, { start: 0, end, signal }))
    hasher.update(block);
  return finishHash(hasher);
}
