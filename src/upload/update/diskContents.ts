import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { hashSource } from '../../csv/source';
import type { ListedContent } from '../journal/listContents';
import type { ContentName, SourceFile } from '../uploadTypes';
import { copiesCutOff } from './keptFile';

/** Which contents are in which files. Hashes a file at most once, and only where its size fits. */
export class DiskContents {
  readonly #hashes = new Map<string, Promise<string | undefined>>();

  /** Whether a file is there, can be read, and has the bytes of a content. */
  async has(file: SourceFile, content: ListedContent): Promise<boolean> {
    return (
      (await sizeOf(file)) === content.size && (await this.hashOf(file)) === content.contentHash
    );
  }

  /** The first of several files that has a content. */
  async find(
    content: ListedContent,
    files: readonly SourceFile[],
  ): Promise<SourceFile | undefined> {
    for (const file of files) if (await this.has(file, content)) return file;
    return undefined;
  }

  /** Whether a file has the bytes of one of several others. */
  async isAlike(file: SourceFile, others: readonly SourceFile[]): Promise<boolean> {
    const size = await sizeOf(file);
    for (const other of others) {
      if (size === undefined || (await sizeOf(other)) !== size) continue;
      if ((await this.hashOf(file)) === (await this.hashOf(other))) return true;
    }
    return false;
  }

  /** The SHA-256 of a file’s bytes in hexadecimal digits; undefined if it can't be read. */
  hashOf(file: SourceFile): Promise<string | undefined> {
    const key = file.path ?? file.uri;
    const hash = this.#hashes.get(key) ?? hashSource(file).catch(() => undefined);
    this.#hashes.set(key, hash);
    return hash;
  }
}

/** Whether there is a regular file. */
export async function isThere(file: SourceFile): Promise<boolean> {
  return (await sizeOf(file)) !== undefined;
}

export function sourceAt(path: string): SourceFile {
  return { uri: pathToFileURL(path).href, path };
}

/** Where the bytes of a content may be: as it is kept, or as it was sent. Rejects as `copiesCutOff`. */
export async function placesOf({
  path,
  seenAt,
  keep,
}: Pick<ListedContent, 'path' | 'seenAt' | 'keep'>): Promise<SourceFile[]> {
  const paths = [
    ...(keep === undefined ? [] : [...(await copiesCutOff(keep)), keep]),
    ...[seenAt, path].filter((one) => one !== undefined),
  ];
  return [...new Set(paths)].map(sourceAt);
}

/** What to call a content that can't be found. */
export function contentName({ uri, jobId, keep }: ListedContent): ContentName {
  return { uri, jobId, ...(keep !== undefined && { keptAt: sourceAt(keep).uri }) };
}

async function sizeOf({ path, bytes }: SourceFile): Promise<number | undefined> {
  if (path === undefined) return bytes?.length;
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ? stats.size : undefined;
}
