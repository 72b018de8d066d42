import type { JobSummary } from '../jobTypes';
import { UploadError } from '../uploadError';
import type { PlannedFile, Target } from '../uploadTypes';
import { summarizeBrokenJob } from './brokenJob';
import { Job } from './job';
import type { Locks } from './locks';
import type { Processes } from './processes';
import { expiredJobs } from './retention';
import { brokenJournalError, unknownJobError, type Store } from './store';

/** Bytes of field offsets kept in memory: enough for about 20 million rows. */
const MAX_FIELDS = 64 * 1024 * 1024;

/** All jobs that this process knows: those it created and those it read from disk. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  /** Jobs whose files can't be read. */
  readonly #broken = new Map<string, JobSummary>();
  /** Of these, whose record is of another version. */
  readonly #leftAlone = new Set<string>();
  /** How many were removed so far. */
  #removals = 0;

  /** `isRunning`: whether a job runs in this process. */
  constructor(
    private readonly store: Store,
    private readonly processes: Processes,
    private readonly locks: Locks,
    private readonly now: () => number,
    private readonly isRunning: (jobId: string) => boolean,
  ) {}

  add(job: Job): void {
    this.#jobs.set(job.stored.jobId, job);
    this.trimFields();
  }

  /** A job in memory. */
  get(jobId: string): Job | undefined {
    return this.#jobs.get(jobId);
  }

  /**
   * A job from memory, otherwise from disk. Rejects with `unknown-job`, or with `journal-broken` if
   * its files can't be read.
   */
  async find(jobId: string): Promise<Job> {
    return this.#jobs.get(jobId) ?? this.#load(jobId);
  }

  async #load(jobId: string): Promise<Job> {
    if (typeof jobId !== 'string') throw unknownJobError(jobId);
    const removals = this.#removals;
    try {
      const loaded = await this.store.load(jobId);
      const known = this.#jobs.get(jobId);
      if (known && !this.isRunning(jobId)) known.reload(loaded);
      const job = known ?? new Job(loaded);
      const { origin, segmentId } = job.stored.target;
      // Only to show it: a run reads it again.
      job.list = await this.store.lists.state(origin, segmentId).catch(() => job.list);
      // What was read may have been removed meanwhile.
      if (removals !== this.#removals) return await this.#load(jobId);
      this.#jobs.set(jobId, job);
      this.#broken.delete(jobId);
      return job;
    } catch (error) {
      const remains = await this.store.loadRemains(jobId);
      if (remains && removals === this.#removals && !this.#jobs.has(jobId)) {
        this.#broken.set(jobId, summarizeBrokenJob(jobId, remains));
        if (remains.otherVersion) this.#leftAlone.add(jobId);
      }
      // The files were readable, but their content isn't a job.
      throw error instanceof UploadError ? error : brokenJournalError(jobId);
    }
  }

  /** See `Uploads.jobs`. */
  summaries(removal: string | undefined): JobSummary[] {
    return this.#all().filter((job) => job.removal === removal);
  }

  #all(): JobSummary[] {
    const all = [
      ...this.#broken.values(),
      ...[...this.#jobs.values()].map((job) => this.#summaryOf(job)),
    ];
    return all.sort((a, b) => Date.parse(b.plannedAt) - Date.parse(a.plannedAt));
  }

  summary(jobId: string): JobSummary | undefined {
    const job = this.#jobs.get(jobId);
    return job ? this.#summaryOf(job) : this.#broken.get(jobId);
  }

  #summaryOf(job: Job): JobSummary {
    return job.summary(this.processes, this.locks, this.now());
  }

  /** Whether any known job targets the segment. */
  hasJobFor(origin: string, segmentId: string): boolean {
    return [...this.#jobs.values()].some(
      ({ stored: { target } }) => target.origin === origin && target.segmentId === segmentId,
    );
  }

  /** Rereads what other processes changed on disk. */
  async refresh(): Promise<void> {
    const ids = await this.store.jobIds().catch(() => [] as string[]);
    for (const jobs of [this.#jobs, this.#broken]) {
      for (const jobId of jobs.keys())
        if (!ids.includes(jobId) && !this.isRunning(jobId)) jobs.delete(jobId);
    }
    for (const jobId of ids) {
      if (!this.isRunning(jobId)) await this.#load(jobId).catch(() => undefined);
    }
  }

  /** Rereads the state of a list for its jobs; returns their IDs. */
  async refreshList(origin: string, segmentId: string): Promise<string[]> {
    const list = await this.store.lists.state(origin, segmentId);
    const jobs = [...this.#jobs.values()].filter(
      ({ stored: { target } }) => target.origin === origin && target.segmentId === segmentId,
    );
    for (const job of jobs) job.list = list;
    return jobs.map(({ stored }) => stored.jobId);
  }

  async remove(jobId: string): Promise<void> {
    await this.store.remove(jobId);
    this.#removals++;
    this.#drop(jobId);
  }

  #drop(jobId: string): void {
    this.#jobs.delete(jobId);
    this.#broken.delete(jobId);
  }

  /** The files of known jobs that changed the segment, or may have. */
  filesSentTo({ origin, segmentId }: Pick<Target, 'origin' | 'segmentId'>): PlannedFile[] {
    return [...this.#jobs.values()]
      .filter(
        ({ stored: { target } }) => target.origin === origin && target.segmentId === segmentId,
      )
      .flatMap(({ stored, ledger }) => (ledger.mayHaveChangedList ? stored.files : []));
  }

  /** Deletes expired jobs: see `expiredJobs`. Those of another version stay. */
  async prune(): Promise<void> {
    const isPlannerAlive = (jobId: string): boolean => {
      const processId = this.#jobs.get(jobId)?.stored.plannedBy;
      return processId === undefined || this.processes.isAlive(processId);
    };
    // Unknown for a job that can't be read.
    const mayHaveChangedList = (jobId: string): boolean =>
      this.#jobs.get(jobId)?.ledger.mayHaveChangedList ?? true;
    const fingerprintOf = (jobId: string): string => {
      const { state, startedAt, finishedAt, calls, elsewhere } = this.summary(jobId) ?? {};
      return [state, startedAt, finishedAt, calls, elsewhere].join();
    };
    const own = this.#all().filter(({ jobId }) => !this.#leftAlone.has(jobId));
    for (const jobId of expiredJobs(own, this.now(), isPlannerAlive, mayHaveChangedList)) {
      if (this.isRunning(jobId)) continue;
      const known = fingerprintOf(jobId);
      // Another window may have started it since it was last read.
      await this.#load(jobId).catch(() => undefined);
      if (fingerprintOf(jobId) !== known || this.#isQueuedElsewhere(jobId)) continue;
      await this.store.remove(jobId).catch(() => undefined);
      this.#drop(jobId);
    }
  }

  /**
   * Whether another window queued the job again and waits for its segment. Until its turn comes,
   * the journal still ends with the previous run.
   */
  #isQueuedElsewhere(jobId: string): boolean {
    const processId = this.#jobs.get(jobId)?.assignee;
    return (
      processId !== undefined &&
      processId !== this.processes.id &&
      this.processes.isAlive(processId)
    );
  }

  /**
   * Keeps the offsets of the newest jobs within `MAX_FIELDS`. Jobs without them parse the file
   * again.
   */
  trimFields(): void {
    let bytes = 0;
    for (const job of [...this.#jobs.values()].sort(
      (a, b) => b.stored.plannedAt - a.stored.plannedAt,
    )) {
      if (job.ledger.state === 'finished') job.fields = [];
      bytes += job.fields.reduce((sum, fields) => sum + (fields?.length ?? 0), 0);
      if (bytes > MAX_FIELDS) job.fields = [];
    }
  }
}
