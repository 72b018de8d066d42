import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Stored files (journals, counts, file names) must not be readable by others on a shared machine.
 * Windows ignores these modes; there, the user profile protects them.
 */
export const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * A file name for something without a usable name: a hash. Must not change, since stored files use
 * it.
 */
export function hashedFileName(...about: readonly string[]): string {
  return createHash('sha256').update(about.join('\n')).digest('hex').slice(0, 24);
}

/** Whether a file or folder doesn't exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Creates a folder and its missing parents, readable by this user only. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
}

/**
 * Creates a folder or takes an existing one, and restricts it to this user. Rejects with the error
 * of the file system if it can't be written.
 */
export async function openPrivateFolder(folder: string): Promise<void> {
  try {
    await makePrivateFolder(folder);
  } catch (error) {
    // With missing parents to create, Node says ENOENT for a disk that is full or read-only.
    await fs.mkdir(folder);
    throw error;
  }
  await restrictToOwner(folder);
  await fs.access(folder, fs.constants.W_OK);
}

export function makePrivateFolderSync(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
}

/**
 * Writes a file completely or not at all, readable by this user only. It is on disk when this
 * resolves.
 */
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

/**
 * Flushes a folder's entries to disk. Where folders can't be opened (Windows), the system does so
 * by itself.
 */
export async function syncFolder(path: string): Promise<void> {
  const handle = await fs.open(path, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Like `replacePrivateFile`, for files that need not survive a crash of the machine. */
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

/**
 * Creates a file with its content in one step, readable by this user only. Returns false if it
 * exists.
 */
export function createPrivateFileSync(path: string, content: string | Uint8Array): boolean {
  const tempPath = tempPathFor(path);
  try {
    writeFileSync(tempPath, content, { mode: PRIVATE_FILE });
    linkSync(tempPath, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'ENOSPC') throw error;
    // For file systems without hard links. The content is written a moment after the file is
    // created.
    return createDirectly(path, content);
  } finally {
    rmSync(tempPath, { force: true });
  }
}

function createDirectly(path: string, content: string | Uint8Array): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: PRIVATE_FILE });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Random, because process IDs aren't unique if containers share the folder. */
function tempPathFor(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.new`;
}

/**
 * Restricts a folder that an earlier version left readable, and everything in it, to this user.
 * Never rejects: without the folder, file modes or permission, nothing changes.
 */
export async function restrictToOwner(folder: string): Promise<void> {
  const isOpen = async (): Promise<boolean> => ((await fs.stat(folder)).mode & 0o077) !== 0;
  if (process.platform === 'win32') return;
  try {
    // New files are always private, so the content of a private folder needs no check.
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
    // Links aren't followed: the target isn't ours.
    if (!entry.isDirectory() && !entry.isFile()) continue;
    await fs
      .chmod(path, entry.isDirectory() ? PRIVATE_FOLDER : PRIVATE_FILE)
      .catch(() => undefined);
    if (entry.isDirectory()) await restrictContent(path).catch(() => undefined);
  }
}
