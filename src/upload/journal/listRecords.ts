import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { t } from '@vscode/l10n';
import { KeyedQueue } from '../../common/keyedQueue';
import {
  hashedFileName,
  isMissing,
  makePrivateFolder,
  replacePrivateFile,
} from '../../common/privateFiles';
import { OtherVersion, parseRecord, recordText } from '../../common/recordVersion';
import { UploadError } from '../uploadError';
import type { LastUpload, Target } from '../uploadTypes';
import { journalError } from './journal';
import type { ListedContent } from './listContents';
import {
  changedList,
  clearedList,
  clearingList,
  finishedList,
  forgottenList,
  NEW_LIST,
  sentExport,
  unchangedList,
  type FoundExport,
  type ListEnd,
  type ListState,
} from './listState';

/** What a job records about its list. */
type RecordedJob = Parameters<typeof changedList>[1];

/** What is known about lists on disk: their last uploads, and what was sent to them from here. */
export class ListRecords {
  /** What follows from a state is written before the next one is read: a job may end during a clear. */
  readonly #turns = new KeyedQueue();

  /** `folder`: of the lists. */
  constructor(private readonly folder: string) {}

  /** Rejects with `records-unreadable`, like everything that reads what is known about a list. */
  async lastUpload(origin: string, segmentId: string): Promise<LastUpload | undefined> {
    const last = await readRecord<LastUpload>(this.#lastUploadPath(origin, segmentId));
    const list = await this.state(origin, segmentId);
    return last && (isLast(last, list) ? last : { ...last, changedSince: true });
  }

  setLastUpload(origin: string, segmentId: string, last: LastUpload | undefined): Promise<void> {
    return this.#write(this.#lastUploadPath(origin, segmentId), last);
  }

  state(origin: string, segmentId: string): Promise<ListState | undefined> {
    return readList(this.#statePath(origin, segmentId));
  }

  /** What was sent to a list from here and may be in it, oldest first. */
  async contents(origin: string, segmentId: string): Promise<ListedContent[]> {
    return (await this.state(origin, segmentId))?.contents ?? [];
  }

  /** The states of all lists that can be read, the names of their files, and why others can't be. */
  async #all(): Promise<{ lists: { name: string; list: ListState }[]; unreadable?: unknown }> {
    const names = await fs.readdir(this.folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw unreadableError(this.folder, error);
    });
    const lists: { name: string; list: ListState }[] = [];
    let unreadable: unknown;
    for (const name of names) {
      if (!name.endsWith('.list.json')) continue;
      const list = await readList(join(this.folder, name)).catch((error: unknown) => {
        unreadable = error;
      });
      if (list) lists.push({ name, list });
    }
    return { lists, unreadable };
  }

  /** The lists that an update has changed, and everything that was sent to them. */
  async updated(): Promise<{ target: Target; contents: ListedContent[] }[]> {
    const { lists, unreadable } = await this.#all();
    if (unreadable) throw unreadable;
    const updated: { target: Target; contents: ListedContent[] }[] = [];
    for (const { list } of lists) {
      const { contents, target } = list;
      const isUpdated = contents.some(({ operation }) => operation === 'update');
      if (target && isUpdated) updated.push({ target, contents });
    }
    return updated;
  }

  /** A job that keeps its file at an absolute path, for another list than this one. */
  async jobKeepingAt(path: string, origin: string, segmentId: string): Promise<string | undefined> {
    const own = basename(this.#statePath(origin, segmentId));
    const { lists, unreadable } = await this.#all();
    let isOwn = false;
    for (const { name, list } of lists) {
      const content = list.contents.find(({ keep }) => keep === path);
      if (content && name !== own) return content.jobId;
      isOwn ||= content !== undefined;
    }
    // It may be the file of a list that can't be read. That stops no list that has kept its own there.
    if (unreadable && !isOwn && existsSync(path)) throw unreadable;
    return undefined;
  }

  /**
   * Records that `by` is about to clear a list, so unfinished uploads can't go on. Returns a function
   * that undoes this for a clear that certainly didn't happen, unless something else was recorded
   * since. Rejects with `journal-full`.
   */
  async recordClearing(
    origin: string,
    segmentId: string,
    by: string,
    at: number,
  ): Promise<() => Promise<void>> {
    const [before, after] = await this.#change(origin, segmentId, 'before', (list) =>
      clearingList(list, by, at),
    );
    return async () => {
      await this.#change(origin, segmentId, 'before', (list) =>
        isDeepStrictEqual(list, toJson(after)) ? before : list,
      );
    };
  }

  /**
   * Records that Criteo has cleared a list. Returns what was sent before and is no longer in it. Rejects
   * as `setState`.
   */
  async recordCleared(origin: string, segmentId: string): Promise<ListedContent[]> {
    const [before] = await this.#change(origin, segmentId, 'midway', clearedList);
    return before?.contents ?? [];
  }

  /**
   * Forgets what is known about a list; `isCleared`: but not which suppression lists were used, because
   * it will be filled again. Rejects with `journal-full`.
   */
  async forget(origin: string, segmentId: string, isCleared = false): Promise<void> {
    await this.#change(origin, segmentId, 'before', (list) =>
      isCleared ? forgottenList(list) : undefined,
    );
  }

  /**
   * Changes the state of a list, and returns it before and after. Rejects with `journal-full`; `when`:
   * see `journalError`.
   */
  #change<After extends ListState | undefined>(
    origin: string,
    segmentId: string,
    when: 'before' | 'midway',
    change: (before: ListState | undefined) => After | Promise<After>,
  ): Promise<[before: ListState | undefined, after: After]> {
    const path = this.#statePath(origin, segmentId);
    return this.#turns.run(path, async () => {
      const before = await readList(path);
      const after = await change(before);
      if (!isDeepStrictEqual(after && toJson(after), before))
        await this.#write(path, after).catch((error: unknown) => {
          throw journalError(error, when);
        });
      return [before, after];
    });
  }

  async #write(path: string, value: LastUpload | ListState | undefined): Promise<void> {
    if (value === undefined) return deleteRecord(path);
    await makePrivateFolder(this.folder);
    await replacePrivateFile(path, recordText(value));
  }

  /**
   * Records that a job is about to send to a list, so its last upload no longer describes all of it,
   * what the list contains then, and which suppression lists are used. Rejects with `journal-full`;
   * `when`: see `journalError`.
   */
  async recordChange(
    origin: string,
    segmentId: string,
    job: RecordedJob,
    when: 'before' | 'midway' = 'before',
  ): Promise<void> {
    await this.#change(origin, segmentId, when, (before) => changedList(before, job));
  }

  /**
   * Records that a job that had begun to change a list certainly sent nothing, so its files aren't in
   * it. Rejects with `journal-full`.
   */
  async recordNothingSent(origin: string, segmentId: string, jobId: string): Promise<void> {
    await this.#change(
      origin,
      segmentId,
      'midway',
      (before) => before && unchangedList(before, jobId),
    );
  }

  /** Records an export as sent: see `sentExport`. Rejects with `journal-full`. */
  async recordExport(
    origin: string,
    segmentId: string,
    found: FoundExport,
    now: number,
  ): Promise<void> {
    await this.#change(origin, segmentId, 'before', (list = NEW_LIST) => ({
      ...list,
      export: sentExport(list.export, found, now),
    }));
  }

  /**
   * Records that a job has sent everything: older unfinished jobs of the list can't be resumed after
   * an update or a removal, and what an update was compared with is no longer in the list. `now`:
   * milliseconds since 1970. Returns the contents that are no longer in it.
   * Rejects with `journal-full`.
   */
  async recordFinish(
    origin: string,
    segmentId: string,
    job: RecordedJob,
    now: number,
    end?: ListEnd,
  ): Promise<ListedContent[]> {
    const [before, after] = await this.#change(origin, segmentId, 'midway', (list) =>
      finishedList(list, job, now, end),
    );
    const isLeft = ({ uri, jobId }: ListedContent): boolean =>
      after.contents.some((one) => one.uri === uri && one.jobId === jobId);
    return before?.contents.filter((content) => !isLeft(content)) ?? [];
  }

  #lastUploadPath(origin: string, segmentId: string): string {
    return join(this.folder, `${hashedFileName(origin, segmentId)}.json`);
  }

  #statePath(origin: string, segmentId: string): string {
    return this.#lastUploadPath(origin, segmentId).replace(/json$/, 'list.json');
  }
}

/** Whether nothing else has begun to change a list after its last upload, and what that sent is in it. */
function isLast({ jobId, operation }: LastUpload, list: ListState | undefined): boolean {
  if (list?.changedBy !== jobId) return false;
  const { contents } = list;
  return operation === 'remove' || contents.some((content) => content.jobId === jobId);
}

/** Without these it would seem that nothing was sent to the list. */
const LISTED = ['contents', 'formats'] satisfies (keyof ListState)[];

function readList(path: string): Promise<ListState | undefined> {
  return readRecord(path, LISTED);
}

/**
 * Undefined only if there is none. Rejects with `records-unreadable`, also without one of the arrays
 * that it has to have.
 */
async function readRecord<T>(path: string, arrays: readonly string[] = []): Promise<T | undefined> {
  try {
    const record = parseRecord(await fs.readFile(path, 'utf8'), path);
    if (!arrays.every((name) => Array.isArray(record[name]))) throw new SyntaxError();
    return record as T;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadableError(path, error);
  }
}

/** Deletes a record, if there is one that isn't of another version. */
async function deleteRecord(path: string): Promise<void> {
  try {
    parseRecord(await fs.readFile(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof OtherVersion) return;
  }
  await fs.rm(path, { force: true });
}

/** The error for a record at a path that is there, and can’t be read. */
export function unreadableError(path: string, error: unknown): UploadError {
  return new UploadError(
    'records-unreadable',
    error instanceof OtherVersion
      ? t(
          'What was sent to the segment from here is in a record of another version: {0}. Nothing is sent or cleared without it. If you delete it, it isn’t known any more who is in the segment from here, nor which suppression lists were used.',
          path,
        )
      : t(
          'What was sent to the segment from here can’t be read: {0} ({1}). Nothing is sent or cleared without it. Give it back to the user who runs this, or restore it from a backup. If you delete it, it isn’t known any more who is in the segment from here, nor which suppression lists were used.',
          path,
          (error as NodeJS.ErrnoException).code ?? t('damaged'),
        ),
  );
}

/** As it is read from disk. */
function toJson(state: ListState): unknown {
  return JSON.parse(JSON.stringify(state));
}
