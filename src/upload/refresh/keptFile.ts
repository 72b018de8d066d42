import { chmod, copyFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { t } from '@vscode/l10n';
import { fileNameOf } from '../../common/messageText';
import { isMissing, PRIVATE_FILE } from '../../common/privateFiles';
import { UploadError } from '../uploadError';
import type { KeptFile } from '../uploadTypes';

/** Added to the name of a kept file while the job that sends it hasn't finished. */
const SENDING = '.sending';

/**
 * The copies beside a kept file that jobs left which were cut off: absolute paths, oldest first. The
 * list may have the people in them.
 */
export async function copiesCutOff(path: string): Promise<string[]> {
  const names = await readdir(dirname(path)).catch(() => [] as string[]);
  const start = `${basename(path)}${SENDING}`;
  return names
    .filter((name) => name.startsWith(start) && isCopy(name))
    .map((name) => ({ name, n: Number(name.slice(start.length + 1)) }))
    .sort((a, b) => a.n - b.n)
    .map(({ name }) => join(dirname(path), name));
}

/** Whether a path is that of a copy whose job hasn't finished. */
export function isCopy(path: string): boolean {
  return /\.sending(-\d+)?$/.test(path);
}

/** Where a file is kept, and its copy until then, given those that were cut off. */
export function keptFileAt(path: string, cutOff: readonly string[]): KeptFile {
  let sending = path + SENDING;
  for (let n = 2; cutOff.includes(sending); n++) sending = `${path}${SENDING}-${n}`;
  return { path, sending, cutOff: [...cutOff] };
}

/** Whether there is a file at a path. */
export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/**
 * Puts a copy of the file to be sent beside the kept one, before its first request. Rejects with
 * `superseded` if another job has put one there since this one was checked, and with `not-kept` if
 * the copy can't be made.
 */
export async function putCopy(source: string, kept: KeptFile): Promise<void> {
  const others = await copiesCutOff(kept.path);
  if (others.some((path) => !kept.cutOff.includes(path)))
    throw new UploadError(
      'superseded',
      t(
        'Nothing was sent: since the file was checked, another upload has begun that keeps {0}. Start over.',
        fileNameOf(kept.path),
      ),
    );
  try {
    await copyFile(source, kept.sending);
    await chmod(kept.sending, PRIVATE_FILE);
  } catch (error) {
    await rm(kept.sending, { force: true }).catch(() => undefined);
    throw new UploadError(
      'not-kept',
      t(
        'Nothing was sent: the file can’t be kept as {0} ({1}). Check that its folder exists and can be written to.',
        fileNameOf(kept.path),
        codeOf(error),
      ),
    );
  }
}

/**
 * Makes the copy of a finished job the kept file, and deletes those of earlier jobs. Rejects with
 * `not-kept` if it can't be: the next run then reads both.
 */
export async function keepFinished({ path, sending, cutOff }: KeptFile): Promise<void> {
  try {
    await rename(sending, path);
  } catch (error) {
    // A run that was cut off here had renamed it already.
    if (!isMissing(error) || !(await isThere(path)))
      throw new UploadError(
        'not-kept',
        t(
          'The file couldn’t be kept as {0} ({1}). The next upload compares with its copy there, {2}, too.',
          fileNameOf(path),
          codeOf(error),
          fileNameOf(sending),
        ),
      );
  }
  for (const copy of cutOff) await rm(copy, { force: true }).catch(() => undefined);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? t('unknown reason');
}
