import { compact, pick } from '../../common/records';
import type { RunControl } from '../contract';
import { cellKey, filesRead, neverThere } from '../fieldsRead';
import type { JobState, JobSummary, LeftOutFile, Progress, Report, WaitReason } from '../jobTypes';
import type { StopReason } from '../stopSignal';
import type { FieldOffsets, Finding, PlannedChunk } from '../uploadTypes';
import { Ledger } from './ledger';
import type { ListState } from './listState';
import type { Locks } from './locks';
import { cannotContinueError, isFinal, isStoppedByGuard } from './outdated';
import type { Processes } from './processes';
import { clearTimes, iso, makeReport } from './report';
import { requestStates, type RequestState } from './requestStates';
import type { LoadedJob, Skipped, StoredJob } from './store';

/** Milliseconds: see `JobSummary.checkedLongAgo`. */
const CHECK_HOLDS = 24 * 3_600_000;

/** What a run in this process is doing, beyond what the journal records. */
export interface JobActivity {
  state: 'queued' | 'running' | 'paused';
  phase: Progress['phase'];
  wait?: WaitReason;
  /** See `Progress`. */
  waitFigure?: number;
  /** Milliseconds since 1970. */
  waitUntil?: number;
  stopping?: StopReason;
}

/** One upload as this process knows it: its plan, its ledger and its current activity. */
export class Job {
  readonly stored: StoredJob;
  readonly chunks: readonly PlannedChunk[];
  ledger: Ledger;
  activity: JobActivity | undefined;
  /**
   * The process that is to send it. Empty if that process gave it up; undefined if sending wasn't
   * requested.
   */
  assignee: string | undefined;
  /** This process will start it without further action. */
  isQueuedHere = false;
  /** The jobs that are sent together with it, in order, itself included: see `Uploads.enlist`. */
  batch: readonly string[] | undefined;
  /** See `Uploads.recordLeftOut`. */
  leftOut: readonly LeftOutFile[] | undefined;
  #skipped: Skipped | undefined;
  /** Of the plan; not stored on disk. */
  findings: Finding[] = [];
  /** Rows that the API rejected, as far as they are known; in memory only. */
  serverFindings: Finding[] = [];
  /** Of virtual files, by file index. */
  contents: (Uint8Array | undefined)[] = [];
  /** The state of its list, as it was last read. */
  list: ListState | undefined;
  /** By chunk, while in memory. */
  fields: (FieldOffsets | undefined)[] = [];

  constructor({ job, chunks, entries, assignee, batch, leftOut, skipped }: LoadedJob) {
    this.stored = job;
    this.chunks = chunks;
    this.ledger = this.#createLedger(entries);
    this.assignee = assignee;
    this.batch = batch;
    this.leftOut = leftOut;
    this.#skipped = skipped;
  }

  #createLedger(entries: LoadedJob['entries']): Ledger {
    return new Ledger(this.chunks, entries, this.stored.options.operation === 'replace');
  }

  /** Adds each row or field once, since a chunk that is sent again gets another response. */
  addServerFindings(findings: readonly Finding[]): void {
    const known = new Set(this.serverFindings.map(cellKey));
    this.serverFindings = this.serverFindings.concat(
      findings.filter((finding) => !known.has(cellKey(finding))),
    );
  }

  /**
   * Rereads the job's state from disk, after another process may have worked on it. If the disk has
   * no entries, or lacks the end because it is full, what this process knows is kept.
   */
  reload({ entries, assignee, batch, leftOut, skipped }: Omit<LoadedJob, 'job' | 'chunks'>): void {
    this.assignee = assignee;
    this.batch = batch ?? this.batch;
    this.leftOut = leftOut ?? this.leftOut;
    this.#skipped = skipped ?? this.#skipped;
    if (entries.length === 0) return;
    const { error, owner, finishedAt: at } = this.ledger;
    this.ledger = this.#createLedger(entries);
    if (error?.code === 'journal-full' && at !== undefined && this.ledger.owner === owner)
      this.ledger.apply({ t: 'end', at, state: 'failed', error });
  }

  /** Leaves it to a person, for the reason that a code names, until it is run again. */
  skip(code: string): Skipped {
    return (this.#skipped = { code, at: this.#lastAt });
  }

  /** When it last did anything, in milliseconds since 1970. */
  get #lastAt(): number {
    return this.ledger.lastAt ?? this.stored.plannedAt;
  }

  /** The report up to `now`, or up to the last entry of a run that is gone. */
  report(now: number): Report {
    return makeReport(this.stored, this.ledger, this.activity ? now : this.#lastAt);
  }

  progress(): Progress {
    const { ledger, activity, stored } = this;
    const bytes = stored.files.reduce((sum, file) => sum + file.decodedSize, 0);
    return compact<Progress>({
      phase: activity?.phase ?? 'waiting',
      bytesRead: bytes,
      bytesTotal: bytes,
      rowsRead: stored.rows,
      ...ledger.progress(),
      wait: activity?.wait,
      waitFigure: activity?.waitFigure,
      waitUntil: activity?.waitUntil,
      stopping: activity?.stopping,
    });
  }

  requests(): RequestState[] {
    const isReplace = this.stored.options.operation === 'replace';
    return requestStates(this.ledger, filesRead(this.stored), this.chunks, isReplace);
  }

  /**
   * Whether something is left for another run, in this process or another. What others have done to
   * its list since doesn't count: see `outdatedError`.
   */
  get isResumable(): boolean {
    return !isFinal(this.ledger) && (this.#hasRequestsLeft || this.lacksOnlyEndEntry);
  }

  /**
   * Whether there is nothing for another run: everything was sent, as far as the API says, or a safety
   * check would stop it again, since the run has no limits of its own.
   */
  isOver({ maxRefused, minKept }: Pick<RunControl, 'maxRefused' | 'minKept'>): boolean {
    const isStopped = (maxRefused ?? minKept) === undefined && isStoppedByGuard(this.ledger);
    return (this.ledger.hasResponses && !this.isResumable) || isStopped;
  }

  /** Whether the list has yet to be cleared. */
  get mustClear(): boolean {
    return this.stored.options.operation === 'replace' && this.ledger.clearedAt === undefined;
  }

  get #hasRequestsLeft(): boolean {
    return this.ledger.incomplete || (this.mustClear && this.stored.good > 0);
  }

  /**
   * Whether every request was answered and only the `end` entry is missing, because the process
   * ended or the disk was full.
   */
  get lacksOnlyEndEntry(): boolean {
    const { state, hasResponses: anythingAnswered } = this.ledger;
    return anythingAnswered && !this.#hasRequestsLeft && state !== 'finished';
  }

  summary(processes: Processes, locks: Locks, now: number): JobSummary {
    const { stored, ledger } = this;
    const { state: stateSoFar, elsewhere } = this.#currentState(processes, locks);
    const mayRun = !this.activity && !elsewhere && this.isResumable;
    const wasSent = stateSoFar !== 'planned';
    const outdated = mayRun && wasSent ? cannotContinueError(stored, ledger, this.list) : undefined;
    // As after a try to resume it.
    const isCutOff = stateSoFar === 'interrupted' || stateSoFar === 'paused';
    const state = outdated && isCutOff ? 'failed' : stateSoFar;
    const error = outdated?.toJSON() ?? ledger.error;
    // Including a run that ended before its first entry: cancelled in the queue, or on a full disk.
    const hasBegun = state !== 'planned';
    const resumable = hasBegun && mayRun && !outdated;
    const progress = this.progress();
    return compact<JobSummary>({
      jobId: stored.jobId,
      state,
      target: stored.target,
      operation: stored.options.operation,
      undoes: stored.options.undoes,
      startsOver: stored.options.startsOver,
      removal: stored.options.removal,
      entry: stored.options.entry,
      // Cancelled before it began, it is a plan like any other.
      batch: hasBegun || this.isQueuedHere ? this.batch && [...this.batch] : undefined,
      leftOut: this.leftOut?.length ? this.leftOut : undefined,
      files: stored.files.map(({ uri, size }) => ({ uri, size })),
      plannedAt: iso(stored.plannedAt),
      startedAt: iso(ledger.startedAt),
      finishedAt: this.activity ? undefined : iso(ledger.finishedAt),
      ...clearTimes(ledger),
      counts: compact(
        pick(stored, ['rows', 'fields', 'blank', 'invalid', 'suppressed', 'duplicates', 'good']),
      ),
      sendsDuplicates: !stored.options.dedupe || undefined,
      fingerprint: stored.fingerprint,
      neverThere: stored.update && neverThere(stored.update),
      progress:
        state === 'paused' && ledger.error?.code === 'signed-out'
          ? { ...progress, wait: 'signedOut' }
          : progress,
      calls: ledger.requests,
      error,
      report: hasBegun ? this.report(now) : undefined,
      resumable,
      checkedLongAgo: (resumable && now - stored.plannedAt > CHECK_HOLDS) || undefined,
      skipped: resumable && this.#skipped?.at === this.#lastAt ? this.#skipped.code : undefined,
      elsewhere,
      readings: [...ledger.readings],
    });
  }

  #currentState(processes: Processes, locks: Locks): { state: JobState; elsewhere: boolean } {
    if (this.activity) return { state: this.activity.state, elsewhere: false };
    const { state, error } = this.ledger;
    if (state === 'finished' && !this.isResumable) return { state, elsewhere: false };
    const { origin, segmentId } = this.stored.target;
    const holder = locks.holder(origin, segmentId);
    // The lock shows who is running it, even before the journal does.
    if (holder?.jobId === this.stored.jobId && holder.owner !== processes.id)
      return { state: state === 'paused' ? state : 'running', elsewhere: true };
    if (state === 'planned') return this.#plannedState(processes);
    if (state !== 'running' && state !== 'paused') return { state, elsewhere: false };
    // After signing out a job stays paused until someone resumes it; any other pause ends with its
    // process.
    return {
      state: state === 'paused' && error?.code === 'signed-out' ? 'paused' : 'interrupted',
      elsewhere: false,
    };
  }

  /**
   * A job that was to be sent and hasn't begun is in the queue of another window, or was abandoned.
   */
  #plannedState(processes: Processes): { state: JobState; elsewhere: boolean } {
    if (this.assignee === undefined || this.isQueuedHere)
      return { state: 'planned', elsewhere: false };
    const elsewhere = this.assignee !== processes.id && processes.isAlive(this.assignee);
    return { state: elsewhere ? 'queued' : 'interrupted', elsewhere };
  }
}
