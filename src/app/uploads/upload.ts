import type { Disposable } from '../../common/events';
import type { RunControl, RunResult, Uploads } from '../../upload/contract';
import type { JobSummary, Report } from '../../upload/jobTypes';
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
};

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
  constructor(
    readonly jobId: string,
    readonly account: AccountHandle,
    private readonly accounts: Pick<Accounts, 'signedIn' | 'byKey'>,
    private readonly engine: () => Pick<
      Uploads,
      'job' | 'run' | 'cancel' | 'discard' | 'onDidChange'
    >,
    /** Records the outcome in the segment's history. */
    private readonly record: (
      account: AccountHandle,
      report: Report,
      readings: JobSummary['readings'],
    ) => Promise<void>,
    private readonly read: (job: JobSummary, report: Report) => Promise<Receipt>,
    private readonly startOptions: UploadStart = {},
  ) {}

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
   * report can describe. Where there was no one to remove, the job is gone afterwards. Rejects if the job is gone, with `Failure` 'signed-out', and with `locked`
   * if another upload is in the way for too long: see `RunControl`.
   */
  async run(
    control: Pick<RunControl, 'signal' | 'onProgress' | 'autoResume' | 'patience'>,
  ): Promise<RunResult & { report: Receipt }> {
    const account = requireSignedIn(this.accounts, this.account);
    const { client } = account;
    const { onBegin, ...startOptions } = this.startOptions;
    await onBegin?.();
    const { report, ...result } = await this.engine().run(this.jobId, client, {
      ...startOptions,
      ...control,
      rateLimiter: client.rateLimiter,
    });
    const { job } = this;
    await this.record(account, report, job?.readings ?? []);
    const receipt = job ? await this.read(job, report) : report;
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

/** Opens the uploads of an engine. How they end is recorded in the history of their segment. */
export class UploadOpener {
  constructor(
    private readonly accounts: Accounts,
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

  readonly open: OpenUpload = (jobId, account, startOptions) =>
    new Upload(
      jobId,
      account,
      this.accounts,
      this.engine,
      (...ended) => recordUpload(...ended, this.history, this.scheduled),
      this.receipt,
      startOptions,
    );
}
