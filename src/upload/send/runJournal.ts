import { t } from '@vscode/l10n';
import { fileNamesOf } from '../../common/messageText';
import type { Job } from '../journal/job';
import { Journal, readJournal, type Entry, type OpenJournal } from '../journal/journal';
import type { Lock } from '../journal/locks';
import type { Store } from '../journal/store';
import type { StopSignal } from '../stopSignal';
import { UploadError } from '../uploadError';

/** Records a run: on disk first, then in the job's ledger, and only while it holds its segment. */
export class RunJournal {
  #lock: Lock | undefined;
  #file: Journal | undefined;
  /** See `checkLost`. */
  #lost = false;

  /** `owner`: this process as named in locks and journals. */
  constructor(
    private readonly job: Job,
    private readonly store: Store,
    private readonly owner: string,
    private readonly stop: StopSignal,
    private readonly now: () => number,
    private readonly onChange: () => void,
  ) {}

  /** Gives the run its segment's lock, and reads what another process may have done to the job. */
  async setLock(lock: Lock): Promise<void> {
    this.#lock = lock;
    this.job.reload(await this.store.load(this.job.stored.jobId));
  }

  /** Rejects with `journal-full`. */
  async open(openJournal?: OpenJournal): Promise<void> {
    this.#file = await Journal.open(this.#path, openJournal);
  }

  /** Records that the run begins, or continues after a pause. */
  async begin(after?: 'pause'): Promise<void> {
    const { origin, segmentId } = this.job.stored.target;
    const list = await this.store.lists.state(origin, segmentId);
    const isMixed =
      list !== undefined &&
      list.changedBy !== this.job.stored.jobId &&
      this.job.ledger.mayHaveChangedList;
    await this.record([
      {
        t: 'run',
        at: this.now(),
        owner: this.owner,
        epoch: list?.epoch ?? 0,
        mixed: isMixed || undefined,
        after,
      },
    ]);
    // A process that was considered dead may have written until now. From here on its entries don't
    // count.
    if (after === undefined) await this.reload();
  }

  async reload(): Promise<void> {
    const { job } = this;
    job.reload({ entries: await readJournal(this.#path), assignee: job.assignee });
  }

  /** Rejects with `journal-full`, or with `locked` if another process holds the segment. */
  async record(events: readonly Entry[]): Promise<void> {
    const at = this.now();
    const by = this.owner;
    const entries = events.map((entry) => ({ at, ...entry, ...(entry.t !== 'run' && { by }) }));
    if (this.checkLost()) throw takenOverError(this.job);
    await this.#file?.append(entries);
    // Checked again, because the append took time: nothing may be sent without an entry that
    // counts.
    if (this.checkLost()) throw takenOverError(this.job);
    for (const entry of entries) this.job.ledger.apply(entry);
    this.onChange();
  }

  /**
   * Whether another process considered this one dead and took its segment. If so, stops the run:
   * nothing more is sent or written, and requests in flight are aborted.
   */
  checkLost(): boolean {
    if (this.#lock === undefined || this.#lock.isHeld) return this.#lost;
    this.#lost = true;
    this.stop.request('takenOver', 0);
    return true;
  }

  /** Whether this process has the segment's lock. */
  get holdsLock(): boolean {
    return this.#lock !== undefined && !this.checkLost();
  }

  /** Whether `checkLost` has found the lock lost. */
  get isLost(): boolean {
    return this.#lost;
  }

  close(): Promise<void> | undefined {
    return this.#file?.close();
  }

  release(): void {
    this.#lock?.release();
  }

  get #path(): string {
    return this.store.journalPath(this.job.stored.jobId);
  }
}

/** The error for a run that no longer holds its segment's lock. */
export function takenOverError({ stored }: Job): UploadError {
  return new UploadError(
    'locked',
    t(
      'Another window or terminal took over the upload of {0} because this one didn’t respond for a while. Follow it there.',
      fileNamesOf(stored.files),
    ),
  );
}
