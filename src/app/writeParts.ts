import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure';
import { fileNameOf } from '../common/messageText';

/**
 * A file to write: a path on disk, or a file on another file system that takes its content at once.
 */
export type TargetFile = { uri: string } & (
  { path: string } | { write(content: Uint8Array): PromiseLike<void> }
);

/**
 * Writes a file as its parts arrive. The file gets its name only when complete; a partial file is
 * deleted. Throws `Failure` 'not-written' with the error code of the file system.
 */
export async function writeParts(to: TargetFile, parts: AsyncIterable<Uint8Array>): Promise<void> {
  if ('write' in to) {
    const content: Uint8Array[] = [];
    for await (const part of parts) content.push(part);
    await to.write(Buffer.concat(content));
    return;
  }
  const temporary = `${to.path}.${randomUUID().slice(0, 8)}.part`;
  const stream = createWriteStream(temporary, { flags: 'wx' });
  try {
    const failed = new Promise<never>((_, reject) => stream.once('error', reject));
    failed.catch(() => undefined);
    for await (const part of parts)
      if (part.length > 0 && !stream.write(part))
        await Promise.race([once(stream, 'drain'), failed]);
    await Promise.race([new Promise<void>((resolve) => stream.end(resolve)), failed]);
    await rename(temporary, to.path);
  } catch (error) {
    await closed(stream);
    await rm(temporary, { force: true });
    if (
      error instanceof Error &&
      'code' in error &&
      typeof error.code === 'string' &&
      error.code.startsWith('E')
    ) {
      throw new Failure(
        'not-written',
        t(
          'Couldn’t write "{0}" ({1}). Check the folder and the free disk space, then try again.',
          fileNameOf(to.uri),
          error.code,
        ),
        'write',
      );
    }
    throw error;
  }
}

/** Closes it without finishing. A file that is still being opened would come back after `rm`. */
function closed(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) resolve();
    else stream.once('close', resolve).destroy();
  });
}
