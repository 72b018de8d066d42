import * as fs from 'node:fs/promises';

/**
 * The sandbox's files contain secrets and uploaded identifiers. On a shared machine, only their own
 * user may read them.
 */

/** For files that are opened directly. Windows ignores it. */
export const PRIVATE = 0o600;

/**
 * Creates a folder that only this user can enter. An existing one stays as it is: it may be the
 * user's own.
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
}

/**
 * Writes a file atomically. Never overwrites in place: the old file may be open, or readable by
 * others.
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  await fs.rm(fresh, { force: true });
  await fs.writeFile(fresh, text, { mode: PRIVATE, flag: 'wx' });
  await fs.rename(fresh, file);
}
