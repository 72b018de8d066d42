import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import { fileNameOf } from '../../common/messageText';
import { optionName } from '../../common/optionNames';
import { isDiskFull, isMissing, PRIVATE_FILE, syncFolder } from '../../common/privateFiles';
import { hashSource, openSource } from '../../csv/source';
import { fileChangedError } from '../fileChanged';
import type { ListedContent } from '../journal/listContents';
import { UploadError } from '../uploadError';
import type { KeptFile, SourceFile } from '../uploadTypes';

/** Added to the name of a kept file while the job that sends it hasn't finished. */
const SENDING = '.sending';
/** Added while it is copied. Nothing ever reads such a file. */
const COPYING = '.copying';

/**
 * The copies beside a kept file that jobs left which were cut off: absolute paths, oldest first. The
 * list may have the people in them. Rejects with `not-kept` if the folder can't be read.
 */
export async function copiesCutOff(path: string): Promise<string[]> {
  const names = await fs.readdir(dirname(path)).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw notKeptError(path, error);
  });
  const start = `${basename(path)}${SENDING}`;
  return names
    .filter((name) => name.startsWith(start) && isUnfinishedCopy(name))
    .map((name) => ({ name, n: Number(name.slice(start.length + 1)) }))
    .sort((a, b) => a.n - b.n)
    .map(({ name }) => join(dirname(path), name));
}

/** Whether a path is that of a copy whose job hasn't finished. */
export function isUnfinishedCopy(path: string): boolean {
  return /\.sending(-\d+)?$/.test(path);
}

/**
 * Where the one file of a job is kept, and its copy until then. `isKeptElsewhere`: whether another
 * list keeps its file at a path. Rejects with `bad-argument` if the file can't be kept there, and with
 * `not-kept` if the folder isn't there or can't be written to.
 */
export async function keptFileAt(
  path: string,
  files: readonly SourceFile[],
  isKeptElsewhere: (path: string) => Promise<boolean>,
): Promise<KeptFile> {
  const name = optionName('keep');
  const [{ path: own }, ...others] = files;
  if (others.length > 0 || own === undefined)
    throw new UploadError('bad-argument', t('“{0}” is for one file on this machine’s disk.', name));
  const folder = await fs.realpath(dirname(path)).catch((error: unknown) => {
    throw notKeptError(path, error);
  });
  // Through a link to its folder, too, it is the same file.
  const real = join(folder, basename(path));
  if ((await fs.realpath(own).catch(() => own)) === real)
    throw new UploadError(
      'bad-argument',
      t('“{0}” must be another file than the one to upload: it keeps a copy of it.', name),
    );
  const stats = await fs.stat(real).catch(() => undefined);
  if (stats && !stats.isFile())
    throw new UploadError(
      'bad-argument',
      t('“{0}” must be the path of a file, and {1} isn’t a regular file.', name, fileNameOf(real)),
    );
  await fs.access(folder, fs.constants.R_OK | fs.constants.W_OK).catch((error: unknown) => {
    throw notKeptError(real, error);
  });
  if (await isKeptElsewhere(real))
    throw new UploadError(
      'bad-argument',
      t(
        '“{0}” names {1}, where uploads to another segment keep their file. Use a file of its own for each segment.',
        name,
        fileNameOf(real),
      ),
    );
  const cutOff = await copiesCutOff(real);
  return { path: real, sending: freeCopy(real, cutOff), cutOff };
}

/** Where the next copy beside a kept file goes, after those that are there. */
function freeCopy(path: string, copies: readonly string[]): string {
  let copy = path + SENDING;
  for (let n = 2; copies.includes(copy); n++) copy = `${path}${SENDING}-${n}`;
  return copy;
}

function isFile(path: string): Promise<boolean> {
  return fs.stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/**
 * Puts a copy of the file to be sent beside the kept one, before its first request. Only a copy with
 * these bytes (`contentHash`: SHA-256 in hexadecimal digits) gets its name, and is on disk then.
 * Rejects with `superseded` if another job has put one there since this one was checked, with
 * `file-changed`, and with `not-kept` if the copy can't be made.
 */
export async function putCopy(source: string, kept: KeptFile, contentHash: string): Promise<void> {
  const others = (await copiesCutOff(kept.path)).filter((path) => !kept.cutOff.includes(path));
  // An earlier run of the same job may have put it there.
  const isOwn = async (path: string): Promise<boolean> =>
    path === kept.sending && hasBytes(path, contentHash);
  for (const path of others)
    if (!(await isOwn(path)))
      throw new UploadError(
        'superseded',
        t(
          'Nothing was sent: since the file was checked, another upload has begun that keeps {0}. Start over.',
          fileNameOf(kept.path),
        ),
      );
  if (others.length > 0) return;
  const input = await openSource(source).catch(() => {
    throw fileChangedError({ uri: pathToFileURL(source).href });
  });
  const copying = kept.path + COPYING;
  let copied: string;
  try {
    // What a process that was killed has left.
    await fs.rm(copying, { force: true });
    copied = await copyPrivately(input, copying);
    if (copied === contentHash) {
      await fs.rename(copying, kept.sending);
      await syncFolder(dirname(kept.path));
      return;
    }
  } catch (error) {
    await deleteCopies([copying]);
    throw notKeptError(kept.path, error);
  } finally {
    await input.close();
  }
  await deleteCopies([copying]);
  throw fileChangedError({ uri: pathToFileURL(source).href });
}

/** Copies a file into a new one that only this user can read, and returns the SHA-256 of its bytes. */
async function copyPrivately(input: fs.FileHandle, path: string): Promise<string> {
  const hasher = createHash('sha256');
  const handle = await fs.open(path, 'wx', PRIVATE_FILE);
  try {
    const blocks = input.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>;
    for await (const block of blocks) {
      hasher.update(block);
      await handle.writeFile(block);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hasher.digest('hex');
}

/**
 * Keeps a file that was sent already, for the next run. False if it no longer has these bytes
 * (`contentHash`: SHA-256 in hexadecimal digits): then nothing is kept. Rejects with what the system
 * says if the copy can't be written: see `reasonOf`.
 */
export async function keepSent(
  source: string,
  path: string,
  contentHash: string,
): Promise<boolean> {
  const input = await openSource(source).catch(() => undefined);
  if (!input) return false;
  const copying = path + COPYING;
  try {
    await fs.rm(copying, { force: true });
    const isSame = (await copyPrivately(input, copying)) === contentHash;
    if (isSame) {
      await fs.rename(copying, path);
      await syncFolder(dirname(path));
    }
    return isSame;
  } finally {
    await input.close();
    await deleteCopies([copying]);
  }
}

/** Whether a file is there and has these bytes: their SHA-256 in hexadecimal digits. */
export async function hasBytes(path: string, contentHash: string): Promise<boolean> {
  return (await hashSource({ path }).catch(() => undefined)) === contentHash;
}

/**
 * Makes the copy of a finished job the kept file. `stays`: what was kept becomes such a copy, as the list may
 * still have someone in it. Rejects with `not-kept` if it can't be: the next run then reads both.
 */
export async function keepFinished({ path, sending }: KeptFile, stays = false): Promise<void> {
  try {
    if (stays && (await isFile(sending)) && (await isFile(path)))
      await fs.rename(path, freeCopy(path, await copiesCutOff(path)));
    await fs.rename(sending, path);
    await syncFolder(dirname(path));
  } catch (error) {
    // A run that was cut off here had renamed it already.
    const isDone = isMissing(error) && (await isFile(path));
    if (!isDone)
      throw new UploadError(
        'not-kept',
        t(
          'Everything was sent, but the file couldn’t be kept as {0} ({1}). Its copy is {2}. Check that {0} can be replaced, then resume the upload.',
          fileNameOf(path),
          reasonOf(error),
          fileNameOf(sending),
        ),
      );
  }
}

/** Deletes copies of jobs that are over. Never rejects. */
export async function deleteCopies(paths: readonly string[]): Promise<void> {
  for (const path of paths) await fs.rm(path, { force: true }).catch(() => undefined);
}

/**
 * Deletes what jobs that were cut off have left of contents, beside whichever file they were to keep,
 * but for the copy at `own`. Never rejects.
 */
export async function deleteCopiesOf(
  contents: readonly Pick<ListedContent, 'keep' | 'contentHash'>[],
  own?: string,
): Promise<void> {
  for (const { keep, contentHash } of contents) {
    if (keep === undefined) continue;
    for (const copy of await copiesCutOff(keep).catch(() => []))
      if (copy !== own && (await hasBytes(copy, contentHash))) await deleteCopies([copy]);
  }
}

function notKeptError(path: string, error: unknown): UploadError {
  const name = fileNameOf(path);
  return new UploadError(
    'not-kept',
    isDiskFull(reasonOf(error))
      ? t(
          'Nothing was sent: the disk is full, so the file can’t be kept as {0}. Free some space and try again.',
          name,
        )
      : t(
          'Nothing was sent: the file can’t be kept as {0} ({1}). Check that its folder exists and can be written to.',
          name,
          reasonOf(error),
        ),
  );
}

/** Why something couldn't be written, as the system names it. */
export function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? t('unknown reason');
}
