import { t } from '@vscode/l10n';
import { ApiError } from '../../api/errors';
import { READING_TIMEOUT } from '../../api/options';
import { Failure } from '../../common/failure';
import { fileNamesOf } from '../../common/told';
import type { RunControl, Sender } from '../contract';
import { UploadError } from '../error';
import { sentByForm } from '../hashForms';
import type { Job, Live } from '../journal/job';
import { Journal, readJournal, type Entry, type OpenJournal } from '../journal/journal';
import type { Lock, Locks } from '../journal/locks';
import type { Owners } from '../journal/processes';
import { iso } from '../journal/report';
import type { ListState, Store } from '../journal/store';
import { typeOf } from '../plan/chooseColumn';
import { listSize, recentFigure, refusalOf, shrinkOf } from '../safetyChecks';
import type { Stop } from '../stop';
import type { Finding, Reading, RunResult, WaitReason } from '../types';
import type { Reader } from '../worker/client';
import { asApiError, meaningOf } from './apiFailure';
import { buildersFor, changedMeanwhile, looksChanged, openReader } from './openPlan';
import { Sending, takenOver, type Outcome } from './sendChunks';
import { unnamedOf } from './unnamed';

export interface RunParts {
  store: Store;
  owners: Owners;
  locks: Locks;
  workerPath: string;
  l10n?: string;
  now: () => number;
  log: (line: string) => void;
  retryEvery: number;
  cancelWait: number;
  openJournal?: OpenJournal;
  /** Something about the job is different; `state`: told at once. */
  changed: (state?: 'state') => void;
}

/** How often a job that queues looks whether it is its turn, in milliseconds. */
const QUEUE_EVERY = 250;
/**
 * Values that the API named and that are traced to their rows at the end of a run; `findRefused`
 * finds the rest.
 */
const MAX_SAMPLES = 10_000;

type End = Extract<Entry, { t: 'end' }>;

/** One run of a job: from taking the segment's lock to the report. */
export class Run {
  #journal: Journal | undefined;
  #lock: Lock | undefined;
  /** The first one also answers questions. */
  #readers: Reader[] = [];
  #samples: { chunk: number; values: readonly string[] }[] = [];
  #samplesLeft = MAX_SAMPLES;
  /**
   * Pauses since a call was answered, but for the first; and the calls answered by the last pause.
   */
  #fruitless = 0;
  #doneBefore = -1;
  #paused = false;
  /** Nothing stops it before its first call. */
  #guarded = false;
  /** Another process has the segment: see `#isLost`. */
  #lost = false;
  /** Before its end. */
  #leaves = false;

  constructor(
    private readonly job: Job,
    private readonly sender: Sender,
    private readonly control: RunControl,
    private readonly stop: Stop,
    private readonly parts: RunParts,
  ) {}

  async result(): Promise<RunResult> {
    const { job, control, parts } = this;
    const cancel = (): void => this.stop.request('cancelled', parts.cancelWait);
    if (control.signal?.aborted) cancel();
    control.signal?.addEventListener('abort', cancel, { once: true });
    const unwatch = control.pacing?.onWait(() => this.#watchLimit());
    this.stop.soft.addEventListener('abort', () => job.live && this.#show(job.live), {
      once: true,
    });
    try {
      await this.#takeTurn();
      const end = await this.#perform();
      await this.#finish(end);
    } finally {
      unwatch?.();
      control.signal?.removeEventListener('abort', cancel);
      this.stop.done();
      const closed = Promise.all(this.#readers.map((reader) => reader.close()));
      // They were told to end then: one in the middle of a read is not waited for.
      if (!this.stop.requested) await closed;
      await this.#journal?.close();
      if (job.ledger.startedAt === undefined && !this.#lost) await this.#notBegun();
      this.#lock?.release();
      job.live = undefined;
      parts.changed();
    }
    const report = job.report(parts.now());
    return {
      report: this.#leaves
        ? { ...report, state: 'failed', error: takenOver(job.stored.files).toJSON() }
        : report,
      serverFindings: job.serverFindings,
      unnamed: unnamedOf(job),
    };
  }

  #show(live: Live): void {
    const { reason } = this.stop;
    // Whatever it waited for, it waits for answers only from then on.
    this.job.live =
      reason === undefined ? live : { state: live.state, phase: live.phase, stopping: reason };
    this.parts.changed('state');
    // A wait can be on already, begun by others of the same application.
    if (live.wait === undefined) this.#watchLimit();
  }

  #watchLimit(): void {
    const until = this.control.pacing?.waiting?.until;
    const { live } = this.job;
    if (until === undefined || live?.state !== 'running' || this.stop.requested) return;
    this.#show({ ...live, wait: 'limit', waitUntil: until });
    void this.stop.sleep(Math.max(0, until - this.parts.now())).then(() => {
      if (this.job.live?.wait === 'limit' && this.job.live.waitUntil === until)
        this.#show({ state: this.job.live.state, phase: this.job.live.phase });
    });
  }

  /** Takes the segment, waiting behind other jobs, and opens the journal. */
  async #takeTurn(): Promise<void> {
    const { job, parts } = this;
    const { target, jobId } = job.stored;
    parts.owners.appear();
    await parts.store.setWanted(jobId, parts.owners.id);
    job.wantedBy = parts.owners.id;
    while (
      (this.#lock = parts.locks.take(target.origin, target.segmentId, jobId)) === undefined &&
      !this.stop.requested
    ) {
      if (parts.locks.holder(target.origin, target.segmentId)?.jobId === jobId)
        throw new UploadError(
          'locked',
          t('Another window works on the upload of {0}. Follow it there.', this.#files),
        );
      if (job.live?.state !== 'queued')
        this.#show({ state: 'queued', phase: 'waiting', wait: 'queue' });
      await this.stop.sleep(QUEUE_EVERY);
    }
    // Without the lock nothing may be written: the job can be another window's.
    if (this.#lock === undefined) return;
    this.#show({ state: 'running', phase: 'reading' });
    // Another process may have worked on it since it was read.
    job.reload(await parts.store.load(jobId));
    if (job.atEnd) throw atItsEnd(job);
    this.#journal = await Journal.open(parts.store.journalPath(jobId), parts.openJournal);
  }

  /** Does what is to be done, however it ends. */
  async #perform(): Promise<Omit<End, 't' | 'at'>> {
    try {
      if (this.#lock === undefined) return this.#stopped();
      await this.#begin();
      return await this.#attempts();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (this.stop.requested && error.code === 'worker') return this.#stopped();
      return { state: 'failed', error: error.toJSON() };
    }
  }

  async #attempts(): Promise<Omit<End, 't' | 'at'>> {
    // Its process ended between the last answer and the end: no file is needed to say so.
    if (this.job.lacksEndOnly) return this.#end();
    for (;;) {
      const outcome = this.stop.requested ? ({ end: 'stopped' } as const) : await this.#attempt();
      if (outcome.end === 'done') return this.#end();
      if (outcome.end === 'stopped') return this.#stopped();
      if (!outcome.waits || !this.control.autoResume)
        return { state: 'failed', error: outcome.error.toJSON() };
      await this.#pause(outcome.error);
      if (this.stop.requested) return this.#stopped();
      await this.#begin('pause');
    }
  }

  async #begin(after?: 'pause'): Promise<void> {
    const list = await this.#listState();
    const mixed =
      list !== undefined && list.changedBy !== this.job.stored.jobId && this.job.ledger.touched;
    await this.#record([
      {
        t: 'run',
        at: this.parts.now(),
        owner: this.parts.owners.id,
        epoch: list?.epoch ?? 0,
        ...(mixed && { mixed }),
        ...(after && { after }),
      },
    ]);
    // One that was taken for dead may have written until now. From here on what it writes does not
    // count.
    if (after === undefined) await this.#readAgain();
  }

  async #readAgain(): Promise<void> {
    const { job, parts } = this;
    job.reload({
      entries: await readJournal(parts.store.journalPath(job.stored.jobId)),
      wantedBy: job.wantedBy,
    });
  }

  /**
   * Whether somebody took this process for dead, and the segment from it. Then nothing more is sent
   * or written, and calls on the wire end.
   */
  #isLost(): boolean {
    if (this.#lock === undefined || this.#lock.held) return this.#lost;
    this.#lost = true;
    this.stop.request('takenOver', 0);
    return true;
  }

  /**
   * A call may wait for minutes between two tries: what another process did meanwhile no repeat may
   * undo.
   */
  readonly #mayTry = (): boolean => !this.#isLost();

  /** All was sent: what that amounts to is in the ledger, unless the list was emptied under it. */
  async #end(): Promise<Omit<End, 't' | 'at'>> {
    const emptied = await this.#listEmptied();
    return emptied ? { state: 'failed', error: emptied.toJSON() } : this.job.ledger.outcome();
  }

  /**
   * Nothing of this run is in the journal: it was stopped in the queue, or the disk is full. What
   * was cancelled is a plan again; anything else is to be gone on with, by nobody in particular.
   */
  async #notBegun(): Promise<void> {
    const cancelled = this.stop.requested && this.#stopped().state === 'cancelled';
    await this.parts.store
      .setWanted(this.job.stored.jobId, cancelled ? undefined : '')
      .catch(() => undefined);
  }

  #stopped(): Omit<End, 't' | 'at'> {
    if (this.stop.reason === 'disposed') return { state: 'interrupted' };
    if (this.stop.reason !== 'signedOut') return { state: 'cancelled' };
    const error = new UploadError(
      'signed-out',
      t(
        'The upload of {0} was paused because its account was signed out. Sign in again and resume it.',
        this.#files,
      ),
    );
    return { state: 'paused', error: error.toJSON() };
  }

  /**
   * All that may stop a job before its first call. What it throws has a `retryAfter` where it is to
   * be asked again then.
   */
  async #guard(): Promise<void> {
    const { job, control, parts, sender } = this;
    const options = {
      ...job.stored.options,
      ...(control.maxRefused !== undefined && { maxRefused: control.maxRefused }),
      ...(control.minKept !== undefined && { minKept: control.minKept }),
    };
    const refusal = refusalOf({ ...job.stored, options });
    if (refusal) throw refusal;
    if (this.#readers.length === 0) await this.#openFiles();
    // Before anything was changed a reading is worth having anew: a job may be started days after
    // an earlier try, and of one that perhaps emptied the list another upload may have filled it
    // since.
    if (job.ledger.touched && !this.#clears) return;
    const { accountId, origin, segmentId } = job.stored.target;
    const reading = await this.#read('before', accountId, segmentId, sender);
    if (this.stop.requested) return;
    const identifiers = reading ?? recentFigure(job.stored.listReading, parts.now());
    const size = listSize({
      last: await parts.store.lastUpload(origin, segmentId),
      identifiers,
      earlier: control.lastKnown,
      now: parts.now(),
    });
    const shrink = shrinkOf({ ...job.stored, options }, size);
    if (shrink) throw shrink;
  }

  /** For messages. */
  get #files(): string {
    return fileNamesOf(this.job.stored.files);
  }

  #listState(): Promise<ListState | undefined> {
    const { origin, segmentId } = this.job.stored.target;
    return this.parts.store.listState(origin, segmentId);
  }

  /**
   * Why nothing more may be sent: another process has the segment, or what was sent is not in the
   * list any more.
   */
  async #obstacle(): Promise<UploadError | undefined> {
    return this.#isLost() ? takenOver(this.job.stored.files) : this.#listEmptied();
  }

  /** The rest alone would be neither the old content nor the new one. */
  async #listEmptied(): Promise<UploadError | undefined> {
    const { stored, ledger } = this.job;
    const list = await this.#listState();
    if (list?.emptied === undefined || list.emptied.by === stored.jobId || !ledger.touched)
      return undefined;
    // A journal of 0.1.0, or one that lacks its first line, tells times only.
    if (
      ledger.epoch === undefined
        ? list.emptied.at < (ledger.startedAt ?? 0)
        : (list.epoch ?? 0) === ledger.epoch
    )
      return undefined;
    return new UploadError(
      'list-emptied',
      t(
        'Another upload or a clear has emptied the list since, as far as is known, so that what the upload of {0} had sent is not in it any more. Nothing more was sent. Start over to send all of it.',
        this.#files,
      ),
    );
  }

  /** The list is still to be emptied. */
  get #clears(): boolean {
    return (
      this.job.stored.options.operation === 'replace' && this.job.ledger.clearedAt === undefined
    );
  }

  /**
   * Opens the plan in a worker. A replace must be sure of the whole file before it clears; else a
   * new size or time is looked into.
   */
  async #openFiles(): Promise<void> {
    const { job, parts, control } = this;
    const reader = await openReader(job, parts, control.content);
    this.#readers.push(reader);
    if (this.#clears || (await looksChanged(job))) await this.#verify(reader);
    while (this.#readers.length < buildersFor(job))
      this.#readers.push(await openReader(job, parts, control.content));
  }

  async #verify(reader: Reader): Promise<void> {
    const same = await this.#unlessStopped(() => reader.ask<'verify'>({ task: 'verify' }));
    if (same === false) {
      throw new UploadError(
        'file-changed',
        t(
          '{0} is not what was checked: it changed, or is not there any more. Nothing of the change was sent. Start over to check it again.',
          this.#files,
        ),
      );
    }
  }

  async #attempt(): Promise<Outcome> {
    const { job, sender } = this;
    const { target, options } = job.stored;
    try {
      if (!this.#guarded) await this.#guard();
      this.#guarded = true;
    } catch (error) {
      if (!(error instanceof Failure) || error.retryAfter === undefined) throw error;
      return { end: 'failed', error, waits: true };
    }
    // It may have waited for hours since.
    if (this.#paused && this.#clears && (await looksChanged(job)))
      await this.#verify(this.#readers[0]);
    if (this.stop.requested) return { end: 'stopped' };
    const obstacle = await this.#obstacle();
    if (obstacle) throw obstacle;
    await this.parts.store.willChange(target.origin, target.segmentId, job.stored.jobId);
    if (this.#clears) {
      const outcome = await this.#clear();
      if (outcome) return outcome;
    }
    this.#show({ state: 'running', phase: 'sending' });
    const readers = this.#readers;
    let turn = 0;
    // Memory of bodies goes round: new one for each would wait for the collector, megabytes of it.
    const free: SharedArrayBuffer[] = [];
    if (readers.length === 0) throw takenOver(job.stored.files);
    const sending = new Sending({
      segmentId: target.segmentId,
      sender,
      ledger: job.ledger,
      record: (entries) => this.#record(entries),
      build: (unit) =>
        readers[turn++ % readers.length].ask<'build'>({ task: 'build', unit, memory: free.pop() }),
      reuse: ({ buffer }) => free.push(buffer),
      ahead: readers.length,
      concurrency: options.concurrency,
      obstacle: () => this.#obstacle(),
      mayTry: this.#mayTry,
      stop: this.stop,
      onSamples: (unit, samples) => {
        if (unit.slot !== 'given' || this.#samplesLeft === 0) return;
        const values = samples.slice(0, this.#samplesLeft);
        this.#samplesLeft -= values.length;
        this.#samples.push({ chunk: unit.chunk, values });
      },
    });
    return (await this.#unlessStopped(() => sending.run())) ?? { end: 'stopped' };
  }

  /**
   * Empties the list. Repeated only while no add was sent: the ledger has none before `cleared`.
   */
  async #clear(): Promise<Outcome | undefined> {
    const { job, sender, parts } = this;
    this.#show({ state: 'running', phase: 'clearing' });
    const { jobId, target } = job.stored;
    const takeBack = await parts.store.willEmpty(
      target.origin,
      target.segmentId,
      jobId,
      parts.now(),
    );
    await this.#record([{ t: 'clearing', at: parts.now() }]);
    let k = 0;
    try {
      const { soft: noMore, hard: signal } = this.stop;
      await sender.clear(target.segmentId, {
        signal,
        noMore,
        mayTry: this.#mayTry,
        onTry: () => k++,
      });
      await this.#record([{ t: 'cleared', at: parts.now(), k }]);
      return undefined;
    } catch (error) {
      if (error instanceof UploadError) throw error;
      const failure = asApiError(error);
      if (failure.outcome === 'notDone' && !this.#isLost()) await takeBack();
      await this.#record([
        {
          t: 'uncleared',
          at: parts.now(),
          k,
          ...(failure.outcome === 'unknown' && { lost: true }),
        },
      ]);
      const meaning = meaningOf(failure);
      return meaning === 'cancelled'
        ? { end: 'stopped' }
        : {
            end: 'failed',
            error: failure,
            waits: meaning === 'passing' || meaning === 'stalled',
          };
    }
  }

  async #pause(error: Failure): Promise<void> {
    const { parts } = this;
    this.#paused = true;
    const wait = this.#waitAfter(error);
    const waitUntil = parts.now() + wait;
    await this.#record([{ t: 'end', at: parts.now(), state: 'paused', error: error.toJSON() }]);
    parts.log(`upload ${this.job.stored.jobId}: paused (${error.code})`);
    this.#show({ state: 'paused', phase: 'waiting', wait: waitFor(error), waitUntil });
    await this.stop.sleep(wait);
  }

  /**
   * Milliseconds until the next try: no less than the API asks for. Where it answers with trouble
   * of its own alone, each pause is twice as long as the one before, up to 16 times the first: such
   * tries do come, with bodies of megabytes.
   */
  #waitAfter(error: Failure): number {
    const { callsDone } = this.job.ledger.progress();
    const troubled = error.status !== undefined && error.status >= 500;
    this.#fruitless = troubled && callsDone === this.#doneBefore ? this.#fruitless + 1 : 0;
    this.#doneBefore = callsDone;
    return Math.max(
      this.parts.retryEvery * 2 ** Math.min(this.#fruitless, 4),
      error.retryAfter ?? 0,
    );
  }

  /**
   * Keeps what the API says of the list, and gives how many identifiers it has; undefined where
   * that could not be read.
   */
  async #read(
    when: Reading['when'],
    accountId: string,
    segmentId: string,
    sender: Sender,
  ): Promise<number | undefined> {
    try {
      const { numberOfIdentifiers, numberOfMatches, matchRate } = await sender.statistics(
        accountId,
        segmentId,
        { signal: this.stop.soft, timeout: READING_TIMEOUT },
      );
      await this.#record([
        {
          t: 'reading',
          reading: { when, at: this.parts.now(), numberOfIdentifiers, numberOfMatches, matchRate },
        },
      ]);
      return numberOfIdentifiers;
    } catch (error) {
      if (error instanceof UploadError) throw error;
      // What a replace would remove is worth waiting for: without it nothing is cleared.
      if (
        when === 'before' &&
        this.#clears &&
        error instanceof ApiError &&
        (error.retryAfter ?? 0) > this.parts.retryEvery
      )
        throw error;
      this.parts.log(`upload ${this.job.stored.jobId}: no reading`);
      return undefined;
    }
  }

  /**
   * The end in the journal first, then what takes its time: what is remembered of the segment, a
   * second reading, samples traced.
   */
  async #finish(end: Omit<End, 't' | 'at'>): Promise<void> {
    const { job, parts } = this;
    const { accountId, segmentId } = job.stored.target;
    try {
      const grown = end.state === 'finished' ? await changedMeanwhile(job) : undefined;
      await this.#record([
        ...(grown ? [{ t: 'warning', warning: grown } as const] : []),
        { t: 'end', at: parts.now(), ...end },
      ]);
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      if (this.#lost) return this.#leave();
      // The disk does not take the end: this process tells it all the same, and after a restart the
      // job counts as interrupted.
      job.ledger.apply({
        t: 'end',
        at: parts.now(),
        ...end,
        state: 'failed',
        error: end.error ?? error.toJSON(),
      });
    }
    parts.log(`upload ${job.stored.jobId}: ${end.state}${end.error ? ` (${end.error.code})` : ''}`);
    if (job.ledger.state === 'finished') {
      await this.#remember();
      await this.#read('after', accountId, segmentId, this.sender).catch(() =>
        parts.log(`upload ${job.stored.jobId}: the reading is not kept`),
      );
    }
    await this.#unlessStopped(() => this.#traceSamples());
  }

  /**
   * The end is not for this process to tell: what the other one has written by now is what the job
   * is.
   */
  async #leave(): Promise<void> {
    this.#leaves = true;
    this.parts.log(`upload ${this.job.stored.jobId}: taken over`);
    await this.#readAgain().catch(() => undefined);
  }

  /**
   * Work whose reading a stop ends at once, by ending the threads that do it: a file may be long,
   * or on a drive that does not answer.
   */
  async #unlessStopped<T>(work: () => Promise<T>): Promise<T | undefined> {
    const { soft } = this.stop;
    const close = (): void => void Promise.all(this.#readers.map((reader) => reader.close()));
    soft.addEventListener('abort', close, { once: true });
    try {
      return this.stop.requested ? undefined : await work();
    } finally {
      soft.removeEventListener('abort', close);
    }
  }

  async #traceSamples(): Promise<void> {
    const found: Finding[] = [];
    for (const { chunk, values } of this.#samples) {
      const traced = await this.#readers[0]
        ?.ask<'trace'>({ task: 'trace', chunk, samples: values })
        .catch(() => []);
      found.push(...(traced ?? []));
    }
    this.#samples = [];
    this.job.addFound(found);
  }

  async #remember(): Promise<void> {
    const { stored, ledger } = this.job;
    const { target, options } = stored;
    await this.parts.store
      .remember(target.origin, target.segmentId, {
        jobId: stored.jobId,
        finishedAt: iso(this.parts.now()),
        operation: options.operation,
        distinct: stored.distinct,
        accepted: ledger.totals().accepted,
        complete: !ledger.incomplete && !ledger.mixed,
        fingerprint: stored.fingerprint,
        byForm: sentByForm(stored.byForm, options.hash, typeOf(target.identifierType)),
      })
      .catch(() => this.parts.log(`upload ${stored.jobId}: not remembered`));
  }

  async #record(happened: readonly Entry[]): Promise<void> {
    const at = this.parts.now();
    const by = this.parts.owners.id;
    const entries = happened.map((entry) => ({ at, ...entry, ...(entry.t !== 'run' && { by }) }));
    if (this.#isLost()) throw takenOver(this.job.stored.files);
    await this.#journal?.append(entries);
    // In the meantime: nothing is sent that no line stands for.
    if (this.#isLost()) throw takenOver(this.job.stored.files);
    for (const entry of entries) this.job.ledger.apply(entry);
    this.parts.changed();
  }
}

export function atItsEnd({ stored }: Job): UploadError {
  return new UploadError(
    'not-resumable',
    t(
      'Nothing of the upload of {0} is left to resume. Check it again to start another one.',
      fileNamesOf(stored.files),
    ),
  );
}

function waitFor({ code, status }: Failure): WaitReason {
  if (status === 429 || code === 'put-off') return 'limit';
  if (code === 'network') return 'network';
  return code !== 'proxy' && status !== undefined ? 'trouble' : 'noAnswer';
}
