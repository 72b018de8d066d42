import type { SourceFile } from '../uploadTypes';

/**
 * The files with only those rows that an earlier reading (`ReadPeople.readable`, numbered over all files) couldn't
 * read, as virtual files: header and records as they are.
 */
export function sourcesWithout(
  files: readonly SourceFile[],
  readable: string,
): Promise<SourceFile[]> {
  return Promise.reject(new Error(`${files.length} ${readable.length}`));
}
