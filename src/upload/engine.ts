import { t } from '@vscode/l10n';
import { ApiError } from '../api/errors';
import type { CallOptions } from '../api/options';
import { Throttle } from '../common/throttle';
import { fileNamesOf } from '../common/told';
import type { EngineOptions, PlanControl, RunControl, Sender, Uploads } from './contract';
import { UploadError } from './error';
import { summaryOfBroken } from './journal/brokenJob';
import { Job } from './journal/job';
import type { OpenJournal } from './journal/journal';
import { Locks } from './journal/locks';
import { Owners } from './journal/processes';
import { brokenJournal, Store, unknownJob } from './journal/store';
import { makePlan, planOf } from './makePlan';
import { searchRefused, traceSamples } from './send/findRefused';
import { atItsEnd, Run, type RunParts } from './send/run';
import { Stop, type StopReason } from './stop';
import type {
  Finding,
  JobSummary,
  Plan,
  RunResult,
  SourceFile,
  Target,
  UploadOptions,
} from './types';

const RETRY_EVERY = 60_000;
const CANCEL_WAIT = 10_000;
/** The editor gives an extension five seconds to end. */
const DISPOSE_WAIT = 1_500;
const TELL_EVERY = 200;
/** Bytes of field maps kept in memory: about 20 million rows. */
const MAX_FIELDS = 64 * 1024 * 1024;

/** For tests: what the engine otherwise takes from the system. */
export interface EngineSeams {
  openJournal?: OpenJournal;
}

/**
 * The engine behind every way to start an upload: plan → journal → send → report. See `Uploads`.
 */
export class UploadEngine implements Uploads {
  readonly #store: Store;
  readonly #owners: Owners;
  readonly #locks: Locks;
  readonly #jobs = new Map<string, Job>();
  /** Those whose files cannot be read. */
  readonly #broken = new Map<string, JobSummary>();
  /** From the call that begins a run, so that a stop right after it is heard. */
  readonly #runs = new Map<string, { stop: Stop; result: Promise<RunResult> }>();
  readonly #listeners = new Set<(jobId: string) => void>();
  readonly #throttles = new Map<string, Throttle>();
  readonly #now: () => number;

  constructor(
    private readonly options: EngineOptions,
    private readonly seams: EngineSeams = {},
  ) {
    this.#store = new Store(options.storageDir);
    this.#owners = new Owners(options.storageDir);
    this.#locks = new Locks(options.storageDir, this.#owners);
    this.#now = options.now ?? Date.now;
  }

  async plan(
    files: readonly SourceFile[],
    target: Target,
    options: UploadOptions,
    control: PlanControl = {},
  ): Promise<Plan> {
    const { workerPath, l10n } = this.options;
    this.#owners.appear();
    const planning = await makePlan(files, target, options, control, {
      store: this.#store,
      owner: this.#owners.id,
      workerPath,
      l10n,
      now: this.#now,
    });
    const job = new Job({ job: planning.job, chunks: planning.chunks, entries: [] });
    job.findings = planning.findings;
    job.contents = files.map((file) => file.bytes);
    job.fields = planning.fields;
    this.#jobs.set(job.stored.jobId, job);
    this.#forgetFields();
    this.#changed(job.stored.jobId);
    await this.#prune();
    return this.planOf(job.stored.jobId);
  }

  /** Keeps the newest jobs' within bounds: without them the file is parsed again, no more. */
  #forgetFields(): void {
    let bytes = 0;
    for (const job of [...this.#jobs.values()].sort(
      (a, b) => b.stored.plannedAt - a.stored.plannedAt,
    )) {
      if (job.ledger.state === 'finished') job.fields = [];
      bytes += job.fields.reduce((sum, fields) => sum + (fields?.length ?? 0), 0);
      if (bytes > MAX_FIELDS) job.fields = [];
    }
  }

  async planOf(jobId: string): Promise<Plan> {
    const job = await this.#find(jobId);
    const { origin, segmentId } = job.stored.target;
    return planOf(
      { job: job.stored, chunks: [...job.chunks], findings: job.findings },
      await this.#store.lastUpload(origin, segmentId),
    );
  }

  async enlist(jobIds: readonly string[]): Promise<() => Promise<void>> {
    this.#owners.appear();
    const jobs = await Promise.all(jobIds.map((jobId) => this.#find(jobId)));
    for (const job of jobs) {
      await this.#store.setWanted(job.stored.jobId, this.#owners.id);
      Object.assign(job, { wantedBy: this.#owners.id, inLine: true });
    }
    return async () => {
      for (const job of jobs) {
        job.inLine = false;
        if (job.ledger.state !== 'planned' || !this.#jobs.has(job.stored.jobId)) continue;
        job.wantedBy = '';
        // Where the disk does not take it, the end of this process says the same.
        await this.#store.setWanted(job.stored.jobId, '').catch(() => undefined);
        this.#changed(job.stored.jobId);
      }
    };
  }

  start(jobId: string, sender: Sender, control: RunControl = {}): Promise<RunResult> {
    return this.#run(jobId, sender, control);
  }

  resume(jobId: string, sender: Sender, control: RunControl = {}): Promise<RunResult> {
    return this.#run(jobId, sender, control);
  }

  async #run(jobId: string, sender: Sender, control: RunControl): Promise<RunResult> {
    if (this.#runs.has(jobId))
      throw new UploadError(
        'locked',
        t(
          'The upload of {0} is under way. Wait for its end, or cancel it first.',
          this.#filesOf(jobId),
        ),
      );
    const stop = new Stop();
    const result = this.#perform(jobId, sender, control, stop);
    this.#runs.set(jobId, { stop, result });
    try {
      return await result;
    } finally {
      this.#runs.delete(jobId);
      this.#throttles.get(jobId)?.flush();
      this.#throttles.delete(jobId);
      this.#forgetFields();
    }
  }

  async #perform(
    jobId: string,
    sender: Sender,
    control: RunControl,
    stop: Stop,
  ): Promise<RunResult> {
    const job = await this.#find(jobId);
    if (job.atEnd) throw atItsEnd(job);
    const throttle = new Throttle(TELL_EVERY, () => {
      control.onProgress?.(job.progress());
      for (const listener of this.#listeners) listener(jobId);
    });
    this.#throttles.set(jobId, throttle);
    return new Run(
      job,
      sender,
      control,
      stop,
      this.#parts((state) => (state ? throttle.flush() : throttle.call())),
    ).result();
  }

  #parts(changed: RunParts['changed']): RunParts {
    const { workerPath, l10n, log, retryEvery, cancelWait } = this.options;
    return {
      store: this.#store,
      owners: this.#owners,
      locks: this.#locks,
      workerPath,
      l10n,
      now: this.#now,
      log: log ?? (() => undefined),
      retryEvery: retryEvery ?? RETRY_EVERY,
      cancelWait: cancelWait ?? CANCEL_WAIT,
      openJournal: this.seams.openJournal,
      changed,
    };
  }

  async cancel(jobId: string): Promise<void> {
    await this.#stop([jobId], 'cancelled', this.options.cancelWait ?? CANCEL_WAIT);
  }

  async signedOut(origin: string, clientId: string): Promise<void> {
    const running = await Promise.all(
      [...this.#runs.keys()].map((jobId) => this.#find(jobId).catch(() => undefined)),
    );
    const theirs = running.flatMap((job) =>
      job?.stored.target.origin === origin && job.stored.target.clientId === clientId
        ? [job.stored.jobId]
        : [],
    );
    await this.#stop(theirs, 'signedOut', this.options.cancelWait ?? CANCEL_WAIT);
  }

  async #stop(jobIds: readonly string[], reason: StopReason, wait: number): Promise<void> {
    const runs = jobIds.flatMap((jobId) => this.#runs.get(jobId) ?? []);
    for (const { stop } of runs) stop.request(reason, wait);
    await Promise.allSettled(runs.map(({ result }) => result));
  }

  async discard(jobId: string): Promise<void> {
    const job = await this.#find(jobId).catch(() => undefined);
    if (
      job &&
      (this.#runs.has(jobId) || job.summary(this.#owners, this.#locks, this.#now()).elsewhere)
    ) {
      throw new UploadError(
        'locked',
        t(
          'The upload of {0} is under way. Wait for its end, or cancel it first.',
          this.#filesOf(jobId),
        ),
      );
    }
    await this.#store.remove(jobId);
    this.#jobs.delete(jobId);
    this.#broken.delete(jobId);
    this.#changed(jobId);
  }

  jobs(): JobSummary[] {
    const all = [
      ...this.#broken.values(),
      ...[...this.#jobs.values()].map((job) => this.#summary(job)),
    ];
    return all.sort((a, b) => Date.parse(b.plannedAt) - Date.parse(a.plannedAt));
  }

  job(jobId: string): JobSummary | undefined {
    const job = this.#jobs.get(jobId);
    return job ? this.#summary(job) : this.#broken.get(jobId);
  }

  #summary(job: Job): JobSummary {
    return job.summary(this.#owners, this.#locks, this.#now());
  }

  onDidChange(listener: (jobId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** For messages. */
  #filesOf(jobId: string): string {
    return fileNamesOf(this.job(jobId)?.files ?? []) || jobId;
  }

  #changed(jobId: string): void {
    for (const listener of this.#listeners) listener(jobId);
  }

  serverFindings(jobId: string): readonly Finding[] {
    return this.#jobs.get(jobId)?.serverFindings ?? [];
  }

  async mapSamples(jobId: string, chunk: number, samples: readonly string[]): Promise<Finding[]> {
    return traceSamples(
      await this.#find(jobId),
      chunk,
      samples,
      this.#parts(() => undefined),
    );
  }

  async findRefused(
    jobId: string,
    sender: Sender,
    control: { maxCalls?: number; signal?: AbortSignal } = {},
  ): Promise<{ findings: Finding[]; calls: number; left: number }> {
    const job = await this.#find(jobId);
    if (this.#runs.has(jobId))
      throw new UploadError(
        'locked',
        t(
          'The upload of {0} is under way. Wait for its end, or cancel it first.',
          this.#filesOf(jobId),
        ),
      );
    return searchRefused(
      job,
      sender,
      control,
      this.#parts(() => this.#changed(jobId)),
    );
  }

  refuseBusy(origin: string, segmentId: string): void {
    if (this.#locks.holder(origin, segmentId) !== undefined) throw busy(segmentId);
  }

  async emptyList(
    origin: string,
    segmentId: string,
    clear: (options: Pick<CallOptions, 'mayTry'>) => Promise<void>,
  ): Promise<void> {
    const lock = await this.#noting(() => this.#locks.take(origin, segmentId, ''));
    if (lock === undefined) throw busy(segmentId);
    try {
      // Before the call: it may be done without an answer.
      const takeBack = await this.#noting(() =>
        this.#store.willEmpty(origin, segmentId, '', this.#now()),
      );
      try {
        await clear({ mayTry: () => lock.held });
      } catch (error) {
        if (!(error instanceof ApiError && error.outcome === 'notDone'))
          await this.#forgetList(origin, segmentId);
        else if (lock.held) await takeBack();
        else throw busy(segmentId);
        throw error;
      }
      await this.#forgetList(origin, segmentId);
    } finally {
      lock.release();
    }
  }

  /** Words what the disk refused of a clear. */
  async #noting<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      throw new UploadError(
        error.code,
        t(
          'The disk that the extension stores its data on cannot be written, so uploads could not be told of the clear. Nothing was cleared. Free some space and try again.',
        ),
      );
    }
  }

  async segmentChanged(origin: string, segmentId: string): Promise<void> {
    // The change is made: that the disk is full is no failure of it.
    await this.#store
      .willEmpty(origin, segmentId, '', this.#now())
      .catch(() => this.options.log?.('uploads: a change of a segment is not noted'));
    await this.#forgetList(origin, segmentId);
  }

  /**
   * What was last uploaded there is known no longer; where no job is left, nobody has to know what
   * happened since.
   */
  async #forgetList(origin: string, segmentId: string): Promise<void> {
    await this.#store.remember(origin, segmentId, undefined);
    await this.refresh();
    const concerns = [...this.#jobs.values()].some(
      ({ stored: { target } }) => target.origin === origin && target.segmentId === segmentId,
    );
    if (!concerns) await this.#store.setListState(origin, segmentId, undefined);
  }

  async refresh(): Promise<void> {
    const ids = await this.#store.ids();
    for (const jobs of [this.#jobs, this.#broken]) {
      for (const jobId of jobs.keys())
        if (!ids.includes(jobId) && !this.#runs.has(jobId)) jobs.delete(jobId);
    }
    for (const jobId of ids) {
      if (!this.#runs.has(jobId)) await this.#load(jobId).catch(() => undefined);
    }
  }

  async dispose(): Promise<void> {
    await this.#stop([...this.#runs.keys()], 'disposed', DISPOSE_WAIT);
    this.#owners.disappear();
    this.#listeners.clear();
  }

  /** A job from memory, else from disk. */
  async #find(jobId: string): Promise<Job> {
    return this.#jobs.get(jobId) ?? this.#load(jobId);
  }

  async #load(jobId: string): Promise<Job> {
    if (typeof jobId !== 'string') throw unknownJob(jobId);
    try {
      const loaded = await this.#store.load(jobId);
      const known = this.#jobs.get(jobId);
      if (known && !this.#runs.has(jobId)) known.reload(loaded);
      const job = known ?? new Job(loaded);
      this.#jobs.set(jobId, job);
      this.#broken.delete(jobId);
      return job;
    } catch (error) {
      const remains = await this.#store.remains(jobId);
      if (remains && !this.#jobs.has(jobId))
        this.#broken.set(jobId, summaryOfBroken(jobId, remains));
      // What its files say makes no job.
      throw error instanceof UploadError ? error : brokenJournal(jobId);
    }
  }

  /**
   * Another window may have begun it anew, and wait for its segment: until its turn comes the
   * journal tells its last end only.
   */
  #waitsElsewhere(jobId: string): boolean {
    const by = this.#jobs.get(jobId)?.wantedBy;
    return by !== undefined && by !== this.#owners.id && this.#owners.isAlive(by);
  }

  async #prune(): Promise<void> {
    const asked = (jobId: string): boolean => {
      const by = this.#jobs.get(jobId)?.stored.plannedBy;
      return by === undefined || this.#owners.isAlive(by);
    };
    // Of one that cannot be read nobody knows.
    const touched = (jobId: string): boolean => this.#jobs.get(jobId)?.ledger.touched ?? true;
    const stateOf = (jobId: string): string => {
      const { state, startedAt, finishedAt, calls, elsewhere } = this.job(jobId) ?? {};
      return [state, startedAt, finishedAt, calls, elsewhere].join();
    };
    for (const jobId of this.#store.superfluous(this.jobs(), this.#now(), asked, touched)) {
      if (this.#runs.has(jobId)) continue;
      const known = stateOf(jobId);
      // Another window may have begun it since this one read it.
      await this.#load(jobId).catch(() => undefined);
      if (stateOf(jobId) !== known || this.#waitsElsewhere(jobId)) continue;
      await this.#store.remove(jobId).catch(() => undefined);
      this.#jobs.delete(jobId);
      this.#broken.delete(jobId);
    }
  }
}

function busy(segmentId: string): UploadError {
  return new UploadError(
    'locked',
    t(
      'An upload to segment {0} is under way. Wait for it to end or cancel it, then clear the segment.',
      segmentId,
    ),
  );
}
