import { t } from '@vscode/l10n';
import { commands, Uri, window } from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { RecentSegments } from '../../app/segments/recentSegments';
import type { SegmentList } from '../../app/segments/segmentList';
import { virtualFileBytes } from '../../app/uploads/draft/workspace';
import { resultText, targetLabel, type TargetNames } from '../../app/uploads/messages';
import { severityOf } from '../../app/uploads/outcome';
import type { Receipt } from '../../app/uploads/receipt/receipt';
import { namesOfJob } from '../../app/uploads/target';
import type { Upload, UploadOpener } from '../../app/uploads/upload';
import { fileNames } from '../../common/fileName';
import type { RunResult } from '../../upload/contract';
import type { JobSummary, Progress, Report } from '../../upload/jobTypes';
import type { Plan } from '../../upload/uploadTypes';
import { sourceOf } from '../base/editorSource';
import type { Problems } from '../problems/problems';
import { showProblems } from '../problems/showProblems';

export interface RunOptions {
  /** For programs: shows no notification, and fails without a network instead of waiting. */
  quiet?: boolean;
  /** Whether the user sees the result already, so that no notification says it. */
  isSeen?: () => boolean;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** When the first of those that are sent together began, in milliseconds since 1970. Default: when this did. */
  since?: number;
}

/** Opens and runs uploads, and shows their problems and their result. */
export class Runner {
  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly recent: RecentSegments,
    private readonly problems: Problems,
    private readonly uploads: UploadOpener,
  ) {}

  /**
   * Opens an upload of an earlier run, with the content of its virtual files, which the engine doesn't
   * keep. Rejects with `Failure` if one of them can't be read.
   */
  async open(
    { jobId, files }: Pick<JobSummary, 'jobId' | 'files'>,
    account: AccountHandle,
    start: Pick<Parameters<UploadOpener['open']>[2] & object, 'allow'> = {},
  ): Promise<Upload> {
    const uris = files.map(({ uri }) => Uri.parse(uri));
    const virtual = uris.filter(({ scheme }) => scheme !== 'file');
    const sources = await Promise.all(virtual.map((uri) => sourceOf(uri, 'resumeUpload')));
    return this.uploads.open(jobId, account, { ...start, content: virtualFileBytes(sources) });
  }

  /** Resolves with the report for programs, however the upload ends; rejects only if it can't be started. */
  async run(
    upload: Upload,
    { quiet = false, isSeen, signal, onProgress, since = Date.now() }: RunOptions = {},
  ): Promise<Receipt> {
    const { job, account } = upload;
    // A sign-out during the upload removes the name.
    const segment = job ? this.namesOf(job).segment.forNotification() : '';
    if (job && !quiet) await this.recent.use({ account, segment: { id: job.target.segmentId } });
    const result = await upload.run({ signal, onProgress, autoResume: !quiet });
    const plan = await this.planOf(upload.jobId);
    if (plan) {
      showProblems(this.problems, plan, result.serverFindings, result.report);
      const uris = plan.files.map(({ uri }) => Uri.parse(uri));
      if (result.report.state === 'finished') this.problems.clearOlder(uris, result.report, since);
    }
    if (!quiet && !isSeen?.()) void this.showResultOf(upload.jobId, segment, result);
    return result.report;
  }

  /** Its files and its segment, for a notification. */
  titleOf({ job }: Upload): string {
    if (!job) return t('Upload');
    const target = targetLabel(this.namesOf(job)).forNotification();
    return t('{0} → {1}', fileNames(job.files).forNotification(), target);
  }

  private namesOf({ target }: JobSummary): TargetNames {
    return namesOfJob(this.accounts, this.segments, target);
  }

  /** Undefined if the upload record was deleted in the meantime. */
  private planOf(jobId: string): Promise<Plan | undefined> {
    return this.uploads
      .engine()
      .planOf(jobId)
      .catch(() => undefined);
  }

  /**
   * Shows the result in a notification. Extensions can't withdraw it, so it may be answered long
   * after: Open runs a command, which checks the job's current state.
   */
  private async showResultOf(jobId: string, segment: string, { report }: RunResult): Promise<void> {
    const job = this.uploads.engine().job(jobId);
    if (!job) return;
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
