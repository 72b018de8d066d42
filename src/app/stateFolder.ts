import type { Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { t } from '@vscode/l10n';
import { makePrivateFolder, OTHERS, restrictToOwner } from '../common/privateFiles';

/** What every state folder has once an upload was planned: 8 bytes. */
const KEY = 'fingerprint.key';
/** What a state folder may have. A killed process may leave a file under another name. */
const OURS =
  /^(history|jobs|kept|locks|owners|readings|receipts|removals|sandbox|segments|(fingerprint\.key|kept-out\.csv).*)$/;
/** What an otherwise empty folder may have: the root of a disk, or a folder in a git repository. */
const HARMLESS = /^(lost\+found|\.DS_Store|\.git(ignore|keep))$/;

/**
 * Creates a state folder or takes an existing one, and restricts it to this user.
 * Call it before anything is written there. Resolves with the reason why it can't be used, in words or
 * as the file system's code: it can't be written, holds other files, or could be changed by another
 * user (as ssh looks at its files; not on Windows). Otherwise undefined.
 */
export async function openStateFolder(folder: string): Promise<string | undefined> {
  try {
    await makePrivateFolder(folder);
  } catch {
    // With missing parents to create, Node says ENOENT for a disk that is full or read-only.
    const code = await fs.mkdir(folder).catch(codeOf);
    if (code !== undefined) return code;
  }
  try {
    const reason = await reasonAgainst(folder);
    if (reason !== undefined) return reason;
    await restrictToOwner(folder);
    if (process.getuid && ((await fs.stat(folder)).mode & 0o022) !== 0) return changeable();
    await fs.access(folder, fs.constants.W_OK);
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}

/** The reason why what is there may not be read, as of `openStateFolder`. Changes nothing. */
export async function checkStateFolder(folder: string): Promise<string | undefined> {
  return reasonAgainst(folder).catch((error: unknown) => {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : code;
  });
}

/** A state folder as it is, or would be. */
export interface StateFolder {
  /** Why it can't be used, as of `openStateFolder`. */
  reason?: string;
  exists: boolean;
  /** Whether others can read it: `openStateFolder` will prevent that. */
  isOpen: boolean;
  /** Bytes that can be written there, if that is known. */
  free?: number;
}

/** Looks whether a state folder could be opened. Changes nothing, and creates nothing. */
export async function inspectStateFolder(folder: string): Promise<StateFolder> {
  const { path, stats } = await nearestExisting(folder);
  const exists = path === folder;
  const reason =
    (await checkStateFolder(folder)) ??
    (stats.isDirectory() ? undefined : 'ENOTDIR') ??
    // What isn't ours can't be restricted to us.
    (exists && isOthers(stats) && (stats.mode & 0o022) !== 0 ? changeable() : undefined) ??
    (await fs.access(path, fs.constants.W_OK | fs.constants.X_OK).then(() => undefined, codeOf));
  const free = await fs.statfs(path).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  );
  const isOpen = exists && process.platform !== 'win32' && (stats.mode & OTHERS) !== 0;
  return { reason, exists, isOpen, free };
}

/** The folder itself, or the first above it that exists. */
async function nearestExisting(folder: string): Promise<{ path: string; stats: Stats }> {
  for (let path = folder; ; path = dirname(path))
    try {
      return { path, stats: await fs.stat(path) };
    } catch (error) {
      if (dirname(path) === path) throw error;
    }
}

async function reasonAgainst(folder: string): Promise<string | undefined> {
  const me = process.getuid?.();
  // Who owns a link can make it lead elsewhere.
  for (const stats of [await fs.lstat(folder), await fs.stat(folder)]) {
    if (me !== undefined && ![0, me].includes(stats.uid)) return changeable();
    if (stats.isFile()) return 'EEXIST';
  }
  const isKnown = (name: string): boolean => OURS.test(name) || HARMLESS.test(name);
  if ((await fs.readdir(folder)).every(isKnown)) return undefined;
  const key = await fs.stat(join(folder, KEY)).catch(() => undefined);
  return key?.size === 8 ? undefined : t('it contains other files');
}

function isOthers({ uid }: Stats): boolean {
  return process.getuid !== undefined && uid !== process.getuid();
}

function changeable(): string {
  return t('another user can change it');
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
