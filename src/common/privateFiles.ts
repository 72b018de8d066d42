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
/** Everything that group and others may do. */
export const OTHERS = 0o077;

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
 * Restricts a folder that an earlier version left readable to this user, with those of the things in
 * it that `isOurs` names. Takes away what others may do, and leaves what this user may. Never
 * rejects: without the folder, file modes or permission, nothing changes.
 */
export async function restrictToOwner(
  folder: string,
  isOurs: (name: string) => boolean,
): Promise<void> {
  // New files are always private, so the content of a private folder needs no check.
  if (process.platform !== 'win32' && (await close(folder))) await closeContent(folder, isOurs);
}

/** Resolves with whether others had access and no longer have. */
async function close(path: string): Promise<boolean> {
  const modeOf = async (): Promise<number> => (await fs.stat(path)).mode & 0o7777;
  try {
    const mode = await modeOf();
    if ((mode & OTHERS) === 0) return false;
    await fs.chmod(path, mode & ~OTHERS);
    return ((await modeOf()) & OTHERS) === 0;
  } catch {
    return false;
  }
}

async function closeContent(folder: string, isOurs: (name: string) => boolean): Promise<void> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    // Links aren't followed: the target isn't ours.
    if (!isOurs(entry.name) || !(entry.isDirectory() || entry.isFile())) continue;
    const path = join(folder, entry.name);
    await close(path);
    if (entry.isDirectory()) await closeContent(path, () => true);
  }
}
