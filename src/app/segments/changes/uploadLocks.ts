import type { RequestOptions } from '../../../api/options';
import type { Uploads } from '../../../upload/contract';
import type { AccountHandle } from '../../accounts/account';

/** What uploads know about segments' identifier lists. */
export interface UploadLocks {
  /** Rejects with `Failure` 'locked' while an upload to the segment is in progress. */
  requireIdle(account: AccountHandle, segmentId: string): Promise<void>;
  /**
   * Clears a segment by calling `request`, so that no interrupted upload resumes into it. Rejects
   * as `requireIdle` and `request` do.
   */
  clear(
    account: AccountHandle,
    segmentId: string,
    request: (options: Pick<RequestOptions, 'mayTry'>) => Promise<void>,
  ): Promise<void>;
  /** Call after segments were deleted: what is known of their lists no longer holds. */
  forget(account: AccountHandle, segmentIds: readonly string[]): Promise<void>;
}

/** Those of an engine, which is created when it is first needed. */
export function uploadLocksOf(engine: () => LocksEngine | Promise<LocksEngine>): UploadLocks {
  return {
    requireIdle: async ({ origin }, segmentId) => (await engine()).assertNotBusy(origin, segmentId),
    clear: async ({ origin }, segmentId, clear) =>
      (await engine()).clearList(origin, segmentId, clear),
    forget: async ({ origin }, segmentIds) =>
      (await engine()).recordSegmentChanges(origin, segmentIds),
  };
}

type LocksEngine = Pick<Uploads, 'assertNotBusy' | 'clearList' | 'recordSegmentChanges'>;
