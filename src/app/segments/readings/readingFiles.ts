import { open, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Disposable } from '../../../common/events';
import { isMissing } from '../../../common/privateFiles';
import { compact } from '../../../common/records';
import { lastComputation } from '../../../upload/schedule';
import { readSize } from '../../../upload/segmentSize';
import { FolderWatch } from '../../folderWatch';
import {
  historyFileName,
  parseEntry,
  segmentOf,
  type History,
  type HistoryEntry,
} from '../history';
import { inParallel } from './inParallel';

/** Bytes read from the end of a file: about 30 entries. */
const TAIL = 4 * 1024;
const FILES_AT_ONCE = 16;
/** Of a segment that was never read. */
const MOST_CHANGES = 50;
/** Between two computations. What was computed may be missing in figures for five hours yet. */
const HALF_DAY = 12 * 3600_000;

/** The end of a segment's history: what its size now follows from. */
export interface RecentHistory {
  /** The newest reading with a number of identifiers: the API may answer without, as before the first computation. */
  reading?: HistoryEntry;
  /** When it was last read, also if the API gave no figure: milliseconds since 1970. */
  readAt?: number;
  /** Uploads and clears that the reading may lack, oldest first; the last ones if there is none. */
  changes: readonly HistoryEntry[];
}

export const NO_HISTORY: RecentHistory = { changes: [] };

/** The ends of the files of the history, without reading all that is in them. */
export class ReadingFiles {
  constructor(private readonly history: Pick<History, 'folderOf'>) {}

  /** That of a segment. Rejects with the file system's error. */
  async recent(accountKey: string, segmentId: string): Promise<RecentHistory> {
    try {
      return await endOf(join(this.history.folderOf(accountKey), historyFileName(segmentId)));
    } catch (error) {
      if (isMissing(error)) return NO_HISTORY;
      throw error;
    }
  }

  /** That of every segment of an account, by the segment's ID. */
  async all(accountKey: string): Promise<Map<string, RecentHistory>> {
    const files = await readdir(this.history.folderOf(accountKey)).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const found = new Map<string, RecentHistory>();
    await inParallel(FILES_AT_ONCE, files, async (file) => {
      const segmentId = segmentOf(file);
      if (segmentId === undefined) return;
      // A file that can't be read doesn't hide the others.
      const recent = await this.recent(accountKey, segmentId).catch(() => NO_HISTORY);
      if (recent !== NO_HISTORY) found.set(segmentId, recent);
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
    return new FolderWatch(folder, dirname(dirname(folder)), (file) => {
      const segmentId = file === undefined ? undefined : segmentOf(file);
      if (file === undefined || segmentId !== undefined) onChange(segmentId);
    });
  }
}

/**
 * Reads the end of a file first, since entries are appended as they come; the whole file only if it
 * doesn't reach back to all that counts.
 */
async function endOf(path: string): Promise<RecentHistory> {
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
    const entries = entriesOf(start > 0 ? lines.slice(1) : lines, path);
    const recent = recentIn(entries);
    const { reading } = recent;
    const reachesBack = reading && (entries.at(0)?.at ?? Infinity) < mayLackSince(reading);
    if (start === 0 || reachesBack) return recent;
  } finally {
    await file.close();
  }
  return recentIn(entriesOf((await readFile(path, 'utf8')).split('\n'), path));
}

function entriesOf(lines: readonly string[], path: string): HistoryEntry[] {
  return lines.flatMap((line) => parseEntry(line, path) ?? []).sort((a, b) => a.at - b.at);
}

function recentIn(entries: readonly HistoryEntry[]): RecentHistory {
  if (entries.length === 0) return NO_HISTORY;
  const readings = entries.filter(({ kind }) => kind === 'reading');
  const reading = readings.findLast(readSize);
  const changes = entries.filter(({ kind }) => kind !== 'reading');
  return compact<RecentHistory>({
    reading,
    readAt: readings.at(-1)?.at,
    changes: reading
      ? changes.filter(({ at }) => at >= mayLackSince(reading))
      : changes.slice(-MOST_CHANGES),
  });
}

/** What was sent since then, in milliseconds since 1970, may be missing in a reading. */
function mayLackSince({ at }: HistoryEntry): number {
  return lastComputation(at) - HALF_DAY;
}
