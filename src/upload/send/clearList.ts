import { t } from '@vscode/l10n';
import { fileNamesOf } from '../../common/messageText';
import type { Sender } from '../contract';
import type { Job } from '../journal/job';
import type { Store } from '../journal/store';
import type { StopSignal } from '../stopSignal';
import { UploadError } from '../uploadError';
import { asApiError, classifyFailure } from './classifyFailure';
import type { RunJournal } from './runJournal';
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
): Promise<SendResult | undefined> {
  const { jobId, target } = job.stored;
  const undo = await store.recordClearing(target.origin, target.segmentId, jobId, now());
  await journal.record([{ t: 'clearing', at: now() }]);
  let k = 0;
  try {
    await sender.clear(target.segmentId, {
      signal: stop.hard,
      noMore: stop.soft,
      // Minutes may pass between two tries: a retry must not undo what another process did
      // meanwhile.
      mayTry: () => !journal.checkLost(),
      onTry: () => k++,
    });
    await journal.record([{ t: 'cleared', at: now(), k }]);
    return undefined;
  } catch (error) {
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
 * The error for a job whose list something else cleared after the job had sent to it: the remaining
 * rows alone would be neither the old content nor the new one.
 */
export async function listClearedError(
  { stored, ledger }: Job,
  store: Store,
): Promise<UploadError | undefined> {
  const list = await store.listState(stored.target.origin, stored.target.segmentId);
  if (list?.emptied === undefined || list.emptied.by === stored.jobId || !ledger.mayHaveChangedList)
    return undefined;
  // A journal of 0.1.0, or one without its first line, only has times.
  if (
    ledger.epoch === undefined
      ? list.emptied.at < (ledger.startedAt ?? 0)
      : (list.epoch ?? 0) === ledger.epoch
  )
    return undefined;
  return new UploadError(
    'list-emptied',
    t(
      'Another upload or a Clear Segment command seems to have cleared the segment since, so what the upload of {0} sent is no longer in it. Nothing more was sent. Start over to send everything.',
      fileNamesOf(stored.files),
    ),
  );
}
