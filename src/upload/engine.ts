import { Later } from '../common/later';
import type {
  EngineOptions,
  PlanControl,
  RunControl,
  RunResult,
  Sender,
  Uploads,
} from './contract';
import type { JobSummary, LeftOutFile } from './jobTypes';
import { Job } from './journal/job';
import { Jobs } from './journal/jobs';
import type { OpenJournal } from './journal/journal';
import { jobBusyError, Locks, segmentBusyError, type Lock } from './journal/locks';
import { nothingToResumeError } from './journal/outdated';
import { Processes } from './journal/processes';
import type { RequestState } from './journal/requestStates';
import { Store } from './journal/store';
import { makePlan, toPlan } from './makePlan';
import type { KeepOutTask, KeptOutLines, ReadPeople } from './people/peopleTypes';
import { SegmentChanges } from './segmentChanges';
import { findRejected, traceSamples } from './send/findRejected';
import { isUnchanged, openPlan, type OpenPlan } from './send/openPlan';
import type { RunContext } from './send/runContext';
import { Run } from './send/runJob';
import { StopSignal, type StopReason } from './stopSignal';
import { UpdatedLists } from './update/updatedLists';
import type { Finding, Plan, SourceFile, Target, UploadOptions } from './uploadTypes';
import { checkProgress, orCancelled, runInWorker } from './worker/runInWorker';
import { WorkerClient, type StartWorker } from './worker/workerClient';

const RETRY_EVERY = 60_000;
const CANCEL_WAIT = 10_000;
/** VS Code gives an extension five seconds to deactivate. */
const DISPOSE_WAIT = 1_500;
const NOTIFY_EVERY = 200;

/** System dependencies that tests replace. */
export interface EngineSeams {
  openJournal?: OpenJournal;
}

/**
 * The engine behind every way to start an upload: plan → journal → send → report. See `Uploads`.
 */
export class UploadEngine implements Uploads {
  readonly updates: UpdatedLists;
  readonly #store: Store;
  readonly #processes: Processes;
  readonly #locks: Locks;
  readonly #jobs: Jobs;
  /** Filled as soon as a run is requested, so that a stop right after it takes effect. */
  readonly #runs = new Map<string, { stop: StopSignal; result: Promise<RunResult> }>();
  readonly #listeners = new Set<(jobId: string) => void>();
  readonly #throttles = new Map<string, Later>();
  readonly #now: () => number;
  readonly #startWorker: StartWorker;
  readonly #openPlan: OpenPlan;
  readonly #changes: SegmentChanges;

  constructor(
    private readonly options: EngineOptions,
    private readonly seams: EngineSeams = {},
  ) {
    const { storageDir, workerPath, l10n, now } = options;
    this.#now = now ?? Date.now;
    this.#store = new Store(storageDir);
    this.updates = new UpdatedLists(this.#store.lists, (what) => options.log?.(what));
    this.#processes = new Processes(storageDir);
    this.#locks = new Locks(storageDir, this.#processes);
    this.#jobs = new Jobs(this.#store, this.#processes, this.#locks, this.#now, (jobId) =>
      this.#runs.has(jobId),
    );
    this.#startWorker = (files) => new WorkerClient(workerPath, l10n, files);
    this.#openPlan = (job, content) => openPlan(job, content, this.#store, this.#startWorker);
    this.#changes = new SegmentChanges({
      ...{ store: this.#store, locks: this.#locks, jobs: this.#jobs, updates: this.updates },
      now: this.#now,
      notify: (jobId) => this.#notify(jobId),
      refreshList: (list) => this.#refreshList(list),
      log: options.log,
    });
  }

  async plan(
    files: readonly SourceFile[],
    target: Target,
    options: UploadOptions,
    control: PlanControl = {},
  ): Promise<Plan> {
    const { isCheck = false } = control;
    if (!isCheck) this.#processes.register();
    const result = await makePlan(files, target, options, control, {
      store: this.#store,
      owner: this.#processes.id,
      startReader: this.#startWorker,
      sent: this.#jobs.filesSentTo(target),
      now: this.#now,
      isKeptOut: this.options.isKeptOut,
    });
    if (isCheck) return toPlan(result, undefined);
    const job = new Job({ job: result.job, chunks: result.chunks, entries: [] });
    job.findings = result.findings;
    job.contents = result.contents;
    job.fields = result.fields;
    this.#jobs.add(job);
    this.#notify(job.stored.jobId);
    await this.#jobs.prune();
    return this.planOf(job.stored.jobId);
  }

  async readPeople(
    ...[files, columns, control = {}]: Parameters<Uploads['readPeople']>
  ): Promise<ReadPeople> {
    const { before, signal, onProgress } = control;
    const key = await this.#store.fingerprintKey();
    return orCancelled(files, signal, () =>
      runInWorker<'people'>(
        this.#startWorker,
        files,
        { task: 'people', job: { files, columns, key, before } },
        {
          signal,
          onProgress: (read) => onProgress?.(checkProgress(read)),
        },
      ),
    );
  }

  async keepOut(task: Omit<KeepOutTask, 'key'>): Promise<KeptOutLines> {
    const job = { ...task, key: await this.#store.fingerprintKey() };
    return runInWorker(this.#startWorker, task.files, { task: 'keepOut', job }, {});
  }

  async planOf(jobId: string): Promise<Plan> {
    const job = await this.#jobs.find(jobId);
    const { origin, segmentId } = job.stored.target;
    return toPlan(
      { job: job.stored, chunks: [...job.chunks], findings: job.findings },
      await this.#store.lists.lastUpload(origin, segmentId),
    );
  }

  async isUnchanged(jobId: string): Promise<boolean> {
    return isUnchanged(await this.#jobs.find(jobId), this.#openPlan);
  }

  async enlist(jobIds: readonly string[]): Promise<(left?: readonly string[]) => Promise<void>> {
    this.#processes.register();
    const jobs = await Promise.all(jobIds.map((jobId) => this.#jobs.find(jobId)));
    for (const job of jobs) {
      await this.#store.setAssignee(job.stored.jobId, this.#processes.id);
      job.assignee = this.#processes.id;
      job.isQueuedHere = true;
      if (jobs.length > 1 && job.batch === undefined) {
        await this.#store.setBatch(job.stored.jobId, jobIds);
        job.batch = jobIds;
      }
      this.#notify(job.stored.jobId);
    }
    return async (left = jobIds) => {
      for (const job of jobs) {
        if (!left.includes(job.stored.jobId)) continue;
        job.isQueuedHere = false;
        if (job.ledger.state !== 'planned' || this.#jobs.get(job.stored.jobId) === undefined)
          continue;
        job.assignee = '';
        // On a full disk, the end of this process has the same effect.
        await this.#store.setAssignee(job.stored.jobId, '').catch(() => undefined);
        this.#notify(job.stored.jobId);
      }
    };
  }

  async recordLeftOut(jobIds: readonly string[], files: readonly LeftOutFile[]): Promise<void> {
    for (const jobId of jobIds) {
      const job = await this.#jobs.find(jobId);
      job.leftOut = await this.#store.setLeftOut(jobId, files);
      this.#notify(jobId);
    }
  }

  async recordSkipped(jobId: string, code: string): Promise<void> {
    const job = await this.#jobs.find(jobId);
    await this.#store.setSkipped(jobId, job.skip(code));
    this.#notify(jobId);
  }

  async run(jobId: string, sender: Sender, control: RunControl = {}): Promise<RunResult> {
    this.#assertNotRunning(jobId);
    const stop = new StopSignal();
    const { signal } = control;
    const cancel = (): void => stop.request('cancelled', this.#cancelWait);
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const result = this.#perform(jobId, sender, control, stop);
    this.#runs.set(jobId, { stop, result });
    try {
      return await result;
    } finally {
      signal?.removeEventListener('abort', cancel);
      stop.done();
      this.#runs.delete(jobId);
      this.#throttles.get(jobId)?.flush();
      this.#throttles.delete(jobId);
      this.#jobs.trimFields();
    }
  }

  async #perform(
    jobId: string,
    sender: Sender,
    control: RunControl,
    stop: StopSignal,
  ): Promise<RunResult> {
    const job = await this.#jobs.find(jobId);
    if (job.isOver(control)) throw nothingToResumeError(job);
    const throttle = new Later('every', NOTIFY_EVERY, () => {
      control.onProgress?.(job.progress());
      this.#notify(jobId);
    });
    this.#throttles.set(jobId, throttle);
    const context: RunContext = {
      store: this.#store,
      processes: this.#processes,
      locks: this.#locks,
      openPlan: this.#openPlan,
      openJournal: this.seams.openJournal,
      now: this.#now,
      log: (what) => this.options.log?.(`upload ${jobId}: ${what}`),
      onListChange: () => this.#refreshList(job.stored.target),
      retryEvery: this.options.retryEvery ?? RETRY_EVERY,
    };
    return new Run(job, sender, control, stop, context, (now) =>
      now ? throttle.flush() : throttle.call(),
    ).result();
  }

  get #cancelWait(): number {
    return this.options.cancelWait ?? CANCEL_WAIT;
  }

  async cancel(jobId: string): Promise<void> {
    await this.#stop([jobId], 'cancelled', this.#cancelWait);
  }

  retryNow(jobId: string): void {
    this.#runs.get(jobId)?.stop.wake();
  }

  async stopForSignOut(origin: string, clientId: string): Promise<void> {
    const running = await Promise.all(
      [...this.#runs.keys()].map((jobId) => this.#jobs.find(jobId).catch(() => undefined)),
    );
    const jobIds = running.flatMap((job) =>
      job?.stored.target.origin === origin && job.stored.target.clientId === clientId
        ? [job.stored.jobId]
        : [],
    );
    await this.#stop(jobIds, 'signedOut', this.#cancelWait);
  }

  async #stop(jobIds: readonly string[], reason: StopReason, wait: number): Promise<void> {
    const runs = jobIds.flatMap((jobId) => this.#runs.get(jobId) ?? []);
    for (const { stop } of runs) stop.request(reason, wait);
    await Promise.allSettled(runs.map(({ result }) => result));
  }

  async discard(jobId: string): Promise<void> {
    this.#assertNotRunning(jobId);
    await this.#jobs.find(jobId).catch(() => undefined);
    if (this.job(jobId)?.elsewhere) throw jobBusyError(this.job(jobId)?.files, jobId);
    await this.#jobs.remove(jobId);
    this.#notify(jobId);
  }

  jobs(removal?: string): JobSummary[] {
    return this.#jobs.summaries(removal);
  }

  job(jobId: string): JobSummary | undefined {
    return this.#jobs.summary(jobId);
  }

  requests(jobId: string): RequestState[] {
    return this.#jobs.get(jobId)?.requests() ?? [];
  }

  onDidChange(listener: (jobId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #assertNotRunning(jobId: string): void {
    if (this.#runs.has(jobId)) throw jobBusyError(this.job(jobId)?.files, jobId);
  }

  #notify(jobId: string): void {
    for (const listener of this.#listeners) listener(jobId);
  }

  serverFindings(jobId: string): readonly Finding[] {
    return this.#jobs.get(jobId)?.serverFindings ?? [];
  }

  async traceSamples(jobId: string, chunk: number, samples: readonly string[]): Promise<Finding[]> {
    return traceSamples(await this.#jobs.find(jobId), chunk, samples, this.#openPlan);
  }

  async findRejected(
    jobId: string,
    sender: Sender,
    control: { maxCalls?: number; signal?: AbortSignal } = {},
  ): Promise<{ findings: Finding[]; calls: number; left: number }> {
    const job = await this.#jobs.find(jobId);
    this.#assertNotRunning(jobId);
    try {
      return await findRejected(job, sender, control, {
        locks: this.#locks,
        store: this.#store,
        openPlan: this.#openPlan,
        openJournal: this.seams.openJournal,
      });
    } finally {
      this.#notify(jobId);
    }
  }

  async sentEntry({
    origin,
    segmentId,
  }: Pick<Target, 'origin' | 'segmentId'>): ReturnType<Uploads['sentEntry']> {
    return (await this.#store.lists.state(origin, segmentId))?.entry;
  }

  async sentExport({
    origin,
    segmentId,
  }: Parameters<Uploads['sentExport']>[0]): ReturnType<Uploads['sentExport']> {
    return (await this.#store.lists.state(origin, segmentId))?.export;
  }

  recordExport(
    { origin, segmentId }: Parameters<Uploads['recordExport']>[0],
    found: Parameters<Uploads['recordExport']>[1],
  ): Promise<void> {
    return this.#store.lists.recordExport(origin, segmentId, found, this.#now());
  }

  assertNotBusy(origin: string, segmentId: string): void {
    if (this.#locks.holder(origin, segmentId) !== undefined) throw segmentBusyError(segmentId);
  }

  holdRemoval(id: string): Pick<Lock, 'isHeld' | 'release'> | undefined {
    return this.#locks.acquire('', id, '');
  }

  clearList(...args: Parameters<Uploads['clearList']>): Promise<void> {
    return this.#changes.clearList(...args);
  }

  recordSegmentChanges(origin: string, segmentIds: readonly string[]): Promise<void> {
    return this.#changes.record(origin, segmentIds);
  }

  /** Shows which jobs of a list are outdated. */
  async #refreshList({ origin, segmentId }: Pick<Target, 'origin' | 'segmentId'>): Promise<void> {
    for (const jobId of await this.#jobs.refreshList(origin, segmentId)) this.#notify(jobId);
  }

  refresh(): Promise<void> {
    return this.#jobs.refresh();
  }

  async dispose(): Promise<void> {
    await this.#stop([...this.#runs.keys()], 'disposed', DISPOSE_WAIT);
    this.#processes.unregister();
    this.#listeners.clear();
  }
}
