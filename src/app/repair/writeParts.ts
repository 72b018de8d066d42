import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import { fileNameOf } from '../../common/messageText';

/** A file that is written: at a path, or on another file system, which takes its content at once. */
export type TargetFile = { uri: string } & (
  { path: string } | { write(content: Uint8Array): PromiseLike<void> }
);

/**
 * Writes a file as its parts come. It has its name only once it is whole: a half-written one is
 * taken away again. Throws `Failure` 'not-written'.
 */
export async function writeParts(to: TargetFile, parts: AsyncIterable<Uint8Array>): Promise<void> {
  if ('write' in to) {
    const all: Uint8Array[] = [];
    for await (const part of parts) all.push(part);
    await to.write(Buffer.concat(all));
    return;
  }
  const draft = `${to.path}.${randomUUID().slice(0, 8)}.part`;
  try {
    const out = createWriteStream(draft, { flags: 'wx' });
    const failed = new Promise<never>((_, reject) => out.once('error', reject));
    failed.catch(() => undefined);
    for await (const part of parts)
      if (part.length > 0 && !out.write(part)) await Promise.race([once(out, 'drain'), failed]);
    await Promise.race([new Promise<void>((resolve) => out.end(resolve)), failed]);
    await rename(draft, to.path);
  } catch (error) {
    await rm(draft, { force: true });
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
