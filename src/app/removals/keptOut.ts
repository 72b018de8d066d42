import type { Uploads } from '../../upload/contract';
import type { SourceFile } from '../../upload/uploadTypes';

/**
 * Adds the people of files to the suppression list in the state folder that this tool owns. Resolves with its
 * path and how many of them are new in it.
 */
export function addToKeptOut(
  engine: Uploads,
  stateFolder: string,
  files: readonly SourceFile[],
  about: { columns?: readonly (string | number)[]; reference: string; date: string },
): Promise<{ path: string; people: number }> {
  return Promise.reject(new Error(`${files.length} ${stateFolder} ${about.date} ${typeof engine}`));
}
