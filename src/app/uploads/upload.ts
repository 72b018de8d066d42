import { isBlocking } from '../../common/codes/toolCodes';
import { Emitter, type Disposable } from '../../common/events';
import { Failure } from '../../common/failure';
import type { RunControl, RunResult, Uploads } from '../../upload/contract';
import type { JobSummary, Report } from '../../upload/jobTypes';
import type { SuppressionStop } from '../../upload/suppression/suppressionTypes';
import type { AccountHandle, Accounts } from '../accounts/account';
import type { History } from '../segments/history';
import type { SegmentList } from '../segments/segmentList';
import { readReceipt, type Receipt } from './receipt/receipt';
import { recordUpload } from './recordUpload';
import { requireSignedIn } from './requireJob';
import type { ScheduledReadings } from './scheduledReadings';

/** What a job needs to start in addition to what is on disk. */
type UploadStart = Pick<RunControl, 'content' | 'lastKnown' | 'mayBeEmpty'> & {
  /** Called when the upload starts. */
  onBegin?: () => Promise<void> | undefined;
  /** How to start it over, if not by its record. */
  startOver?: StartOver;
  /** What is permitted if it is started over by its record. */
  allow?: readonly SuppressionStop[];
};

/**
 * Plans anew, as a person isn't there, what an upload sends whose suppression lists have changed. Resolves with
 * the upload to run in its place. Rejects with `Failure` if it can't be sent, as when it is checked.
 */
export type StartOver = (
  upload: Upload,
  control: Pick<RunControl, 'signal' | 'onProgress'> & Pick<UploadStart, 'allow'>,
) => Promise<Upload>;

/** What uploads share. */
interface UploadServices {
  readonly accounts: Pick<Accounts, 'signedIn' | 'byKey'>;
  readonly engine: () => Pick<
    Uploads,
    'job' | 'run' | 'cancel' | 'discard' | 'recordSkipped' | 'onDidChange'
  >;
  /** Records how an upload ended in the segment's history. */
  record(account: AccountHandle, report: Report, readings: JobSummary['readings']): Promise<void>;
  receipt(job: JobSummary, report: Report): Promise<Receipt>;
  /** How to start over an upload that was opened by its record. */
  startOver?: StartOver;
  /** An upload was started over, as another one: their IDs. */
  readonly startedOver: Emitter<{ from: string; to: string }>;
}

/** How often an upload is started over in a run: a list may change all the time. */
const MAX_STARTS = 3;

/** Opens the upload of a job with this account. */
export type OpenUpload = (
  jobId: string,
  account: AccountHandle,
  startOptions?: UploadStart,
) => Upload;

/**
 * An upload, whether it comes from a draft or is opened by its job ID, from any window or terminal.
 */
export class Upload {
  #jobId: string;
  #start: UploadStart;

  constructor(
    jobId: string,
    readonly account: AccountHandle,
    private readonly opener: UploadServices,
    start: UploadStart = {},
  ) {
    this.#jobId = jobId;
    this.#start = start;
  }

  /** Another one once it was started over. */
  get jobId(): string {
    return this.#jobId;
  }

  private get engine(): UploadServices['engine'] {
    return this.opener.engine;
  }

  /** The job's current state; undefined once it is deleted. */
  get job(): JobSummary | undefined {
    return this.engine().job(this.jobId);
  }

  get report(): Report | undefined {
    return this.job?.report;
  }

  /** Fires on each change, at most five times a second. */
  onDidChange(listener: () => void): Disposable {
    const dispose = this.engine().onDidChange((jobId) => {
      if (jobId === this.jobId) listener();
    });
    return { dispose };
  }

  /**
   * Sends whatever has no response yet: everything, or the rest. Resolves for every end that a
   * report can describe. Where there was no one to remove, the job is gone afterwards. If a suppression
   * list has changed since the check, the upload is started over: see `StartOver`. Rejects as that, if
   * the job is gone, with `Failure` 'signed-out', and with `locked` if another upload is in the way for
   * too long: see `RunControl`.
   */
  async run(control: UploadControl): Promise<RunResult & { report: Receipt }> {
    let result = await this.runOnce(control);
    for (let starts = 0; starts < MAX_STARTS && hasListChanged(result.report); starts++) {
      const { startOver = this.opener.startOver, allow } = this.#start;
      if (!startOver || control.signal?.aborted) break;
      const from = this.#jobId;
      const next = await startOver(this, { ...control, allow }).catch(async (error: unknown) => {
        // Lists of uploads say that, and not only that something has changed.
        if (error instanceof Failure && isBlocking(error))
          await this.engine()
            .recordSkipped(from, error.code)
            .catch(() => undefined);
        throw error;
      });
      this.#jobId = next.#jobId;
      this.#start = { ...next.#start, allow };
      this.opener.startedOver.fire({ from, to: this.#jobId });
      result = await this.runOnce(control);
      // Cancelled before it began, it leaves the old record as it was.
      if (this.job?.startedAt !== undefined)
        await this.engine()
          .discard(from)
          .catch(() => undefined);
    }
    return result;
  }

  private async runOnce(control: UploadControl): ReturnType<Upload['run']> {
    const { opener } = this;
    const account = requireSignedIn(opener.accounts, this.account);
    const { client } = account;
    const { onBegin, ...startOptions } = this.#start;
    await onBegin?.();
    const { report, ...result } = await this.engine().run(this.jobId, client, {
      ...startOptions,
      ...control,
      rateLimiter: client.rateLimiter,
    });
    const { job } = this;
    await opener.record(account, report, job?.readings ?? []);
    const receipt = job ? await opener.receipt(job, report) : report;
    // Nothing was sent, and there is nothing to look at or to undo.
    if (startOptions.mayBeEmpty && report.state === 'finished') await this.discard();
    return { ...result, report: receipt };
  }

  /**
   * Deletes the job; the segment isn't changed. Rejects with 'locked' while the job is in progress.
   */
  discard(): Promise<void> {
    return this.engine().discard(this.jobId);
  }

  /**
   * Stops sending, and resolves once responses in flight have arrived. The upload can be run again.
   */
  cancel(): Promise<void> {
    return this.engine().cancel(this.jobId);
  }
}

type UploadControl = Pick<RunControl, 'signal' | 'onProgress' | 'autoResume' | 'patience'>;

function hasListChanged({ error }: Report): boolean {
  return error?.code === 'suppression-changed' && error.source !== 'api';
}

/** Opens the uploads of an engine. How they end is recorded in the history of their segment. */
export class UploadOpener implements UploadServices {
  startOver?: StartOver;
  readonly startedOver: UploadServices['startedOver'] = new Emitter();

  constructor(
    readonly accounts: Accounts,
    private readonly segments: Pick<SegmentList, 'find'>,
    readonly engine: () => Uploads,
    private readonly history: Pick<History, 'of' | 'add'>,
    private readonly scheduled: Pick<ScheduledReadings, 'add'>,
  ) {}

  /** See `readReceipt`. */
  readonly receipt = (job: JobSummary, report: Report): Promise<Receipt> =>
    readReceipt(job, report, {
      engine: this.engine(),
      history: this.history,
      accounts: this.accounts,
      segments: this.segments,
    });

  record(account: AccountHandle, report: Report, readings: JobSummary['readings']): Promise<void> {
    return recordUpload(account, report, readings, this.history, this.scheduled);
  }

  readonly open: OpenUpload = (jobId, account, start) => new Upload(jobId, account, this, start);
}
