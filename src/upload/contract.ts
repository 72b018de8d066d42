/** What the engine offers to the editor layer, and what it needs from the API client. */
import type { AmendmentResult, Statistics } from '../api/apiTypes';
import type { RequestOptions } from '../api/options';
import type { RateLimiter } from '../api/rateLimiter';
import type {
  Finding,
  JobSummary,
  Plan,
  Progress,
  RunResult,
  SourceFile,
  Target,
  UploadOptions,
} from './uploadTypes';

/** The calls of an upload. `RetailMediaClient` is one. */
export interface Sender {
  /** One add-remove call. `body` is finished JSON. Rejects with `ApiError`. */
  amend(segmentId: string, body: Uint8Array, options?: RequestOptions): Promise<AmendmentResult>;
  clear(segmentId: string, options?: RequestOptions): Promise<void>;
  statistics(accountId: string, segmentId: string, options?: RequestOptions): Promise<Statistics>;
}

export interface PlanControl {
  /** Stops reading; the promise rejects with `UploadError` 'cancelled' and the job is gone. */
  signal?: AbortSignal;
  /** At most five times a second. */
  onProgress?: (progress: Progress) => void;
  /** Reads the list's size while a removal or a replace is checked: `Plan.listReading`. */
  sender?: Pick<Sender, 'statistics'>;
}

export interface RunControl {
  /** The same as `cancel(jobId)`. */
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /**
   * After the network is lost, or what else goes away by itself (the limit, 500, 502, 503, 504):
   * true tries again until it goes (state `paused`), after 60 s or when the API says, and more and
   * more rarely (every 16 min at last) where it answers with trouble alone; false resolves
   * `failureView`, resumable, once the client's bounded repeats end.
   */
  autoResume?: boolean;
  /**
   * The number of identifiers that the list had at an earlier reading: a replace that shrinks that
   * is stopped by `minKept`, too.
   */
  lastKnown?: number;
  /**
   * Content of the job's virtual files, by uri: needed after a restart, since it is not kept on
   * disk.
   */
  content?: ReadonlyMap<string, Uint8Array>;
  /** Overrides the plan's, after the user said yes to what it refuses. */
  maxRefused?: number;
  minKept?: number;
  /**
   * The application's pacing: the job then shows that it waits for the API's limit, and until when.
   */
  rateLimiter?: Pick<RateLimiter, 'onWait' | 'waiting'>;
}

/** The one way in for every way to start an upload. Implemented by `UploadEngine`. */
export interface Uploads {
  /**
   * Reads the files once and decides which rows are sent, in which chunks. Nothing is sent. The job
   * is then in the state `planned` and can be started after a restart as well. Rejects with
   * `UploadError` for what is wrong with arguments or files as a whole (`file` is the one that it
   * is about); bad rows are findings.
   */
  plan(
    files: readonly SourceFile[],
    target: Target,
    options: UploadOptions,
    control?: PlanControl,
  ): Promise<Plan>;
  /**
   * The plan of a job, from memory or disk. Findings are in memory only: after a restart they are
   * empty.
   */
  planOf(jobId: string): Promise<Plan>;
  /**
   * Keeps on disk that these planned jobs are to be sent, before they are started one after the
   * other: after a restart those that have not begun are `interrupted`, and so they are once the
   * caller says that it starts no more of them, by calling what this gives. Rejects with
   * `unknown-job` or `journal-full`.
   */
  enlist(jobIds: readonly string[]): Promise<() => Promise<void>>;
  /**
   * Sends what the plan decided. Resolves for every end that the report can tell, also for guards
   * that stopped it before any call, and (`failureView`, with `locked`) where another process took this
   * one for dead and went on: what comes of the job is then told there; rejects only where no job
   * is to be had (`unknown-job`, `locked`, `journal-broken`).
   */
  start(jobId: string, sender: Sender, control?: RunControl): Promise<RunResult>;
  /**
   * Goes on with a job that was paused, cancelled, failed or interrupted: what has no answer is
   * sent again.
   */
  resume(jobId: string, sender: Sender, control?: RunControl): Promise<RunResult>;
  /**
   * Sends nothing new and waits up to 10 s for answers in flight. Resolves when the job is at its
   * end. Keeps it resumable.
   */
  cancel(jobId: string): Promise<void>;
  /**
   * Stops the running jobs of a client id (sign-out): they fail with `signed-out`, resumable.
   * Resolves when they stand still.
   */
  stopForSignOut(origin: string, clientId: string): Promise<void>;
  /**
   * Forgets a job and its journal. The segment stays as it is. Rejects with `locked` while it runs.
   */
  discard(jobId: string): Promise<void>;
  /** Newest first. */
  jobs(): JobSummary[];
  job(jobId: string): JobSummary | undefined;
  /**
   * Called after any change of `jobs()`, at most five times a second for one job. Returns the way
   * to stop it.
   */
  onDidChange(listener: (jobId: string) => void): () => void;
  /** What the server's answers and searches found in this run of the process. */
  serverFindings(jobId: string): readonly Finding[];
  /**
   * Traces values that the server named as not valid back to rows of a chunk. The values are not
   * kept.
   */
  traceSamples(jobId: string, chunk: number, samples: readonly string[]): Promise<Finding[]>;
  /**
   * Resends halves of the chunks in which the server refused more than it named, until the rows are
   * known or `maxCalls` is used up. For add and replace the resent identifiers are in the list
   * already; for remove they are out of it: harmless in both cases if the API acts as on sets
   * (plausible, not documented). Rejects with `list-changed` where something else changed the list
   * since.
   */
  findRejected(
    jobId: string,
    sender: Sender,
    control?: { maxCalls?: number; signal?: AbortSignal },
  ): Promise<{ findings: Finding[]; calls: number; left: number }>;
  /** Throws `locked` while an upload works on the segment, in whichever window. */
  assertNotBusy(origin: string, segmentId: string): void;
  /**
   * Empties a list with `clear`, which resolves when it is empty. No upload goes on into it, and
   * "unchanged since" holds no longer; only an `ApiError` whose outcome is `itemsNotDone` takes that
   * back. Rejects as `assertNotBusy` throws, with `journal-full` where it cannot be noted, and with
   * what `clear` rejects with.
   */
  clearList(
    origin: string,
    segmentId: string,
    clear: (options: Pick<RequestOptions, 'mayTry'>) => Promise<void>,
  ): Promise<void>;
  /**
   * Something else than an upload changed the segment from here (a deletion): "unchanged since" no
   * longer holds, and what unfinished uploads sent is gone.
   */
  recordSegmentChange(origin: string, segmentId: string): Promise<void>;
  /** Reads again what other windows left on disk. */
  refresh(): Promise<void>;
  /** Stops threads and lets go of locks; running jobs become `interrupted`. */
  dispose(): Promise<void>;
}

export interface EngineOptions {
  /** A folder of the extension's own; jobs stand in `jobs/` in it. */
  storageDir: string;
  /** The bundled `worker.ts`. */
  workerPath: string;
  /**
   * The content of the texts' bundle for the editor's language (`vscode.l10n.bundle` as JSON); the
   * worker makes sentences too.
   */
  l10n?: string;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Lines for the log: counts and codes, never data. */
  log?: (line: string) => void;
  /**
   * Before the next try after the network is lost, in milliseconds: see `RunControl.autoResume`.
   */
  retryEvery?: number;
  /** How long `cancel` waits for answers in flight, in milliseconds. */
  cancelWait?: number;
}
