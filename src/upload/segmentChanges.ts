import { t } from '@vscode/l10n';
import { ApiError } from '../api/apiError';
import type { RequestOptions } from '../api/options';
import { codeOf } from '../common/codes/toolCodes';
import type { Jobs } from './journal/jobs';
import { segmentBusyError, type Locks } from './journal/locks';
import type { Store } from './journal/store';
import type { UpdatedLists } from './update/updatedLists';
import { UploadError } from './uploadError';
import type { Target } from './uploadTypes';

/** What changes of segments are recorded with. */
interface SegmentChangeServices {
  store: Store;
  locks: Locks;
  jobs: Jobs;
  updates: UpdatedLists;
  now: () => number;
  notify: (jobId: string) => void;
  /** Shows which jobs of a list are outdated. */
  refreshList: (list: Pick<Target, 'origin' | 'segmentId'>) => Promise<void>;
  log?: (line: string) => void;
}

/** Changes of segments by something other than an upload. */
export class SegmentChanges {
  constructor(private readonly services: SegmentChangeServices) {}

  /** See `Uploads.clearList`. */
  async clearList(
    origin: string,
    segmentId: string,
    clear: (options: Pick<RequestOptions, 'mayTry'>) => Promise<void>,
  ): Promise<void> {
    const lock = await this.#recording(() => this.services.locks.acquire(origin, segmentId, ''));
    if (lock === undefined) throw segmentBusyError(segmentId);
    try {
      // Before the request, which may take effect without a response.
      const undo = await this.#recording(() =>
        this.services.store.lists.recordClearing(origin, segmentId, '', this.services.now()),
      );
      try {
        await clear({ mayTry: () => lock.isHeld });
      } catch (error) {
        if (!(error instanceof ApiError && error.outcome === 'notDone'))
          await this.#forgetLastUploads(origin, [segmentId], true);
        else if (lock.isHeld)
          await undo().then(() => this.services.refreshList({ origin, segmentId }));
        else throw segmentBusyError(segmentId);
        throw error;
      }
      await this.services.updates.recordCleared(origin, segmentId);
      await this.#forgetLastUploads(origin, [segmentId], true);
    } finally {
      lock.release();
    }
  }

  /** Replaces the message of a disk failure while clearing. */
  async #recording<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UploadError) || error.code === 'records-unreadable') throw error;
      throw new UploadError(
        codeOf(error),
        t(
          'Nothing was cleared. The extension couldn’t record the change for its uploads because it can’t write to the disk that stores its data. Free some space and try again.',
        ),
      );
    }
  }

  /** See `Uploads.recordSegmentChanges`. */
  async record(origin: string, segmentIds: readonly string[]): Promise<void> {
    for (const segmentId of segmentIds) {
      await this.services.store.lists
        .recordClearing(origin, segmentId, '', this.services.now())
        .catch(() => this.services.log?.('uploads: a change of a segment is not noted'));
      await this.services.updates.recordCleared(origin, segmentId);
    }
    await this.#forgetLastUploads(origin, segmentIds);
  }

  /** `isCleared`: see `ListRecords.forget`. */
  async #forgetLastUploads(
    origin: string,
    segmentIds: readonly string[],
    isCleared = false,
  ): Promise<void> {
    for (const segmentId of segmentIds)
      await this.services.store.lists.setLastUpload(origin, segmentId, undefined);
    // Rereads every job, so once for all of them.
    await this.services.jobs.refresh();
    // The last one can't be undone any more.
    for (const { jobId, target } of this.services.jobs.summaries(undefined))
      if (target.origin === origin && segmentIds.includes(target.segmentId))
        this.services.notify(jobId);
    for (const segmentId of segmentIds)
      if (!this.services.jobs.hasJobFor(origin, segmentId))
        await this.services.store.lists.forget(origin, segmentId, isCleared);
  }
}
