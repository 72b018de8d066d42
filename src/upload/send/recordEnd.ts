import { countSentByFormat } from '../hashFormats';
import type { Job } from '../journal/job';
import type { ListedContent } from '../journal/listContents';
import type { ListEnd } from '../journal/listState';
import { iso } from '../journal/report';
import { endOf, isEveryoneDone, sidesOf } from '../journal/sides';
import type { Store } from '../journal/store';
import { deleteCopies, deleteCopiesOf, hasBytes, keepFinished } from '../update/keptFile';
import { UploadError } from '../uploadError';
import type { RunContext, RunEnd } from './runContext';

/**
 * Records what the end of a run means for its list and for the file that is kept, and returns the end
 * that this makes of it: a file that couldn't be kept would be missing the next time. `isHeld`: whether
 * this process holds the segment, without which it must not write.
 */
export async function recordEnd(
  job: Job,
  end: RunEnd,
  context: RunContext,
  isHeld: () => boolean,
): Promise<RunEnd> {
  if (!isHeld()) return end;
  try {
    if (end.state !== 'finished') {
      await recordUnfinished(job, context);
      return end;
    }
    const stays = staysIn(job);
    const gone = await recordFinish(job, context, { isWhole: isWhole(job), stays });
    if (!isHeld()) return end;
    const keep = job.stored.keep;
    if (keep) await keepFinished(keep, stays);
    if (!stays) await deleteCopies(keep?.cutOff ?? []);
    await deleteCopiesOf(gone);
    return end;
  } catch (error) {
    if (!(error instanceof UploadError)) throw error;
    return { state: 'failed', error: error.toJSON() };
  }
}

/**
 * The list first: should this process end before the file is kept, its copy is known to be in the list,
 * and what was kept before is known not to be. Returns the contents that no longer are.
 */
async function recordFinish(job: Job, run: RunContext, end: ListEnd): Promise<ListedContent[]> {
  const { stored } = job;
  const { store, log, onListChange, now } = run;
  const { origin, segmentId } = stored.target;
  try {
    const gone = await store.lists.recordFinish(origin, segmentId, stored, now(), end);
    await onListChange();
    return gone;
  } catch (error) {
    if (!(error instanceof UploadError)) throw error;
    log('the finish is not recorded');
    return [];
  }
}

/** Whether everything of it was answered, and no more was rejected than its plan allows. */
function isWhole({ stored, ledger }: Job): boolean {
  const { operation, maxRefused } = stored.options;
  return endOf({ ...stored, sides: sidesOf(operation, ledger) }, maxRefused) === 'done';
}

/** Whether Criteo rejected someone whom it removes, so that they may still be in the list. */
function staysIn({ stored, ledger }: Job): boolean {
  const { left, removed } = sidesOf(stored.options.operation, ledger);
  return !isEveryoneDone({ left, removed });
}

/** Of a job that sent nothing, nothing is in the list, so no later one has to look for its file. */
async function recordUnfinished(
  { stored, ledger }: Job,
  { store, log }: RunContext,
): Promise<void> {
  const { jobId, target } = stored;
  const { origin, segmentId } = target;
  if (!ledger.mayHaveChangedList)
    await store.lists
      .recordNothingSent(origin, segmentId, jobId)
      .catch(() => log('that nothing was sent is not recorded'));
  const keep = stored.keep;
  const [{ contentHash }] = stored.files;
  if (keep === undefined || contentHash === undefined) return;
  const { contents } = (await store.lists.state(origin, segmentId)) ?? {};
  if (contents?.some((content) => content.contentHash === contentHash)) return;
  // Another job may have put its own copy there.
  if (await hasBytes(keep.sending, contentHash)) await deleteCopies([keep.sending]);
}

/** Stores what a finished job sent, as the last upload to its segment. `now`: milliseconds since 1970. */
export function storeLastUpload({ stored, ledger }: Job, store: Store, now: number): Promise<void> {
  const { target, options, update } = stored;
  const before = ledger.readings.findLast(({ when }) => when === 'before');
  return store.lists.setLastUpload(target.origin, target.segmentId, {
    jobId: stored.jobId,
    finishedAt: iso(now),
    operation: options.operation,
    distinct: stored.distinct,
    removed: update?.identifiers,
    sizeBefore: before?.numberOfIdentifiers,
    accepted: ledger.totals().accepted,
    complete: !ledger.incomplete && !ledger.mixed,
    // Who was removed from everywhere can't be recognized here: see `RemovalPart.readings`.
    fingerprint: options.removal === undefined ? stored.fingerprint : '',
    byForm: countSentByFormat(stored),
  });
}
