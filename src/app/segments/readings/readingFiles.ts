import { open, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SegmentFigures } from '../../../api/apiTypes';
import type { Disposable } from '../../../common/events';
import { isMissing } from '../../../common/privateFiles';
import {
  historyFileName,
  parseEntry,
  segmentOf,
  type History,
  type HistoryEntry,
} from '../history';
import { HistoryWatch } from './historyWatch';
import { inParallel } from './inParallel';

/** Bytes read from the end of a file to find its last reading: about 30 entries. */
const TAIL = 4 * 1024;
const FILES_AT_ONCE = 16;

/** The last readings in the files of the history, without reading all that is in them. */
export class ReadingFiles {
  constructor(private readonly history: Pick<History, 'folderOf'>) {}

  /**
   * The newest reading with a figure; undefined if there is none. Rejects with the file system's
   * error.
   */
  async last(accountKey: string, segmentId: string): Promise<HistoryEntry | undefined> {
    try {
      return await lastReadingIn(
        join(this.history.folderOf(accountKey), historyFileName(segmentId)),
      );
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** That of every segment of an account, by the segment's ID. */
  async all(accountKey: string): Promise<Map<string, HistoryEntry>> {
    const files = await readdir(this.history.folderOf(accountKey)).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const found = new Map<string, HistoryEntry>();
    await inParallel(FILES_AT_ONCE, files, async (file) => {
      const segmentId = segmentOf(file);
      if (segmentId === undefined) return;
      // A file that can't be read doesn't hide the others.
      const reading = await this.last(accountKey, segmentId).catch(() => undefined);
      if (reading) found.set(segmentId, reading);
    });
    return found;
  }

  /**
   * Calls back when the history of a segment may have changed on disk, by this or another process;
   * without an ID, that of any. May call back for nothing, and not at all on some network drives.
   */
  watch(accountKey: string, onChange: (segmentId?: string) => void): Disposable {
    const folder = this.history.folderOf(accountKey);
    // Up to the state folder: the history is created with the first reading.
    return new HistoryWatch(folder, dirname(dirname(folder)), (file) => {
      const segmentId = file === undefined ? undefined : segmentOf(file);
      if (file === undefined || segmentId !== undefined) onChange(segmentId);
    });
  }
}

/** The API may answer without figures, for example before a segment's first computation. */
export function hasFigures({
  numberOfIdentifiers,
  numberOfMatches,
  matchRate,
}: SegmentFigures): boolean {
  return [numberOfIdentifiers, numberOfMatches, matchRate].some((figure) => figure !== undefined);
}

/**
 * Reads the end of a file first, since readings are appended as they are taken; the whole file only
 * if there is none in it.
 */
async function lastReadingIn(path: string): Promise<HistoryEntry | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL);
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(size - start),
      0,
      size - start,
      start,
    );
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    // The first line of a part is cut.
    const found = newestReading(start > 0 ? lines.slice(1) : lines);
    if (found || start === 0) return found;
  } finally {
    await file.close();
  }
  return newestReading((await readFile(path, 'utf8')).split('\n'));
}

function newestReading(lines: readonly string[]): HistoryEntry | undefined {
  let newest: HistoryEntry | undefined;
  for (const line of lines) {
    const entry = parseEntry(line);
    if (entry?.kind === 'reading' && hasFigures(entry) && entry.at >= (newest?.at ?? -Infinity))
      newest = entry;
  }
  return newest;
}
