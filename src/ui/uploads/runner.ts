import { t } from '@vscode/l10n';
import { commands, Uri, window } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { SegmentList } from '../../app/segments/segmentList';
import {
  pausedBySignOutText,
  progressText,
  resultText,
  targetLabel,
} from '../../app/uploads/messages';
import { severityOf } from '../../app/uploads/outcome';
import { byRuleOf } from '../../app/uploads/plan/planProblems';
import { reportDocument } from '../../app/uploads/reportDocument';
import { namesOfJob } from '../../app/uploads/target';
import type { Upload } from '../../app/uploads/upload';
import { fileNames } from '../../common/fileName';
import type { Uploads } from '../../upload/contract';
import type { Plan, Progress, Report, RunResult } from '../../upload/uploadTypes';
import { whileWorking } from '../base/progress';
import type { UploadDocuments } from '../base/uploadDocuments';
import type { Problems } from '../problems/problems';
import { showProblems } from '../problems/showProblems';
import type { SegmentsView } from '../segments/registerSegments';

export interface RunOptions {
  /** Called by contract: no notification, and a lost network ends it. */
  quiet: boolean;
  /** The caller tells the result, together with others. */
  skipResult?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** Runs uploads and shows what comes of them: progress, Problems, the result in words. */
export class Runner {
  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly engine: () => Uploads,
    private readonly view: () => Pick<SegmentsView, 'recent'>,
    private readonly problems: Problems,
    private readonly documents: UploadDocuments,
  ) {}

  /** Resolves with the report of every end; rejects only where no job is to be had. */
  async run(
    upload: Upload,
    { quiet, skipResult: untold, signal, onProgress }: RunOptions,
  ): Promise<Report> {
    const { job, account } = upload;
    // Told by the names from before: a sign-out takes them away.
    const [title, target] = [this.titleOf(upload), this.targetOf(upload)];
    if (job && !quiet)
      await this.view().recent.use({ account, segment: { id: job.target.segmentId } });
    const result = quiet
      ? await upload.run({ signal, onProgress, autoResume: false })
      : await this.withProgress(upload, title);
    const plan = await this.planOf(upload.jobId);
    if (plan) showProblems(this.problems, plan, result.serverFindings, result.report);
    if (!quiet && !untold) void this.showResultOf(upload.jobId, target, result);
    return result.report;
  }

  /** Its files and its segment. */
  titleOf(upload: Upload): string {
    const files = fileNames(upload.job?.files ?? []).forNotification();
    return upload.job ? t('{0} → {1}', files, this.targetOf(upload)) : t('Upload');
  }

  private targetOf({ job }: Upload): string {
    if (!job) return '';
    return targetLabel(namesOfJob(this.accounts, this.segments, job.target)).forNotification();
  }

  private withProgress(upload: Upload, title: string): Promise<RunResult> {
    return whileWorking({ title, cancellable: true }, async (signal, progress) => {
      let done = 0;
      let last: Progress | undefined;
      // What waits counts down without a change of the job.
      const ticking = setInterval(
        () => last?.wait && progress.report({ message: progressText(last, Date.now()) }),
        1000,
      );
      const onProgress = (state: Progress): void => {
        last = state;
        const percentage = state.callsTotal > 0 ? (100 * state.callsDone) / state.callsTotal : 0;
        progress.report({
          message: progressText(state, Date.now()),
          increment: Math.max(0, percentage - done),
        });
        done = Math.max(done, percentage);
      };
      try {
        return await upload.run({ signal, onProgress, autoResume: true });
      } finally {
        clearInterval(ticking);
      }
    });
  }

  /** Undefined for one that was forgotten while it ended. */
  private planOf(jobId: string): Promise<Plan | undefined> {
    return this.engine()
      .planOf(jobId)
      .catch(() => undefined);
  }

  /**
   * The result as one notification. The editor lets no extension take one back: it may be answered
   * long after the job was gone on with, or forgotten. So its buttons run the commands, which look
   * at what the job is by then.
   */
  private async showResultOf(
    jobId: string,
    target: string,
    { report, unnamed }: RunResult,
  ): Promise<void> {
    const job = this.engine().job(jobId);
    if (!job) return;
    const sentence = resultText(
      report,
      fileNames(job.files).forNotification(),
      target,
      Date.parse(report.finishedAt),
    );
    const node = { kind: 'job', jobId };
    // Resuming with another file, or a list without what was sent before, fails again.
    const fails = report.error?.code === 'file-changed' || report.error?.code === 'list-emptied';
    const goOn: Button = fails
      ? [t('Start Over…'), () => commands.executeCommand('criteoAudiences.startOver', node)]
      : [t('Resume'), () => commands.executeCommand('criteoAudiences.resumeUpload', node)];
    await showResult([report], sentence, [
      this.problemsButton(job.files),
      [t('Open Report'), () => this.openReport(jobId)],
      pausedBySignOutText(report)
        ? [t('Sign In'), () => commands.executeCommand('criteoAudiences.signIn')]
        : job.resumable && goOn,
      unnamed.length > 0 && [
        t('Find Rejected Rows…'),
        () => commands.executeCommand('criteoAudiences.findRefusedRows', node),
      ],
    ]);
  }

  /** Where there is something to see of these files. */
  problemsButton(files: readonly { uri: string }[]): Button | false {
    return (
      files.some(({ uri }) => this.problems.readAs(Uri.parse(uri))) && [
        t('Show Problems'),
        () => commands.executeCommand('workbench.actions.view.problems'),
      ]
    );
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

type Button = [label: string, press: () => Thenable<unknown>];

/** Tells an end as loud as the uploads' is; see `severityOf`. */
export async function showResult(
  reports: readonly (Report | undefined)[],
  sentence: string,
  buttons: readonly (Button | false)[],
): Promise<void> {
  const shown = buttons.filter((button) => button !== false);
  const show = {
    error: window.showErrorMessage,
    warning: window.showWarningMessage,
    information: window.showInformationMessage,
  }[severityOf(reports)];
  const choice = await show(sentence, ...shown.map(([label]) => label));
  await shown.find(([label]) => label === choice)?.[1]();
}
