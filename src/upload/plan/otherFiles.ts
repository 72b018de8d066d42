import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { SourceFile } from '../uploadTypes';

/**
 * Those of the other files of a list that are still there and aren't a copy of a previous file, and the
 * URIs of those that are one: a list has what was sent, wherever that is kept.
 */
export async function withoutCopies(
  files: readonly SourceFile[],
  previous: readonly SourceFile[],
): Promise<{ others: SourceFile[]; copies: string[] }> {
  const others: SourceFile[] = [];
  const copies: string[] = [];
  for (const file of files) {
    const size = await sizeOf(file);
    if (size === undefined) continue;
    if (await isCopy(file, size, previous)) copies.push(file.uri);
    else others.push(file);
  }
  return { others, copies };
}

async function isCopy(
  file: SourceFile,
  size: number,
  previous: readonly SourceFile[],
): Promise<boolean> {
  for (const one of previous)
    if ((await sizeOf(one)) === size && (await hashOf(one)) === (await hashOf(file))) return true;
  return false;
}

/** In bytes; undefined if the file isn't there or can't be read. */
async function sizeOf({ path, bytes }: SourceFile): Promise<number | undefined> {
  if (path === undefined) return bytes?.length;
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ? stats.size : undefined;
}

async function hashOf({ path, bytes }: SourceFile): Promise<string> {
  const hasher = createHash('sha256');
  if (path === undefined) hasher.update(bytes ?? new Uint8Array(0));
  else await pipeline(createReadStream(path), hasher);
  return hasher.digest('hex');
}
