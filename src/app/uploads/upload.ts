import type { Disposable } from '../../common/events';
import type { RunControl, Uploads } from '../../upload/contract';
import type { JobSummary, Report, RunResult } from '../../upload/uploadTypes';
import type { AccountHandle, Accounts } from '../accounts/account';
import { requireSignedIn } from './requireJob';

/** What a job is begun with beside what it keeps on disk. */
export type UploadStart = Pick<RunControl, 'content' | 'lastKnown'> & {
  /** Called when it begins. */
  onBegin?: () => Promise<void> | undefined;
};

/** Opens the upload of a job, which goes through this account. */
export type OpenUpload = (jobId: string, account: AccountHandle, begin?: UploadStart) => Upload;

/**
 * An upload: the same object whether a draft led to it, or it is opened by the id of its job, of
 * whichever window or terminal.
 */
export class Upload {
  constructor(
    readonly jobId: string,
    readonly account: AccountHandle,
    private readonly accounts: Pick<Accounts, 'signedIn' | 'byKey'>,
    private readonly engine: () => Pick<
      Uploads,
      'job' | 'resume' | 'cancel' | 'discard' | 'onDidChange'
    >,
    /** Keeps what is known of the list after an end. */
    private readonly record: (
      account: AccountHandle,
      report: Report,
      readings: JobSummary['readings'],
    ) => Promise<void>,
    private readonly begin: UploadStart = {},
  ) {}

  /** As it is now, with its progress; undefined once it is deleted. */
  get job(): JobSummary | undefined {
    return this.engine().job(this.jobId);
  }

  get report(): Report | undefined {
    return this.job?.report;
  }

  /** Told of each change, at most five times a second. */
  onDidChange(listener: () => void): Disposable {
    const dispose = this.engine().onDidChange((jobId) => {
      if (jobId === this.jobId) listener();
    });
    return { dispose };
  }

  /**
   * Sends what has no answer yet: all of it, or the rest. Resolves for every end that a report can
   * tell; rejects where no job is to be had, and with `signed-out`.
   */
  async run(control: Pick<RunControl, 'signal' | 'onProgress' | 'autoResume'>): Promise<RunResult> {
    const account = requireSignedIn(this.accounts, this.account);
    const { client } = account;
    const { onBegin, ...begin } = this.begin;
    await onBegin?.();
    const result = await this.engine().resume(this.jobId, client, {
      ...begin,
      ...control,
      rateLimiter: client.pacing,
    });
    await this.record(account, result.report, this.job?.readings ?? []);
    return result;
  }

  /** Deletes the job; the segment stays as it is. Rejects with `locked` while it is under way. */
  discard(): Promise<void> {
    return this.engine().discard(this.jobId);
  }

  /** Sends nothing new, and resolves once the answers in flight are there. It can be run again. */
  cancel(): Promise<void> {
    return this.engine().cancel(this.jobId);
  }
}
