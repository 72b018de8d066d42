import { t } from '@vscode/l10n';
import { commands, Uri, window } from 'vscode';
import type { AccountHandle } from '../../app/accounts/account';
import { figuresOf } from '../../app/segments/figures';
import {
  pausedBySignOut,
  progressSentence,
  resultSentence,
  targetLabel,
} from '../../app/uploads/messages';
import { reportDocument } from '../../app/uploads/reportDocument';
import type { LaterReadings } from '../../app/uploads/scheduledReadings';
import { namesOfJob } from '../../app/uploads/target';
import { Failure } from '../../common/failure';
import type { Plan, Progress, Report, RunResult } from '../../upload/types';
import type { UploadDocuments } from '../base/pages';
import { whileWorking } from '../base/progress';
import { fileNames } from '../base/source';
import type { Problems } from '../problems/problems';
import type { UploadContext } from './context';
import { byRuleOf, showProblems } from './view/problems';

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
    private readonly context: UploadContext,
    private readonly problems: Problems,
    private readonly documents: UploadDocuments,
    private readonly later: LaterReadings,
  ) {}

  /** Resolves with the report of every end; rejects only where no job is to be had. */
  async run(jobId: string, asked: AccountHandle, options: RunOptions): Promise<Report> {
    const account = this.current(asked);
    // Told by the names from before: a sign-out takes them away.
    const job = this.context.engine().job(jobId);
    const target = job
      ? targetLabel(
          namesOfJob(this.context.accounts, this.context.segments, job.target),
        ).forNotification()
      : '';
    const title = job
      ? t('{0} → {1}', fileNames(job.files).forNotification(), target)
      : t('Upload');
    if (job && !options.quiet)
      await this.context.view().recent.use({ account, segment: { id: job.target.segmentId } });
    const result = options.quiet
      ? await this.go(jobId, account, options)
      : await this.withProgress(jobId, title, account, options);
    await this.after(jobId, account, result);
    if (!options.quiet && !options.untold) void this.tell(jobId, target, result);
    return result.report;
  }

  /**
   * The account as it is signed in now: between a question and its answer somebody may have signed
   * out. Throws `signed-out`.
   */
  private current(account: AccountHandle): AccountHandle {
    const { accounts } = this.context;
    if (!accounts.signedIn(account.origin, account.clientId)) throw sessionEnded();
    return accounts.byKey(account.key) ?? account;
  }

  private go(
    jobId: string,
    account: AccountHandle,
    options: RunOptions,
    onProgress = options.onProgress,
  ): Promise<RunResult> {
    const engine = this.context.engine();
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
    return whileWorking({ title, cancellable: true }, async (progress, token) => {
      let done = 0;
      let last: Progress | undefined;
      // What waits counts down without a change of the job.
      const ticking = setInterval(
        () => last?.wait && progress.report({ message: progressSentence(last, Date.now()) }),
        1000,
      );
      const cancelling = token.onCancellationRequested(
        () => void this.context.engine().cancel(jobId),
      );
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
        cancelling.dispose();
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
    const { history } = this.context;
    const kept = await history.of(account, report.segmentId).catch(() => []);
    for (const reading of this.context.engine().job(jobId)?.readings ?? []) {
      const { at } = reading;
      // A resumed job has those of its first run as well.
      if (kept.some((entry) => entry.kind === 'reading' && entry.at === at)) continue;
      await history.add(account, report.segmentId, {
        kind: 'reading',
        at,
        ...figuresOf(reading),
        jobId,
      });
    }
    if (!touchedList(report)) return;
    const at = Date.parse(report.finishedAt);
    await history.add(account, report.segmentId, {
      kind: 'upload',
      at,
      operation: report.operation,
      accepted: report.accepted,
      jobId,
    });
    await this.later.add(account, report.segmentId, at);
  }

  private async planOf(jobId: string): Promise<Plan | undefined> {
    try {
      return await this.context.engine().planOf(jobId);
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
    const job = this.context.engine().job(jobId);
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
    const job = this.context.engine().job(jobId);
    if (!job?.report) return undefined;
    // Its account has a name once the sessions are read.
    await this.context.accounts.require().catch(() => undefined);
    return reportDocument(
      job.report,
      job,
      namesOfJob(this.context.accounts, this.context.segments, job.target),
      plan ? byRuleOf(plan) : [],
    );
  }

  async openReport(jobId: string): Promise<void> {
    const text = await this.reportText(jobId);
    if (text !== undefined) await this.documents.show(this.documents.reportUri(jobId), text);
  }
}

/** The session that an upload was made with is gone before it began. */
export function sessionEnded(): Failure {
  return new Failure(
    'signed-out',
    t(
      'Nothing was sent: the account was signed out. Sign in again, then upload once more, or resume it in Uploads if it is listed there.',
    ),
    'upload',
  );
}

/** Whether an upload changed the list, or may have. */
export function touchedList({ sent, cleared, maybeCleared }: Report): boolean {
  return sent > 0 || cleared !== undefined || maybeCleared !== undefined;
}

/**
 * How loud an end is told, of one upload or of several together; undefined: there is not even a
 * report.
 */
export function messageFor(
  reports: readonly (Report | undefined)[],
): (message: string, ...buttons: string[]) => Thenable<string | undefined> {
  if (reports.some((report) => !report || (report.state === 'failed' && !pausedBySignOut(report))))
    return window.showErrorMessage;
  return reports.some((report) => report?.state === 'cancelled' || (report?.refused ?? 0) > 0)
    ? window.showWarningMessage
    : window.showInformationMessage;
}
