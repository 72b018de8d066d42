import { t } from '@vscode/l10n';
import { fileNamesOf } from '../../common/messageText';
import type { Job } from '../journal/job';
import { Journal, readJournal, type Entry, type OpenJournal } from '../journal/journal';
import type { Lock } from '../journal/locks';
import type { Store } from '../journal/store';
import type { StopSignal } from '../stopSignal';
import { UploadError } from '../uploadError';

/**
 * What a run writes of itself: on the disk first, then into the job's ledger, and only while it
 * holds its segment.
 */
export class RunJournal {
  #lock: Lock | undefined;
  #file: Journal | undefined;
  /** See `isLost`. */
  #lost = false;

  /** `owner`: this process, as locks and journals name it. */
  constructor(
    private readonly job: Job,
    private readonly store: Store,
    private readonly owner: string,
    private readonly stop: StopSignal,
    private readonly now: () => number,
    private readonly changed: () => void,
  ) {}

  /**
   * The segment is this run's from here on. Reads what another process may have done to the job
   * since it was read.
   */
  async setLock(lock: Lock): Promise<void> {
    this.#lock = lock;
    this.job.reload(await this.store.load(this.job.stored.jobId));
  }

  /** Rejects with `journal-full`. */
  async open(openJournal?: OpenJournal): Promise<void> {
    this.#file = await Journal.open(this.#path, openJournal);
  }

  /** The run begins, or goes on after a pause. */
  async begin(after?: 'pause'): Promise<void> {
    const { origin, segmentId } = this.job.stored.target;
    const list = await this.store.listState(origin, segmentId);
    const mixed =
      list !== undefined &&
      list.changedBy !== this.job.stored.jobId &&
      this.job.ledger.mayHaveChangedList;
    await this.record([
      {
        t: 'run',
        at: this.now(),
        owner: this.owner,
        epoch: list?.epoch ?? 0,
        ...(mixed && { mixed }),
        ...(after && { after }),
      },
    ]);
    // One that was taken for dead may have written until now. From here on what it writes does not
    // count.
    if (after === undefined) await this.reload();
  }

  async reload(): Promise<void> {
    const { job } = this;
    job.reload({ entries: await readJournal(this.#path), assignee: job.assignee });
  }

  /** Rejects with `journal-full`, or `locked` where the segment is another's. */
  async record(happened: readonly Entry[]): Promise<void> {
    const at = this.now();
    const by = this.owner;
    const entries = happened.map((entry) => ({ at, ...entry, ...(entry.t !== 'run' && { by }) }));
    if (this.checkLost()) throw takenOverError(this.job);
    await this.#file?.append(entries);
    // In the meantime: nothing is sent that no line stands for.
    if (this.checkLost()) throw takenOverError(this.job);
    for (const entry of entries) this.job.ledger.apply(entry);
    this.changed();
  }

  /**
   * Whether somebody took this process for dead, and the segment from it. Then nothing more is sent
   * or written, and calls on the wire end.
   */
  checkLost(): boolean {
    if (this.#lock === undefined || this.#lock.held) return this.#lost;
    this.#lost = true;
    this.stop.request('takenOver', 0);
    return true;
  }

  /** What was found out so far: see `isLost`. */
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

/** The segment's lock is not ours any more. */
export function takenOverError({ stored }: Job): UploadError {
  return new UploadError(
    'locked',
    t(
      'Another window took over the upload of {0} because this window didn’t respond for a while. Follow it there.',
      fileNamesOf(stored.files),
    ),
  );
}
