import { t } from '@vscode/l10n';
import { commands, Uri, window } from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import { accountNow } from '../../app/uploads/jobs';
import {
  pausedBySignOut,
  progressSentence,
  resultSentence,
  targetLabel,
} from '../../app/uploads/messages';
import { severityOf } from '../../app/uploads/outcome';
import { byRuleOf } from '../../app/uploads/plan/planProblems';
import { recordUpload } from '../../app/uploads/recordUpload';
import { reportDocument } from '../../app/uploads/reportDocument';
import type { ScheduledReadings } from '../../app/uploads/scheduledReadings';
import { namesOfJob } from '../../app/uploads/target';
import { fileNames } from '../../common/fileName';
import type { Uploads } from '../../upload/contract';
import type { Plan, Progress, Report, RunResult } from '../../upload/types';
import type { UploadDocuments } from '../base/pages';
import { whileWorking } from '../base/progress';
import type { Problems } from '../problems/problems';
import type { SegmentsView } from '../segments/index';
import { showProblems } from './view/showProblems';

export interface RunOptions {
  resume?: boolean;
  /** Called by contract: no notification, and a lost network ends it. */
  quiet: boolean;
  /** The caller tells the result, together with others. */
  untold?: boolean;
  /** Identifiers that the list last had. */
  lastKnown?: number;
  content?: ReadonlyMap<string, Uint8Array>;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** Runs planned jobs and does what follows: Problems, history, the result in words. */
export class Runner {
  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: History,
    private readonly engine: () => Uploads,
    private readonly view: () => Pick<SegmentsView, 'recent'>,
    private readonly problems: Problems,
    private readonly documents: UploadDocuments,
    private readonly scheduled: ScheduledReadings,
  ) {}

  /** Resolves with the report of every end; rejects only where no job is to be had. */
  async run(jobId: string, asked: AccountHandle, options: RunOptions): Promise<Report> {
    const account = accountNow(this.accounts, asked);
    // Told by the names from before: a sign-out takes them away.
    const job = this.engine().job(jobId);
    const target = job
      ? targetLabel(namesOfJob(this.accounts, this.segments, job.target)).forNotification()
      : '';
    const title = job
      ? t('{0} → {1}', fileNames(job.files).forNotification(), target)
      : t('Upload');
    if (job && !options.quiet)
      await this.view().recent.use({ account, segment: { id: job.target.segmentId } });
    const result = options.quiet
      ? await this.go(jobId, account, options)
      : await this.withProgress(jobId, title, account, options);
    await this.after(jobId, account, result);
    if (!options.quiet && !options.untold) void this.tell(jobId, target, result);
    return result.report;
  }

  private go(
    jobId: string,
    account: AccountHandle,
    options: RunOptions,
    onProgress = options.onProgress,
  ): Promise<RunResult> {
    const engine = this.engine();
    const control = {
      autoResume: !options.quiet,
      lastKnown: options.lastKnown,
      content: options.content,
      signal: options.signal,
      onProgress,
      pacing: account.client.pacing,
    };
    return options.resume
      ? engine.resume(jobId, account.client, control)
      : engine.start(jobId, account.client, control);
  }

  private withProgress(
    jobId: string,
    title: string,
    account: AccountHandle,
    options: RunOptions,
  ): Thenable<RunResult> {
    return whileWorking({ title, cancellable: true }, async (signal, progress) => {
      let done = 0;
      let last: Progress | undefined;
      // What waits counts down without a change of the job.
      const ticking = setInterval(
        () => last?.wait && progress.report({ message: progressSentence(last, Date.now()) }),
        1000,
      );
      signal.addEventListener('abort', () => void this.engine().cancel(jobId));
      try {
        return await this.go(jobId, account, options, (state) => {
          last = state;
          const percentage = state.callsTotal > 0 ? (100 * state.callsDone) / state.callsTotal : 0;
          progress.report({
            message: progressSentence(state, Date.now()),
            increment: Math.max(0, percentage - done),
          });
          done = Math.max(done, percentage);
        });
      } finally {
        clearInterval(ticking);
      }
    });
  }

  private async after(
    jobId: string,
    account: AccountHandle,
    { report, serverFindings }: RunResult,
  ): Promise<void> {
    const plan = await this.planOf(jobId);
    if (plan) showProblems(this.problems, plan, serverFindings, report);
    const readings = this.engine().job(jobId)?.readings ?? [];
    await recordUpload(account, report, readings, this.history, this.scheduled);
  }

  private async planOf(jobId: string): Promise<Plan | undefined> {
    try {
      return await this.engine().planOf(jobId);
    } catch {
      return undefined; // forgotten while it ended
    }
  }

  /**
   * The result as one notification. The editor lets no extension take one back: it may be answered
   * long after the job was gone on with, or forgotten. So its buttons run the commands, which look
   * at what the job is by then.
   */
  private async tell(jobId: string, target: string, { report, unnamed }: RunResult): Promise<void> {
    const job = this.engine().job(jobId);
    if (!job) return;
    const sentence = resultSentence(
      report,
      fileNames(job.files).forNotification(),
      target,
      Date.parse(report.finishedAt),
    );
    const [showProblems, openReport, resume, startOver, signIn, find] = [
      t('Show Problems'),
      t('Open Report'),
      t('Resume'),
      t('Start Over'),
      t('Sign In'),
      t('Find the Refused Rows'),
    ];
    // Resuming with another file, or a list without what was sent before, fails again.
    const goOn =
      report.error?.code === 'file-changed' || report.error?.code === 'list-emptied'
        ? startOver
        : resume;
    const buttons = [
      ...(this.problems.readAs(Uri.parse(job.files[0].uri)) ? [showProblems] : []),
      openReport,
      ...(pausedBySignOut(report) ? [signIn] : job.resumable ? [goOn] : []),
      ...(unnamed.length > 0 ? [find] : []),
    ];
    const choice = await messageFor([report])(sentence, ...buttons);
    if (choice === showProblems) await commands.executeCommand('workbench.actions.view.problems');
    if (choice === openReport) await this.openReport(jobId);
    if (choice === resume)
      await commands.executeCommand('criteoAudiences.resumeUpload', { kind: 'job', jobId });
    if (choice === startOver)
      await commands.executeCommand('criteoAudiences.startOver', { kind: 'job', jobId });
    if (choice === signIn) await commands.executeCommand('criteoAudiences.signIn');
    if (choice === find)
      await commands.executeCommand('criteoAudiences.findRefusedRows', { kind: 'job', jobId });
  }

  /** The report's page, after a restart too; undefined for a job without one. */
  async reportText(jobId: string): Promise<string | undefined> {
    const plan = await this.planOf(jobId);
    const job = this.engine().job(jobId);
    if (!job?.report) return undefined;
    // Its account has a name once the sessions are read.
    await this.accounts.require().catch(() => undefined);
    return reportDocument(
      job.report,
      job,
      namesOfJob(this.accounts, this.segments, job.target),
      plan ? byRuleOf(plan) : [],
    );
  }

  async openReport(jobId: string): Promise<void> {
    const text = await this.reportText(jobId);
    if (text !== undefined) await this.documents.show(this.documents.reportUri(jobId), text);
  }
}

/** Shows a message as loud as the end of these uploads is; see `severityOf`. */
export function messageFor(
  reports: readonly (Report | undefined)[],
): (message: string, ...buttons: string[]) => Thenable<string | undefined> {
  switch (severityOf(reports)) {
    case 'error':
      return window.showErrorMessage;
    case 'warning':
      return window.showWarningMessage;
    case 'information':
      return window.showInformationMessage;
  }
}
