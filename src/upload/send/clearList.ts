import type { Sender } from '../contract';
import type { Job } from '../journal/job';
import { cannotContinueError, listClearedError, planOutdatedError } from '../journal/outdated';
import type { Store } from '../journal/store';
import type { StopSignal } from '../stopSignal';
import { deleteCopiesOf } from '../update/keptFile';
import { UploadError } from '../uploadError';
import { asApiError, classifyFailure } from './classifyFailure';
import { takenOverError, type RunJournal } from './runJournal';
import type { SendResult } from './sendChunks';

/**
 * Clears the list for a replace; undefined once it is empty. Safe to repeat: the ledger allows no
 * add before `cleared`.
 */
export async function clearList(
  job: Job,
  sender: Sender,
  store: Store,
  journal: RunJournal,
  stop: StopSignal,
  now: () => number,
  longestDelay?: number,
): Promise<SendResult | undefined> {
  const { jobId, target } = job.stored;
  if (journal.checkLost()) throw takenOverError(job);
  const undo = await store.lists.recordClearing(target.origin, target.segmentId, jobId, now());
  let k = 0;
  try {
    await journal.record([{ t: 'clearing', at: now() }]);
    await sender.clear(target.segmentId, {
      signal: stop.hard,
      stopTrying: stop.soft,
      // Minutes may pass between two tries: a retry must not undo what another process did
      // meanwhile.
      mayTry: () => !journal.checkLost(),
      onTry: () => k++,
      longestDelay,
    });
    const gone = await store.lists.recordCleared(target.origin, target.segmentId);
    await deleteCopiesOf(gone, job.stored.keep?.sending);
    await journal.record([{ t: 'cleared', at: now(), k }]);
    return undefined;
  } catch (error) {
    // Without a request, nothing was cleared.
    if (error instanceof UploadError && k === 0) await undo();
    if (error instanceof UploadError) throw error;
    const failure = asApiError(error);
    if (failure.outcome === 'notDone' && !journal.checkLost()) await undo();
    await journal.record([
      { t: 'uncleared', at: now(), k, ...(failure.outcome === 'unknown' && { lost: true }) },
    ]);
    const failureClass = classifyFailure(failure);
    return failureClass === 'cancelled'
      ? { end: 'stopped' }
      : {
          end: 'failed',
          error: failure,
          waits: failureClass === 'passing' || failureClass === 'stalled',
        };
  }
}

/**
 * The error for a job of whose list more is known than when it began: something else cleared it
 * after the job had sent to it, or an update isn't up to date.
 */
export async function listChangedError(
  { stored, ledger }: Job,
  store: Store,
): Promise<UploadError | undefined> {
  const list = await store.lists.state(stored.target.origin, stored.target.segmentId);
  return listClearedError(stored, ledger, list) ?? planOutdatedError(stored, ledger, list);
}

/** The error for a job that can't continue where an earlier run ended: see `cannotContinueError`. */
export async function listOutdatedError(
  { stored, ledger }: Job,
  store: Store,
): Promise<UploadError | undefined> {
  const list = await store.lists.state(stored.target.origin, stored.target.segmentId);
  return cannotContinueError(stored, ledger, list);
}
