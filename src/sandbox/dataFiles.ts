import * as fs from 'node:fs/promises';

/**
 * What the sandbox keeps holds secrets and uploaded identifiers: on a shared machine only its own
 * user reads it.
 */

/** For files that are opened by hand; Windows ignores it. */
export const PRIVATE = 0o600;

/**
 * Makes a folder that only this user may enter. One that is there already stays as it is: it may be
 * the user's own.
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
}

/**
 * Writes a file whole or not at all. Never into the old one: that may be open, or readable, to
 * others.
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  await fs.rm(fresh, { force: true });
  await fs.writeFile(fresh, text, { mode: PRIVATE, flag: 'wx' });
  await fs.rename(fresh, file);
}
