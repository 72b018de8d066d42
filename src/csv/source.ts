import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { t } from '@vscode/l10n';
import { CsvError } from './csvError';
import type { Dialect } from './csvTypes';
import { transcoderFor } from './transcode';

/** Where bytes come from: the absolute path of a file, or the content of a virtual file. */
export interface Source {
  path?: string;
  bytes?: Uint8Array;
}

interface SourceFacts {
  /** Bytes on disk, compressed for a .gz file. */
  size: number;
  /** Milliseconds since 1970; absent for a virtual file. */
  modifiedAt?: number;
}

export interface ReadOptions {
  /** Offsets in the decoded bytes, after the byte order mark. */
  start?: number;
  end?: number;
  /** In bytes. */
  blockSize?: number;
  signal?: AbortSignal;
  /**
   * Called with every byte of the file as it is on disk, in order, also with those before `start`:
   * to hash a file while it is read. Only for a reading that goes on to the end of the file.
   */
  onRaw?: (bytes: Uint8Array) => void;
}

const BLOCK_SIZE = 1024 * 1024;
const AS_ON_DISK: Decoding = { encoding: 'utf-8', bomLength: 0, gzip: false };

/** The part of a dialect that is needed to decode a file. */
export type Decoding = Pick<Dialect, 'encoding' | 'bomLength' | 'gzip'>;

/**
 * Returns size and time without reading the file. Follows links. Throws CsvError `not-found`,
 * `directory`, `not-a-file` (reading a pipe could block forever), `no-permission` or `unreadable`.
 */
export async function examineSource(source: Source): Promise<SourceFacts> {
  if (source.bytes) return { size: source.bytes.length };
  const path = pathOf(source);
  try {
    const stats = await stat(path);
    requireRegular(stats);
    return { size: stats.size, modifiedAt: stats.mtimeMs };
  } catch (error) {
    throw readError(error);
  }
}

/**
 * Opens a file for reading: the only door to the bytes of a file that somebody names. It never waits for
 * the other end of a pipe. Throws as `examineSource`. The caller closes it.
 */
export async function openSource(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    // Windows has no such flag.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    requireRegular(await file.stat());
    return file;
  } catch (error) {
    await file?.close();
    throw readError(error);
  }
}

function requireRegular(stats: Stats): void {
  if (stats.isDirectory())
    throw new CsvError('directory', t('This is a folder. Use a CSV file in it.'));
  if (!stats.isFile()) throw notAFile();
}

function notAFile(): CsvError {
  return new CsvError(
    'not-a-file',
    t(
      'This isn’t a regular file, so it can be read only once. A file is read again to send it, and to resume: save it as a CSV file first.',
    ),
  );
}

/**
 * The SHA-256 of the bytes as they are on disk, in hexadecimal digits. Throws as `examineSource`, and the
 * signal's reason when aborted.
 */
export async function hashSource(source: Source, signal?: AbortSignal): Promise<string> {
  const hasher = createHash('sha256');
  for await (const block of readBlocks(source, AS_ON_DISK, { signal })) hasher.update(block);
  return hasher.digest('hex');
}

/**
 * Reads a file as UTF-8 in blocks, without its byte order mark. Only one block is read ahead.
 * **A block is valid only until the next one is requested.** Stops at the end of the file even if
 * `end` is greater. A range of an uncompressed UTF-8 file is read directly; for other files,
 * everything before it is decoded and skipped. Throws the CsvErrors of `examineSource`,
 * `gzip-broken`, and the signal's reason when aborted.
 */
export async function* readBlocks(
  source: Source,
  coding: Decoding,
  options: ReadOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { start = 0, end = Number.POSITIVE_INFINITY, blockSize = BLOCK_SIZE } = options;
  const { signal, onRaw } = options;
  if (end <= start) return;
  try {
    if (coding.encoding === 'utf-8' && !coding.gzip) {
      const [from, to] = [start + coding.bomLength, end + coding.bomLength];
      yield* rawBlocks(source, from, to, blockSize, signal, onRaw);
    } else {
      yield* within(decoded(source, coding, blockSize, signal, onRaw), start, end);
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw readError(error);
  }
}

/**
 * Reads the range of `readBlocks` into existing memory, for ranges that are read repeatedly.
 * Returns the number of bytes, which is smaller if the file ends earlier. Only for uncompressed
 * UTF-8 files with a path.
 */
export async function readInto(
  source: Source,
  bomLength: number,
  start: number,
  end: number,
  into: Uint8Array,
): Promise<number> {
  try {
    const file = await openSource(pathOf(source));
    try {
      const size = end - start;
      for (let length = 0; ;) {
        const { bytesRead } = await file.read(
          into,
          length,
          size - length,
          start + bomLength + length,
        );
        length += bytesRead;
        if (bytesRead === 0 || length === size) return length;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readError(error);
  }
}

/**
 * Reads the first `bytes` bytes as they are on disk, or decompressed. Throws as `readBlocks` does.
 */
export async function readStart(
  source: Source,
  bytes: number,
  gunzip: boolean,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    const blocks = gunzip
      ? gunzipped(source, signal)
      : rawBlocks(source, 0, bytes, Math.min(bytes, BLOCK_SIZE), signal);
    for await (const block of blocks) {
      parts.push(Buffer.from(block));
      size += block.length;
      if (size >= bytes) break;
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw readError(error);
  }
  return Buffer.concat(parts).subarray(0, bytes);
}

async function* rawBlocks(
  source: Source,
  start: number,
  end: number,
  blockSize: number,
  signal?: AbortSignal,
  onRaw?: ReadOptions['onRaw'],
): AsyncGenerator<Uint8Array, void, void> {
  if (onRaw && start > 0) onRaw(await readStart(source, start, false, signal));
  if (source.bytes) {
    const stop = Math.min(end, source.bytes.length);
    for (let at = start; at < stop; at += blockSize) {
      signal?.throwIfAborted();
      const block = source.bytes.subarray(at, Math.min(at + blockSize, stop));
      onRaw?.(block);
      yield block;
    }
    return;
  }
  const file = await openSource(pathOf(source));
  let pending: Promise<{ bytesRead: number }> | undefined;
  try {
    // Two buffers: one is processed while the other is filled.
    const buffers = [Buffer.allocUnsafe(blockSize), Buffer.allocUnsafe(blockSize)];
    let at = start;
    const read = (buffer: Buffer): Promise<{ bytesRead: number }> | undefined => {
      const size = Math.min(blockSize, end - at);
      if (size <= 0) return undefined;
      const reading = file.read(buffer, 0, size, at);
      reading.catch(() => undefined);
      return reading;
    };
    pending = read(buffers[0]);
    for (let turn = 0; pending; turn ^= 1) {
      const { bytesRead } = await pending;
      signal?.throwIfAborted();
      if (bytesRead === 0) return;
      at += bytesRead;
      pending = read(buffers[turn ^ 1]);
      const block = buffers[turn].subarray(0, bytesRead);
      onRaw?.(block);
      yield block;
    }
  } finally {
    await pending?.catch(() => undefined);
    await file.close();
  }
}

async function* gunzipped(
  source: Source,
  signal?: AbortSignal,
  onRaw?: ReadOptions['onRaw'],
): AsyncGenerator<Uint8Array, void, void> {
  const packed = source.bytes
    ? Readable.from(slices(source.bytes), { objectMode: false })
    : (await openSource(pathOf(source))).createReadStream({ highWaterMark: 256 * 1024 });
  if (onRaw) packed.on('data', onRaw);
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  // The loop below throws the same error; an empty callback keeps it from being unhandled.
  pipeline(packed, gunzip, () => undefined);
  for await (const block of gunzip as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    yield block;
  }
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024);
}

async function* decoded(
  source: Source,
  coding: Decoding,
  blockSize: number,
  signal?: AbortSignal,
  onRaw?: ReadOptions['onRaw'],
): AsyncGenerator<Uint8Array, void, void> {
  const raw = coding.gzip
    ? within(gunzipped(source, signal, onRaw), coding.bomLength, Number.POSITIVE_INFINITY)
    : rawBlocks(source, coding.bomLength, Number.POSITIVE_INFINITY, blockSize, signal, onRaw);
  const transcoder = transcoderFor(coding.encoding);
  if (!transcoder) {
    yield* raw;
    return;
  }
  for await (const block of raw) yield transcoder.push(block);
  const last = transcoder.end();
  if (last.length > 0) yield last;
}

/** The bytes of a stream from `start` to `end`. */
async function* within(
  blocks: AsyncIterable<Uint8Array>,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, void> {
  let at = 0;
  for await (const block of blocks) {
    const from = Math.max(0, start - at);
    const to = Math.min(block.length, end - at);
    at += block.length;
    if (to > from) yield block.subarray(from, to);
    if (at >= end) return;
  }
}

function pathOf(source: Source): string {
  if (source.path === undefined)
    throw new CsvError('not-found', t('The file has no path and no content. Choose it again.'));
  return source.path;
}

/** Replaces errors of the system and zlib, whose messages contain paths or don't help users. */
function readError(error: unknown): unknown {
  if (error instanceof CsvError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) return error;
  if (code.startsWith('Z_'))
    return new CsvError(
      'gzip-broken',
      t('The compressed file is damaged or incomplete. Compress or copy it again.'),
    );
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
      return new CsvError(
        'not-found',
        t('The file doesn’t exist, or is a broken link. Check its path.'),
      );
    // A socket can't be opened at all.
    case 'ENXIO':
      return notAFile();
    case 'EISDIR':
      return new CsvError('directory', t('This is a folder. Use a CSV file in it.'));
    case 'EACCES':
    case 'EPERM':
      return new CsvError(
        'no-permission',
        t(
          'You don’t have permission to read this file. Ask its owner for access, or copy it to one of your folders.',
        ),
      );
    default:
      return new CsvError(
        'unreadable',
        t(
          'The file couldn’t be read ({0}). Check the disk or network drive it is on, then try again.',
          code,
        ),
      );
  }
}
