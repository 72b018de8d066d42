import { randomUUID } from 'node:crypto';
import { lstat, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure';
import { fileNameOf } from '../common/messageText';
import { PRIVATE_FILE } from '../common/privateFiles';
import type { SourceFile } from '../upload/uploadTypes';

/**
 * A file to write: a path on disk, or a file on another file system that takes its content at once.
 * `place` gives the complete file its name; by default, it replaces what is there: a link itself,
 * never what it leads to.
 */
export type TargetFile = { uri: string } & (
  | { path: string; place?: (temporary: string, path: string) => Promise<void> }
  | { write(content: Uint8Array): PromiseLike<void> }
);

/**
 * Writes a file as its parts arrive. The file gets its name only when complete; a partial file is
 * deleted, and what was there stays. `copied`: the file whose values it has. Nobody can read the new
 * one who can't read that one; where it has no path, only this user can. Throws `Failure`
 * 'not-written' with the error code of the file system, and as `place`.
 */
export async function writeParts(
  to: TargetFile,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  copied?: Pick<SourceFile, 'path'>,
): Promise<void> {
  if ('write' in to) {
    const content: Uint8Array[] = [];
    for await (const part of parts) content.push(part);
    await to.write(Buffer.concat(content));
    return;
  }
  const temporary = `${to.path}.${randomUUID().slice(0, 8)}.part`;
  let file: FileHandle | undefined;
  try {
    const replaced = await lstat(to.path).catch(() => undefined);
    const source = await stat(copied?.path ?? '').catch(() => undefined);
    const mode = source?.mode ?? (copied ? PRIVATE_FILE : 0o666);
    file = await open(temporary, 'wx', mode & (replaced?.isFile() ? replaced.mode : mode) & 0o666);
    const made = await file.stat();
    // Another group may do no more than everybody.
    if (source && source.gid !== made.gid)
      await file.chmod(made.mode & (0o707 | ((made.mode & 0o007) << 3)));
    for await (const part of parts) await file.writeFile(part);
    await file.sync();
    await file.close();
    await (to.place ?? rename)(temporary, to.path);
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw notWritten(to.uri, error);
  }
}

/** The error of a file system as `Failure` 'not-written'; any other as it is. */
export function notWritten(uri: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('E') && !(error instanceof Failure)
    ? new Failure(
        'not-written',
        t(
          'Couldn’t write "{0}" ({1}). Check the folder and the free disk space, then try again.',
          fileNameOf(uri),
          code,
        ),
        'write',
      )
    : error;
}
