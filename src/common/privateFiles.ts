import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { inHandUntil } from './later';

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
export function replacePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  return inHandUntil(replaceFile(path, content));
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
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
    if (isDiskFull(code)) throw error;
    // For file systems without hard links. The content is written a moment after the file is
    // created.
    return createDirectly(path, content);
  } finally {
    rmSync(tempPath, { force: true });
  }
}

/** Whether the code of an error says that a disk, or the user's share of it, is full. */
export function isDiskFull(code: string | undefined): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
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
 * Restricts a folder to this user, and with it all that is in it: takes away what others may do there.
 * Never rejects: without the folder, file modes or permission, nothing changes.
 */
export async function restrictToOwner(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await fs.stat(folder).catch(() => ({ mode: 0 }));
  if ((mode & OTHERS) !== 0) await fs.chmod(folder, mode & 0o7700).catch(() => undefined);
}
