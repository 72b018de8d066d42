import * as fs from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { KeyedQueue } from '../../common/keyedQueue';
import { hashedFileName, makePrivateFolder, replacePrivateFile } from '../../common/privateFiles';
import type { LastUpload, Plan, Target } from '../uploadTypes';
import { journalError } from './journal';
import { completeContents, type ListedContent, type ListJob } from './listContents';
import {
  changedList,
  clearedList,
  clearingList,
  finishedList,
  forgottenList,
  unchangedList,
  type ListEnd,
  type ListState,
} from './listState';
import { contentsOfRecords, type JobRecord } from './oldContents';

/** The jobs on disk. */
interface JobRecords {
  /** Newest first. */
  jobIds(): Promise<string[]>;
  load(jobId: string): Promise<JobRecord & { job: Pick<Plan, 'target'> }>;
  loadRemains(jobId: string): Promise<{ job?: ListJob & Pick<Plan, 'target'> } | undefined>;
}

/** What a job records about its list. */
type RecordedJob = Parameters<typeof changedList>[1];

/** What is known about lists on disk: their last uploads, and what was sent to them from here. */
export class ListRecords {
  /** What follows from a state is written before the next one is read: a job may end during a clear. */
  readonly #turns = new KeyedQueue();

  /** `folder`: of the lists. */
  constructor(
    private readonly folder: string,
    private readonly jobs: JobRecords,
  ) {}

  async lastUpload(origin: string, segmentId: string): Promise<LastUpload | undefined> {
    try {
      const last = JSON.parse(
        await fs.readFile(this.#lastUploadPath(origin, segmentId), 'utf8'),
      ) as LastUpload;
      const list = await this.state(origin, segmentId);
      return isLast(last, list) ? last : { ...last, changedSince: true };
    } catch {
      return undefined;
    }
  }

  setLastUpload(origin: string, segmentId: string, last: LastUpload | undefined): Promise<void> {
    return this.#write(this.#lastUploadPath(origin, segmentId), last);
  }

  state(origin: string, segmentId: string): Promise<ListState | undefined> {
    return readList(this.#statePath(origin, segmentId));
  }

  /**
   * What was sent to a list from here and may be in it, oldest first, complete: see
   * `completeContents`. What 0.1.0 sent is known from its jobs.
   */
  async contents(origin: string, segmentId: string): Promise<ListedContent[]> {
    const list = await this.state(origin, segmentId);
    return this.#contentsIn(list, origin, segmentId);
  }

  async #contentsIn(
    list: ListState | undefined,
    origin: string,
    segmentId: string,
  ): Promise<ListedContent[]> {
    if (list === undefined) return [];
    if (list.contents === undefined)
      return contentsOfRecords(await this.#jobsFor(origin, segmentId), list.emptied);
    return this.#complete(list.contents);
  }

  async #jobsFor(origin: string, segmentId: string): Promise<JobRecord[]> {
    const jobs: JobRecord[] = [];
    for (const jobId of (await this.jobs.jobIds()).reverse()) {
      const loaded = await this.jobs.load(jobId).catch(() => undefined);
      const target = loaded?.job.target;
      if (loaded && target?.origin === origin && target.segmentId === segmentId) jobs.push(loaded);
    }
    return jobs;
  }

  /** The states of all lists that can be read, and the names of their files. */
  async #all(): Promise<{ name: string; list: ListState }[]> {
    const names = await fs.readdir(this.folder).catch(() => [] as string[]);
    const lists: { name: string; list: ListState }[] = [];
    for (const name of names) {
      if (!name.endsWith('.list.json')) continue;
      const list = await readList(join(this.folder, name));
      if (list) lists.push({ name, list });
    }
    return lists;
  }

  /** The lists that an update has changed, and everything that was sent to them. */
  async updated(): Promise<{ target: Target; contents: ListedContent[] }[]> {
    const updated: { target: Target; contents: ListedContent[] }[] = [];
    for (const { list } of await this.#all()) {
      const contents = await this.#complete(list.contents ?? []);
      const [newest] = contents.slice(-1);
      const target =
        list.target ?? (newest && (await this.jobs.loadRemains(newest.jobId))?.job?.target);
      const isUpdated = contents.some(({ operation }) => operation === 'update' || !operation);
      if (target && isUpdated) updated.push({ target, contents });
    }
    return updated;
  }

  #complete(contents: readonly ListedContent[]): Promise<ListedContent[]> {
    return completeContents(contents, async (jobId) => (await this.jobs.loadRemains(jobId))?.job);
  }

  /** A job that keeps its file at an absolute path, for another list than this one. */
  async jobKeepingAt(path: string, origin: string, segmentId: string): Promise<string | undefined> {
    const own = basename(this.#statePath(origin, segmentId));
    for (const { name, list } of await this.#all()) {
      if (name === own) continue;
      const content = list.contents?.find(
        ({ keep, copyOf, path: at }) => (copyOf === undefined ? keep : at) === path,
      );
      if (content) return content.jobId;
    }
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
    if (value === undefined) {
      await fs.rm(path, { force: true });
      return;
    }
    await makePrivateFolder(this.folder);
    await replacePrivateFile(path, JSON.stringify(value));
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
    await this.#change(origin, segmentId, when, async (before) =>
      changedList(before, job, await this.#contentsIn(before, origin, segmentId)),
    );
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
      after.contents?.some((one) => one.uri === uri && one.jobId === jobId) === true;
    return before?.contents?.filter((content) => !isLeft(content)) ?? [];
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
  return operation === 'remove' || !contents || contents.some((content) => content.jobId === jobId);
}

async function readList(path: string): Promise<ListState | undefined> {
  try {
    return JSON.parse(await fs.readFile(path, 'utf8')) as ListState;
  } catch {
    return undefined;
  }
}

/** As it is read from disk. */
function toJson(state: ListState): unknown {
  return JSON.parse(JSON.stringify(state));
}
