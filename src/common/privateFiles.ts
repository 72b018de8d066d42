import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What the extension keeps (journals, counts, names of files) is nobody else's on a shared machine.
 * Windows has no modes and ignores them; there the user's profile does the same.
 */
export const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** The name of a file about something that has no name fit for one. Stays: stored files have it. */
export function hashedFileName(...about: readonly string[]): string {
  return createHash('sha256').update(about.join('\n')).digest('hex').slice(0, 24);
}

/** Whether a file or folder was asked for that is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Makes a folder, and those above it that are missing, for this user alone. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
}

export function makePrivateFolderSync(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
}

/** Writes a file whole or not at all, for this user alone: it is on the disk when this resolves. */
export async function replacePrivateFile(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const tempPath = tempPathFor(path);
  const handle = await fs.open(tempPath, 'w', PRIVATE_FILE);
  try {
    await handle.writeFile(content);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await fs.rename(tempPath, path);
}

/** The same at once, for what need not outlive a crash of the machine. */
export function replacePrivateFileSync(path: string, content: string): void {
  const tempPath = tempPathFor(path);
  try {
    writeFileSync(tempPath, content, { mode: PRIVATE_FILE });
    renameSync(tempPath, path);
  } catch (error) {
    rmSync(tempPath, { force: true });
    throw error;
  }
}

/** Makes a file for this user alone, with its content at once; false where it is there already. */
export function createPrivateFileSync(path: string, content: string): boolean {
  const tempPath = tempPathFor(path);
  try {
    writeFileSync(tempPath, content, { mode: PRIVATE_FILE });
    linkSync(tempPath, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'ENOSPC') throw error;
    // File systems without hard links: the content follows a moment later.
    return createDirectly(path, content);
  } finally {
    rmSync(tempPath, { force: true });
  }
}

function createDirectly(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: PRIVATE_FILE });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Process ids are not unlike where containers share the folder. */
function tempPathFor(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.new`;
}

/**
 * Closes to others a folder that an earlier version left open, and all that is in it. Never
 * rejects: where there is no folder yet, no modes, or no right to change them, it stays as it is.
 */
export async function restrictToOwner(folder: string): Promise<void> {
  const isOpen = async (): Promise<boolean> => ((await fs.stat(folder)).mode & 0o077) !== 0;
  if (process.platform === 'win32') return;
  try {
    // Everything is made closed since, so that a folder that is needs no look inside.
    if (!(await isOpen())) return;
    await fs.chmod(folder, PRIVATE_FOLDER);
    if (await isOpen()) return;
    await restrictContent(folder);
  } catch {
    // See above.
  }
}

async function restrictContent(folder: string): Promise<void> {
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // A link is not followed: what it leads to is not ours.
    if (!entry.isDirectory() && !entry.isFile()) continue;
    await fs
      .chmod(path, entry.isDirectory() ? PRIVATE_FOLDER : PRIVATE_FILE)
      .catch(() => undefined);
    if (entry.isDirectory()) await restrictContent(path).catch(() => undefined);
  }
}
