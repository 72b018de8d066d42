/** Bytes. The editor gives larger documents to no extension. */
const MAX_DOCUMENT = 50 * 1024 * 1024;

/**
 * Whether the editor can open a file so that its rows can be fixed there. The others are fixed into a
 * new file (see `fixFile`). `size`: bytes.
 */
export function fitsEditor(path: string, size: number): boolean {
  return size <= MAX_DOCUMENT && !/\.gz$/i.test(path);
}
