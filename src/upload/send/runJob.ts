import { t } from '@vscode/l10n';
import type { Patience } from '../../api/wire/patience';
import { Failure } from '../../common/failure';
import { fileNamesOf } from '../../common/messageText';
import type { RunControl, RunResult, Sender } from '../contract';
import type { StatisticsReading } from '../jobTypes';
import { isRemoval } from '../journal/chunkSlices';
import type { Job } from '../journal/job';
import { nothingToResumeError } from '../journal/outdated';
import { makeReport } from '../journal/report';
import { blockingError, hasNoOneToRemove, shrinkError } from '../safetyChecks';
import { countedSize, readSize, recentReading } from '../segmentSize';
import type { StopSignal } from '../stopSignal';
import { updateError } from '../update/updateRisks';
import { UploadError } from '../uploadError';
import type { ListReading } from '../uploadTypes';
import { ActivityTracker } from './activityTracker';
import { clearList, listChangedError, listOutdatedError } from './clearList';
import { lockSegment } from './lockSegment';
import { fileChangedError, looksChanged } from './openPlan';
import { LONGEST_DELAY, Pauses, waitOf } from './pauses';
import { PlanReaders } from './planReaders';
import { readList } from './readList';
import { recordEnd, storeLastUpload } from './recordEnd';
import type { RunContext, RunEnd } from './runContext';
import { RunJournal, takenOverError } from './runJournal';
import { ChunkSender, type SendResult } from './sendChunks';
import { suppressionChangedError } from './suppressionChanged';
import { countUnlocatedRejections } from './unlocatedRejections';
import { addsOpenError, keepCopy } from './updateRun';

/** One run of a job: from locking the segment to the report. */
export class Run {
  readonly #activity: ActivityTracker;
  readonly #journal: RunJournal;
  readonly #readers: PlanReaders;
  readonly #pauses: Pauses;
  /** An earlier run of the job had begun. */
  #isResumed = false;
  /** The safety checks have passed. */
  #checksPassed = false;
  /** Another process took over the segment before this run ended. */
  #takenOver = false;

  /** `onChange`: something about the job changed; with `now`, to be shown without throttling. */
  constructor(
    private readonly job: Job,
    private readonly sender: Sender,
    private readonly control: RunControl,
    private readonly stop: StopSignal,
    private readonly context: RunContext,
    onChange: (now?: 'now') => void,
  ) {
    const { store, processes, openPlan, now, retryEvery } = context;
    this.#activity = new ActivityTracker(job, stop, control.rateLimiter, now, onChange);
    this.#journal = new RunJournal(job, store, processes.id, stop, now, onChange);
    this.#readers = new PlanReaders(job, openPlan, control.content, stop);
    this.#pauses = new Pauses(retryEvery, this.#patience);
  }

  get #patience(): Patience | undefined {
    return this.control.autoResume ? this.control.patience : undefined;
  }

  get #longestDelay(): number | undefined {
    return this.control.autoResume ? LONGEST_DELAY : undefined;
  }

  async result(): Promise<RunResult> {
    const { job, context } = this;
    if (await this.#hasNothingToDo()) return emptyResult(job, context.now());
    const unwatch = this.#activity.watch();
    try {
      await this.#finish(await this.#perform(await this.#takeTurn()));
    } finally {
      unwatch();
      const closing = this.#readers.close();
      // The stop already ended them; don't wait for one that is in the middle of a read.
      if (!this.stop.requested) await closing;
      await this.#journal.close();
      if (job.ledger.startedAt === undefined && !this.#journal.isLost) await this.#resetAssignee();
      this.#journal.release();
      this.#activity.end();
    }
    const report = job.report(context.now());
    return {
      report: this.#takenOver
        ? { ...report, state: 'failed', error: takenOverError(job).toJSON() }
        : report,
      serverFindings: job.serverFindings,
      unnamed: countUnlocatedRejections(job),
    };
  }

  /** Whether there is no one to remove, unless people were added to the files since they were checked. */
  async #hasNothingToDo(): Promise<boolean> {
    const { job, control } = this;
    if (!control.mayBeEmpty || !hasNoOneToRemove(job.stored)) return false;
    const isVirtual = job.stored.files.some(({ path }) => path === undefined);
    return isVirtual || !(await looksChanged(job));
  }

  /**
   * Locks the segment, queueing behind other jobs, and opens the journal; false if stopped before.
   */
  async #takeTurn(): Promise<boolean> {
    const { job, context } = this;
    const { store, processes, locks, openJournal } = context;
    processes.register();
    await store.setAssignee(job.stored.jobId, processes.id);
    job.assignee = processes.id;
    const lock = await lockSegment(
      job,
      locks,
      this.stop,
      (activity) => this.#activity.show(activity),
      this.#patience?.longest,
    );
    // Without the lock nothing may be written: the job may belong to another window.
    if (lock === undefined) return false;
    this.#activity.show({ state: 'running', phase: 'reading' });
    await this.#journal.setLock(lock);
    if (job.isOver(this.control)) throw nothingToResumeError(job);
    this.#isResumed = job.ledger.startedAt !== undefined;
    await this.#journal.open(openJournal);
    return true;
  }

  /** Runs the job and turns every failure into an end. */
  async #perform(hasTurn: boolean): Promise<RunEnd> {
    try {
      if (!hasTurn) return this.#stoppedEnd();
      await this.#journal.begin();
      // Whatever others have done to the segment: the next run says that.
      if (this.stop.requested) return this.#stoppedEnd();
      const outdated = await listOutdatedError(this.job, this.context.store);
      if (outdated) throw outdated;
      return await this.#attemptUntilDone();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (this.stop.requested && error.code === 'worker') return this.#stoppedEnd();
      return { state: 'failed', error: error.toJSON() };
    }
  }

  async #attemptUntilDone(): Promise<RunEnd> {
    // Its process ended between the last response and the end: the files aren't needed to finish.
    if (this.job.lacksOnlyEndEntry) return this.#doneEnd();
    for (;;) {
      const outcome = this.stop.requested ? ({ end: 'stopped' } as const) : await this.#attempt();
      if (outcome.end === 'done') return this.#doneEnd();
      if (outcome.end === 'stopped') return this.#stoppedEnd();
      const wait =
        outcome.waits && this.control.autoResume
          ? this.#pauses.next(outcome.error, this.job.ledger.progress().callsDone)
          : undefined;
      if (wait === undefined) return { state: 'failed', error: outcome.error.toJSON() };
      await this.#pause(outcome.error, wait);
      if (this.stop.requested) return this.#stoppedEnd();
      await this.#journal.begin('pause');
    }
  }

  /**
   * Everything was sent. The ledger has the result, unless the list was cleared in the meantime.
   */
  async #doneEnd(): Promise<RunEnd> {
    const error = await listChangedError(this.job, this.context.store);
    return error ? { state: 'failed', error: error.toJSON() } : this.job.ledger.endState();
  }

  #stoppedEnd(): RunEnd {
    if (this.stop.reason === 'disposed') return { state: 'interrupted' };
    if (this.stop.reason !== 'signedOut') return { state: 'cancelled' };
    const error = new UploadError(
      'signed-out',
      t(
        'The upload of {0} was paused because its account was signed out. Sign in again, then resume it.',
        fileNamesOf(this.job.stored.files),
      ),
    );
    return { state: 'paused', error: error.toJSON() };
  }

  async #attempt(): Promise<SendResult> {
    const { job, sender, stop } = this;
    const { store, now } = this.context;
    const { target, options } = job.stored;
    await this.#requireSameLists(this.#isResumed);
    try {
      if (!this.#checksPassed) await this.#runSafetyChecks();
      this.#checksPassed = true;
    } catch (error) {
      if (!(error instanceof Failure) || error.retryAfter === undefined) throw error;
      return { end: 'failed', error, waits: true };
    }
    // Reading the size, or a pause, may have taken hours.
    await this.#requireSameLists();
    if (job.mustClear && (await looksChanged(job))) await this.#readers.verify();
    if (stop.requested) return { end: 'stopped' };
    const blocker = await this.#findBlocker();
    if (blocker) throw blocker;
    await keepCopy(job);
    if (job.mustClear) {
      this.#activity.show({ state: 'running', phase: 'clearing' });
      const outcome = await clearList(
        job,
        sender,
        store,
        this.#journal,
        stop,
        now,
        this.#longestDelay,
      );
      await this.context.onListChange();
      if (outcome) return outcome;
    }
    const when = job.ledger.mayHaveChangedList ? 'midway' : 'before';
    // After the clear, which begins the record of what the list contains.
    await store.lists.recordChange(target.origin, target.segmentId, job.stored, when);
    this.#activity.show({ state: 'running', phase: 'sending' });
    const added = await this.#send(false);
    const removes = options.operation === 'update' || job.chunks.some((chunk) => chunk.removes);
    return added.end === 'done' && removes ? this.#remove() : added;
  }

  /** See `suppressionChangedError`. */
  async #requireSameLists(isThorough = false): Promise<void> {
    const { store, now } = this.context;
    const error = await suppressionChangedError(this.job, store, isThorough, now());
    if (error) throw error;
  }

  /** Once all of the file is in the segment, so that no one in both files is ever missing. */
  async #remove(): Promise<SendResult> {
    const { job, stop } = this;
    if (job.ledger.openRequests((slice) => !isRemoval(slice)) > 0)
      return { end: 'failed', error: addsOpenError(job), waits: false };
    if (stop.requested && job.ledger.openSlices(true).length > 0) return { end: 'stopped' };
    return this.#send(true);
  }

  /**
   * Everything that may stop a job before its first request. The error has a `retryAfter` if this
   * should be tried again then.
   */
  async #runSafetyChecks(): Promise<void> {
    const { job, control, stop } = this;
    const { store, now } = this.context;
    const { origin, segmentId } = job.stored.target;
    const { options: planned } = job.stored;
    const { maxRefused = planned.maxRefused, minKept = planned.minKept } = control;
    const options = { ...planned, maxRefused, minKept };
    const blocking = blockingError({ ...job.stored, options }) ?? updateError(job.stored, options);
    if (blocking) throw blocking;
    await this.#readers.open();
    // As long as nothing was changed, the list is read anew: a job may start days after an earlier
    // try, and after a possible clear another upload may have filled the list.
    if (options.removal !== undefined || (job.ledger.mayHaveChangedList && !job.mustClear)) return;
    const reading = await this.#readList('before');
    if (stop.requested) return;
    const facts = {
      current: readSize(reading) ?? recentReading(job.stored.listReading, now()),
      earlier: control.lastKnown,
      last: await store.lists.lastUpload(origin, segmentId),
      now: now(),
    };
    const size = countedSize(facts, options.operation);
    const shrinks = shrinkError({ ...job.stored, options }, size, reading);
    if (shrinks) throw shrinks;
  }

  #readList(when: StatisticsReading['when']): Promise<ListReading> {
    const { now, log, retryEvery } = this.context;
    return readList(when, this.job, this.sender, this.#journal, {
      signal: this.stop.soft,
      maxWait: retryEvery,
      now,
      log,
    });
  }

  /**
   * Why nothing more may be sent: another process holds the segment, what was sent is no longer in the
   * list, or a suppression list has changed.
   */
  async #findBlocker(): Promise<UploadError | undefined> {
    const { job } = this;
    const { store, now } = this.context;
    if (this.#journal.checkLost()) return takenOverError(job);
    return (
      (await listChangedError(job, store)) ?? suppressionChangedError(job, store, false, now())
    );
  }

  async #send(removals: boolean): Promise<SendResult> {
    const { job, sender, stop } = this;
    const [journal, readers] = [this.#journal, this.#readers];
    if (readers.count === 0) throw takenOverError(job);
    const chunkSender = new ChunkSender({
      segmentId: job.stored.target.segmentId,
      sender,
      ledger: job.ledger,
      removals,
      record: (entries) => journal.record(entries),
      ...readers.bodies(),
      buildAhead: readers.count,
      concurrency: job.stored.options.concurrency,
      findBlocker: () => this.#findBlocker(),
      mayTry: () => !journal.checkLost(),
      longestDelay: this.#longestDelay,
      stop,
      onSamples: (slice, samples) => readers.keepSamples(slice, samples),
    });
    return (await readers.unlessStopped(() => chunkSender.run())) ?? { end: 'stopped' };
  }

  async #pause(error: Failure, wait: number): Promise<void> {
    const { now, log } = this.context;
    const waitUntil = now() + wait;
    await this.#journal.record([{ t: 'end', at: now(), state: 'paused', error: error.toJSON() }]);
    log(`paused (${error.code})`);
    this.#activity.show({
      state: 'paused',
      phase: 'waiting',
      ...waitOf(error, this.control.rateLimiter?.quota),
      waitUntil,
    });
    await this.stop.pause(wait);
  }

  /**
   * Records the end first, then does what takes time: storing the last upload, a second reading,
   * tracing samples.
   */
  async #finish(sent: RunEnd): Promise<void> {
    const { job } = this;
    const { now, log } = this.context;
    // Before the end: a job that is called finished has told the others.
    const end = await recordEnd(job, sent, this.context, () => this.#journal.holdsLock);
    const warning = end.state === 'finished' ? await fileChangedError(job) : undefined;
    try {
      await this.#journal.record([
        ...(warning ? [{ t: 'warning', warning } as const] : []),
        { t: 'end', at: now(), ...end },
      ]);
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      if (this.#journal.isLost) return this.#yieldToOther();
      // The end can't be written: this process still shows it, and after a restart the job counts
      // as interrupted.
      job.ledger.apply({
        t: 'end',
        at: now(),
        ...end,
        state: 'failed',
        error: end.error ?? error.toJSON(),
      });
    }
    log(`${end.state}${end.error ? ` (${end.error.code})` : ''}`);
    if (job.ledger.state === 'finished') {
      await storeLastUpload(job, this.context.store, now()).catch(() => log('not remembered'));
      if (job.stored.options.removal === undefined)
        await this.#readList('after').catch(() => log('the reading is not kept'));
    }
    await this.#readers.unlessStopped(async () =>
      job.addServerFindings(await this.#readers.traceSamples()),
    );
  }

  /** The process that took over reports the end: what it has written so far is the job's state. */
  async #yieldToOther(): Promise<void> {
    this.#takenOver = true;
    this.context.log('taken over');
    await this.#journal.reload().catch(() => undefined);
  }

  /**
   * Nothing of this run is in the journal, because it ended in the queue or the disk is full.
   * If cancelled, the job is a plan again; otherwise it is resumable, without an assignee.
   */
  async #resetAssignee(): Promise<void> {
    const wasCancelled = this.stop.requested && this.#stoppedEnd().state === 'cancelled';
    await this.context.store
      .setAssignee(this.job.stored.jobId, wasCancelled ? undefined : '')
      .catch(() => undefined);
  }
}

function emptyResult({ stored, ledger }: Job, now: number): RunResult {
  const report = { ...makeReport(stored, ledger, now), state: 'finished' as const };
  return { report, serverFindings: [], unnamed: [] };
}
