import { t } from '@vscode/l10n';
import { fileNamesOf } from '../../common/messageText';
import type { Job, JobActivity } from '../journal/job';
import type { Lock, Locks } from '../journal/locks';
import type { StopSignal } from '../stopSignal';
import { UploadError } from '../uploadError';

/** Poll interval of queued jobs, in milliseconds. */
const POLL_INTERVAL = 250;

/**
 * Locks a job's segment, queueing behind other jobs; undefined if the job was stopped first.
 * Rejects with `locked` if another process is running this very job, or if the segment isn't free
 * after `maxWait` milliseconds.
 */
export async function lockSegment(
  job: Job,
  locks: Locks,
  stop: StopSignal,
  show: (activity: JobActivity) => void,
  maxWait = Number.POSITIVE_INFINITY,
): Promise<Lock | undefined> {
  const { jobId, files } = job.stored;
  const { origin, segmentId } = job.stored.target;
  const end = performance.now() + maxWait;
  for (;;) {
    const lock = locks.acquire(origin, segmentId, jobId);
    if (lock !== undefined || stop.requested) return lock;
    if (locks.holder(origin, segmentId)?.jobId === jobId)
      throw new UploadError(
        'locked',
        t(
          'Another window or terminal is running the upload of {0}. Follow it there.',
          fileNamesOf(files),
        ),
      );
    const left = Math.ceil(end - performance.now());
    if (left <= 0) throw queuedTooLongError(job);
    if (job.activity?.state !== 'queued')
      show({ state: 'queued', phase: 'waiting', wait: 'queue' });
    await stop.sleep(Math.min(POLL_INTERVAL, left));
  }
}

function queuedTooLongError({ stored }: Job): UploadError {
  return new UploadError(
    'locked',
    t(
      'The upload of {0} stopped waiting, because another upload to the same segment has been in progress for longer than the longest wait. Nothing was sent meanwhile. Resume it later.',
      fileNamesOf(stored.files),
    ),
  );
}
