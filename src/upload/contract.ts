/**
 * What the engine offers to the faces (window and terminal), and what it needs from the API client.
 */
import type { AmendmentResult, Statistics } from '../api/apiTypes';
import type { RequestOptions } from '../api/options';
import type { RateLimiter } from '../api/rateLimiter';
import type { Patience } from '../api/wire/patience';
import type { JobSummary, LeftOutFile, Progress, Report } from './jobTypes';
import type { FoundExport, SentEntry, SentExport } from './journal/listState';
import type { RequestState } from './journal/requestStates';
import type { KeepOutTask, KeptOutLines, PeopleTask, ReadPeople } from './people/peopleTypes';
import type { SharedReads } from './plan/sharedReads';
import type { SizeReading } from './segmentSize';
import type { UpdatedLists } from './update/updatedLists';
import type { Finding, Plan, SourceFile, Target, UploadOptions } from './uploadTypes';

/** The requests of an upload. Implemented by `RetailMediaClient`. */
export interface Sender {
  /** One add-remove request. `body` is complete JSON. Rejects with `ApiError`. */
  amend(segmentId: string, body: Uint8Array, options?: RequestOptions): Promise<AmendmentResult>;
  clear(segmentId: string, options?: RequestOptions): Promise<void>;
  statistics(accountId: string, segmentId: string, options?: RequestOptions): Promise<Statistics>;
}

/** The result of a run. */
export interface RunResult {
  report: Report;
  /**
   * Rows that the API reported as invalid (rule `refused-by-api`). In memory only, since they
   * derive from personal data.
   */
  serverFindings: Finding[];
  /** Chunks in which the API rejected more rows than it named: `findRejected` can find the rest. */
  unnamed: { chunk: number; refused: number; named: number }[];
}

export interface PlanControl {
  /** Stops reading: the promise rejects with `UploadError` `cancelled` and the job is discarded. */
  signal?: AbortSignal;
  /** Called at most five times a second. */
  onProgress?: (progress: Progress) => void;
  /**
   * Reads the number of identifiers in the list while the files are checked: see
   * `Plan.listReading`. An add doesn't need it, and waits at most 3 s for it.
   */
  sender?: Pick<Sender, 'statistics'>;
  /**
   * The previous files of an update. A copy of a job that was cut off beside one of them is read,
   * too: see `KeptFile`. May be empty only with `UploadOptions.keep`,
   * for the first run, or with `UploadOptions.entry`: what is in the list is known from its record.
   */
  previous?: readonly SourceFile[];
  /** Only looks: the plan becomes no job, and nothing is written. */
  isCheck?: boolean;
  /** What was read for other plans of the same batch isn't read again, unless it has changed. */
  reads?: SharedReads;
}

export interface RunControl {
  /** Same effect as `cancel(jobId)`. */
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /**
   * What to do when the network is lost or another temporary failure occurs (rate limit, 500, 502,
   * 503, 504). True: pause (state `paused`) and retry until it works, after 60 s or when the API
   * says (but after 5 minutes at the latest), doubling the wait up to 16 minutes while it only
   * answers with server errors. False: resolve with a failed, resumable report once the client's
   * bounded retries are used up.
   */
  autoResume?: boolean;
  /**
   * With `autoResume`: how long the run may go without an answered request. Then it ends like one without
   * `autoResume`: failed and resumable, with the failure it waited for. At once if the API asks for a
   * longer wait. Also how long the job may queue for its segment: then it rejects with `locked`, having
   * sent nothing, and stays resumable. A request's own few tries aren't cut short. Best that of the client,
   * so that they count together. Default: no limit.
   */
  patience?: Patience;
  /**
   * An earlier reading of the list. `minKept` also stops a replace that would shrink the list compared
   * with this. A removal needs a current reading.
   */
  lastKnown?: SizeReading;
  /**
   * Content of the job's virtual files, by URI. Needed after a restart, since it isn't stored on
   * disk.
   */
  content?: ReadonlyMap<string, Uint8Array>;
  /**
   * A removal without anyone to remove (`hasNoOneToRemove`) finishes without a request, and leaves
   * nothing in the journal. Otherwise it fails with `nothing-to-send`.
   */
  mayBeEmpty?: boolean;
  /** Overrides the plan's ratio, after the user confirmed going over it. */
  maxRefused?: number;
  minKept?: number;
  /**
   * The application's rate limiter: the job then shows that it waits for the API's limit, and until
   * when.
   */
  rateLimiter?: Pick<RateLimiter, 'onWait' | 'waiting' | 'quota'>;
}

/** The single entry point for every way to start an upload. Implemented by `UploadEngine`. */
export interface Uploads {
  /**
   * Reads the files once and decides which rows to send in which chunks. Sends nothing. The job
   * then has the state `planned` and can also be started after a restart. Rejects with
   * `UploadError` if an argument or a whole file is invalid (`file` says which); invalid rows
   * become findings.
   */
  plan(
    files: readonly SourceFile[],
    target: Target,
    options: UploadOptions,
    control?: PlanControl,
  ): Promise<Plan>;
  /**
   * Reads who is in files, whatever types of identifiers they have: see `PeopleTask`. Writes nothing but
   * the key of fingerprints. Rejects with `UploadError` if a column isn't there or a file can't be read
   * (`file` says which), and with `cancelled`.
   */
  readPeople(
    files: readonly SourceFile[],
    columns: PeopleTask['columns'],
    control?: Pick<PeopleTask, 'before'> & Pick<PlanControl, 'signal' | 'onProgress'>,
  ): Promise<ReadPeople>;
  /**
   * What a list of people who are kept out lacks of the people of files. Writes nothing. Rejects as
   * `readPeople`, and with 'not-written' if the list can't be added to.
   */
  keepOut(task: Omit<KeepOutTask, 'key'>): Promise<KeptOutLines>;
  /**
   * The plan of a job, from memory or disk. Findings are kept in memory only: after a restart there
   * are none.
   */
  planOf(jobId: string): Promise<Plan>;
  /**
   * Whether the files of a job, also of a finished one, are still those that were checked: reads all
   * their bytes. False for virtual files. Rejects as `planOf`, and with `UploadError` if reading
   * fails.
   */
  isUnchanged(jobId: string): Promise<boolean>;
  /**
   * Records on disk that these planned jobs will be sent one after the other, before they start.
   * After a restart, those that haven't begun are `interrupted`. They also are once the caller
   * calls the returned function, which says that it starts no more of them, or not those of `left`.
   * Several are recorded as sent together: see `JobSummary.batch`. Rejects with `unknown-job` or
   * `journal-full`.
   */
  enlist(jobIds: readonly string[]): Promise<(left?: readonly string[]) => Promise<void>>;
  /**
   * Records with these jobs what was left out when they were sent, at most 200 files with reasons of
   * at most 300 characters. Goes with their records. Rejects with `unknown-job` or `journal-full`.
   */
  recordLeftOut(jobIds: readonly string[], files: readonly LeftOutFile[]): Promise<void>;
  /**
   * Records that a run that resumes all jobs has left this one to a person, and the code of the reason.
   * Counts until the job is run again, and goes with its record. Rejects with `unknown-job` or
   * `journal-full`.
   */
  recordSkipped(jobId: string, code: string): Promise<void>;
  /**
   * Sends what was planned, or resumes a job that was paused, cancelled, failed or interrupted:
   * whatever got no response is sent again. Resolves for every end that a report can describe,
   * including safety checks that stop the job before any request. Also resolves (`failed`, with `locked`) when
   * another process considered this one dead and took over: that process then reports the outcome.
   * Rejects only if there is no job to run (`unknown-job`, `locked`, `journal-broken`), or if its
   * segment wasn't free in time (`locked`): see `RunControl.patience`.
   */
  run(jobId: string, sender: Sender, control?: RunControl): Promise<RunResult>;
  /**
   * Sends nothing new and waits up to 10 s for responses to requests in flight. Resolves when the
   * run has ended. The job stays resumable.
   */
  cancel(jobId: string): Promise<void>;
  /** Ends the pause of a running job: it tries again at once. Does nothing to any other. */
  retryNow(jobId: string): void;
  /**
   * Stops the running jobs of a client ID (sign-out): they pause with `signed-out`, resumable.
   * Resolves when they have stopped.
   */
  stopForSignOut(origin: string, clientId: string): Promise<void>;
  /**
   * Deletes a job and its journal; the segment doesn't change. Rejects with `locked` while it runs.
   */
  discard(jobId: string): Promise<void>;
  /**
   * Newest first. Those that are a part of a removal of people from every segment only by its ID: see
   * `UploadOptions.removal`.
   */
  jobs(removal?: string): JobSummary[];
  job(jobId: string): JobSummary | undefined;
  /**
   * The state of each request of a job, in file order; the clear of a replace comes first. More than
   * planned once some were split. Empty for an unknown job, or one whose files can't be read.
   */
  requests(jobId: string): RequestState[];
  /**
   * Called after any change of `jobs()`, at most five times a second per job. Returns a function
   * that removes the listener.
   */
  onDidChange(listener: (jobId: string) => void): () => void;
  /** Rows that the API's responses and searches identified since this process started. */
  serverFindings(jobId: string): readonly Finding[];
  /**
   * Finds the rows of a chunk for values that the API reported as invalid. The values aren't
   * stored.
   */
  traceSamples(jobId: string, chunk: number, samples: readonly string[]): Promise<Finding[]>;
  /**
   * Resends halves of the chunks in which the API rejected more rows than it named, until the rows
   * are known or `maxCalls` requests are used up. For add and replace the resent identifiers are in
   * the list already, for remove they are no longer in it: harmless either way if the API treats
   * lists as sets (plausible, not documented). Rejects with `list-changed` if something else
   * changed the list since. `left`: rejected rows that weren't found.
   */
  findRejected(
    jobId: string,
    sender: Sender,
    control?: { maxCalls?: number; signal?: AbortSignal },
  ): Promise<{ findings: Finding[]; calls: number; left: number }>;
  /** What an entry of a nightly file has sent completely to a segment, as long as it is there. */
  sentEntry(target: Pick<Target, 'origin' | 'segmentId'>): Promise<SentEntry | undefined>;
  /** The last export that was sent to a segment, as far as exports are known there. */
  sentExport(target: Pick<Target, 'origin' | 'segmentId'>): Promise<SentExport | undefined>;
  /** Records an export as sent, or as there again. Rejects with `journal-full`. */
  recordExport(target: Pick<Target, 'origin' | 'segmentId'>, found: FoundExport): Promise<void>;
  /** Throws `locked` while an upload is working on the segment, in this window or another. */
  assertNotBusy(origin: string, segmentId: string): void;
  /**
   * Keeps other processes from running a removal of people from every segment; undefined if one of them
   * does. Throws `journal-full` if the disk can't be written.
   */
  holdRemoval(id: string): { readonly isHeld: boolean; release(): void } | undefined;
  /**
   * Clears a list with `clear`, which resolves once it is empty. No unfinished upload can resume
   * into the list afterwards, and "unchanged since" no longer applies. Only an `ApiError` with the
   * outcome `notDone` undoes that. Rejects like `assertNotBusy`, with `journal-full` if the clear
   * can't be recorded, and with whatever `clear` rejects with.
   */
  clearList(
    origin: string,
    segmentId: string,
    clear: (options: Pick<RequestOptions, 'mayTry'>) => Promise<void>,
  ): Promise<void>;
  /**
   * Records that something other than an upload changed segments from here (a deletion): "unchanged
   * since" no longer applies, and what unfinished uploads sent is gone.
   */
  recordSegmentChanges(origin: string, segmentIds: readonly string[]): Promise<void>;
  /** What is known about the lists that updates keep. */
  readonly updates: Pick<UpdatedLists, 'leftSince' | 'stopped'>;
  /** Rereads from disk what other windows changed. */
  refresh(): Promise<void>;
  /** Stops threads and releases locks; running jobs become `interrupted`. */
  dispose(): Promise<void>;
}

export interface EngineOptions {
  /** A folder of the extension; jobs are stored in its subfolder `jobs/`. */
  storageDir: string;
  /** Path of the bundled `worker.ts`. */
  workerPath: string;
  /**
   * The contents of the localization bundle for the editor's language (`vscode.l10n.bundle` as
   * JSON): the worker creates messages, too.
   */
  l10n?: string;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Receives log lines: counts and codes, never data. */
  log?: (line: string) => void;
  /** Whether the people of a removal from every segment are on the list of those who are kept out, by its ID. */
  isKeptOut?: (removal: string) => Promise<boolean>;
  /** Milliseconds until the first retry after a temporary failure: see `RunControl.autoResume`. */
  retryEvery?: number;
  /** How long `cancel` waits for responses to requests in flight, in milliseconds. */
  cancelWait?: number;
}
