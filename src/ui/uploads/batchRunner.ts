import { t } from '@vscode/l10n';
import { commands } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import { batchResultText, type NamedEnd } from '../../app/uploads/batch/batchResult';
import { findLaterUpload, isUnderWay } from '../../app/uploads/standing';
import { accountOfJob } from '../../app/uploads/target';
import type { Upload } from '../../app/uploads/upload';
import { toFailure } from '../../common/failure';
import type { Uploads } from '../../upload/contract';
import type { JobSummary, Report } from '../../upload/jobTypes';
import { showResult, type Runner, type RunOptions } from './runner';
import type { JobNode } from './view/jobNode';

/** Of each of several uploads: all of them are told of at once. */
const NO_RESULT: RunOptions = { isSeen: () => true };

/** Runs several uploads one after the other, and tells once how they ended. */
export class BatchRunner {
  /** Of the batch that each upload belongs to, until the batch has ended. */
  private readonly stops = new Map<string, AbortController>();
  /** For each upload that waits for its turn: takes it out of the queue. */
  private readonly leaves = new Map<string, (left: readonly string[]) => Promise<void>>();
  /** Those that were taken out. */
  private readonly skipped = new Set<string>();

  constructor(
    private readonly accounts: Accounts,
    private readonly engine: () => Uploads,
    private readonly runner: Runner,
  ) {}

  /**
   * Resolves with the reports of those that began, however they ended. `isSeen`: see `RunOptions`.
   * `shown`: how many uploads their page shows.
   */
  async run(
    uploads: readonly Upload[],
    isSeen: () => boolean,
    shown = uploads.length,
  ): Promise<readonly Report[]> {
    const [first] = uploads;
    if (shown === 1) return [await this.runner.run(first, { isSeen })];
    const ends: NamedEnd[] = [];
    const since = Date.now();
    await this.whileStoppable(uploads, async (signal) => {
      const waiting = uploads.filter(isNew).map(({ jobId }) => jobId);
      const leave = await this.engine().enlist(waiting);
      for (const jobId of waiting) this.leaves.set(jobId, leave);
      try {
        for (const upload of uploads) {
          if (signal.aborted) break;
          const what = this.runner.titleOf(upload);
          this.leaves.delete(upload.jobId);
          if (this.skipped.has(upload.jobId)) {
            ends.push({ what });
            continue;
          }
          try {
            const report = await this.runner.run(upload, { ...NO_RESULT, signal, since });
            ends.push({ what, report });
          } catch (error) {
            ends.push({ what, error: toFailure(error, 'uploadMany') });
          } finally {
            // It waits no more, even if it was cancelled before it began.
            await leave([upload.jobId]);
          }
        }
      } finally {
        for (const jobId of waiting) {
          this.leaves.delete(jobId);
          this.skipped.delete(jobId);
        }
        await leave();
      }
    });
    const reports = ends.map(({ report }) => report);
    // Those that never began, because the others were cancelled.
    for (const upload of uploads.slice(ends.length))
      ends.push({ what: this.runner.titleOf(upload) });
    if (!isSeen()) void this.showResultOf(uploads, ends, reports);
    return ends.flatMap(({ report }) => report ?? []);
  }

  /**
   * Sends what is left of uploads that were cut off, one after the other. One whose segment another
   * upload has changed since, or that was checked long ago, is asked about at the end, as the command
   * for one does. `shown`: see `run`.
   */
  async resume(jobs: readonly JobSummary[], shown: number, isSeen: () => boolean): Promise<void> {
    const uploads: Upload[] = [];
    const inDoubt: JobSummary[] = [];
    for (const job of jobs) {
      const account = accountOfJob(this.accounts, job.target);
      if (!account || job.checkedLongAgo || findLaterUpload(this.engine(), job)) inDoubt.push(job);
      else uploads.push(await this.runner.open(job, account));
    }
    const reports = uploads.length > 0 ? await this.run(uploads, isSeen, shown) : [];
    if (reports.some(({ state }) => state === 'cancelled')) return;
    for (const { jobId } of inDoubt) {
      const node: JobNode = { kind: 'job', jobId };
      await commands.executeCommand('criteoAudiences.resumeUpload', node);
    }
  }

  /** Stops the one that is sending, and begins none of the others. */
  async cancel(jobIds: readonly string[]): Promise<void> {
    for (const jobId of jobIds) this.stops.get(jobId)?.abort();
    await Promise.all(
      jobIds.map(async (jobId) => {
        const job = this.engine().job(jobId);
        if (job && isUnderWay(job)) await this.engine().cancel(jobId);
      }),
    );
  }

  /** Takes an upload that waits for its turn out of its batch; the others continue. */
  async skip(jobId: string): Promise<void> {
    const leave = this.leaves.get(jobId);
    if (!leave) return;
    this.skipped.add(jobId);
    await leave([jobId]);
  }

  /** `cancel` aborts the signal from now on, even before the first of them begins. */
  private async whileStoppable(
    uploads: readonly Upload[],
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const stop = new AbortController();
    for (const { jobId } of uploads) this.stops.set(jobId, stop);
    try {
      await work(stop.signal);
    } finally {
      for (const { jobId } of uploads) if (this.stops.get(jobId) === stop) this.stops.delete(jobId);
    }
  }

  /** One notification for all: the editor shows three at a time and drops any more. */
  private async showResultOf(
    uploads: readonly Upload[],
    ends: readonly NamedEnd[],
    reports: readonly (Report | undefined)[],
  ): Promise<void> {
    const files = uploads.flatMap(({ job }) => job?.files ?? []);
    await showResult(reports, batchResultText(ends, Date.now()), [
      this.runner.problemsButton(files),
      [t('Show Uploads'), () => commands.executeCommand('criteoAudiences.uploads.focus')],
    ]);
  }
}

/** Whether an upload never began, so that it has to be queued. */
function isNew({ job }: Upload): boolean {
  return job?.startedAt === undefined;
}
