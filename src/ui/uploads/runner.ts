import { t } from '@vscode/l10n';
import { commands, Uri, window } from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { SegmentList } from '../../app/segments/segmentList';
import { resultText, targetLabel } from '../../app/uploads/messages';
import { severityOf } from '../../app/uploads/outcome';
import { namesOfJob } from '../../app/uploads/target';
import type { Upload } from '../../app/uploads/upload';
import { fileNames } from '../../common/fileName';
import type { RunResult, Uploads } from '../../upload/contract';
import type { Progress, Report } from '../../upload/jobTypes';
import type { Plan } from '../../upload/uploadTypes';
import type { Problems } from '../problems/problems';
import { showProblems } from '../problems/showProblems';
import type { SegmentsView } from '../segments/registerSegments';

export interface RunOptions {
  /** For programs: shows no notification, and fails without a network instead of waiting. */
  quiet: boolean;
  /** The caller shows the result, together with others. */
  skipResult?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** Runs uploads and shows their problems and their result. */
export class Runner {
  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly engine: () => Uploads,
    private readonly view: () => Pick<SegmentsView, 'recent'>,
    private readonly problems: Problems,
    /** Whether the user sees the upload's page, which has the result already. */
    private readonly isPageVisible: (jobId: string) => boolean,
  ) {}

  /** Resolves with the report, however the upload ends; rejects only if it can't be started. */
  async run(
    upload: Upload,
    { quiet, skipResult, signal, onProgress }: RunOptions,
  ): Promise<Report> {
    const { job, account } = upload;
    // A sign-out during the upload removes the name.
    const segment = this.segmentOf(upload);
    if (job && !quiet)
      await this.view().recent.use({ account, segment: { id: job.target.segmentId } });
    const result = await upload.run({ signal, onProgress, autoResume: !quiet });
    const plan = await this.planOf(upload.jobId);
    if (plan) showProblems(this.problems, plan, result.serverFindings, result.report);
    if (!quiet && !skipResult) void this.showResultOf(upload.jobId, segment, result);
    return result.report;
  }

  /** Its files and its segment, for a notification. */
  titleOf(upload: Upload): string {
    const files = fileNames(upload.job?.files ?? []).forNotification();
    return upload.job ? t('{0} → {1}', files, this.targetOf(upload)) : t('Upload');
  }

  private targetOf({ job }: Upload): string {
    if (!job) return '';
    return targetLabel(namesOfJob(this.accounts, this.segments, job.target)).forNotification();
  }

  private segmentOf({ job }: Upload): string {
    if (!job) return '';
    return namesOfJob(this.accounts, this.segments, job.target).segment.forNotification();
  }

  /** Undefined if the upload record was deleted in the meantime. */
  private planOf(jobId: string): Promise<Plan | undefined> {
    return this.engine()
      .planOf(jobId)
      .catch(() => undefined);
  }

  /**
   * Shows the result in a notification, unless the upload's page is in sight. Extensions can't
   * withdraw a notification, so it may be answered long after: Open runs a command, which checks
   * the job's current state.
   */
  private async showResultOf(jobId: string, segment: string, { report }: RunResult): Promise<void> {
    const job = this.engine().job(jobId);
    if (!job || this.isPageVisible(jobId)) return;
    const sentence = resultText(
      report,
      fileNames(job.files).forNotification(),
      segment,
      Date.parse(report.finishedAt),
    );
    await showResult([report], sentence, [
      this.problemsButton(job.files),
      [
        t('Open'),
        () => commands.executeCommand('criteoAudiences.openReport', { kind: 'job', jobId }),
      ],
    ]);
  }

  /** Offered only if Problems shows any of these files. */
  problemsButton(files: readonly { uri: string }[]): Button | false {
    return (
      files.some(({ uri }) => this.problems.readAs(Uri.parse(uri))) && [
        t('Show Problems'),
        () => commands.executeCommand('workbench.actions.view.problems'),
      ]
    );
  }
}

type Button = [label: string, press: () => Thenable<unknown>];

/** Shows `sentence` as an error, a warning or information, by the reports' `severityOf`. */
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
