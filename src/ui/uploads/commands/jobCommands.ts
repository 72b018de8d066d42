import { t } from '@vscode/l10n';
import { env, Uri, window, workspace } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import { type Choices } from '../../../app/uploads/choices/choices';
import { choicesOfJob } from '../../../app/uploads/choices/jobChoices';
import { jobText, maybeClearedText, targetLabel } from '../../../app/uploads/messages';
import { touchedList } from '../../../app/uploads/outcome';
import { commandLineOf, taskOf, type Surroundings } from '../../../app/uploads/repeatUpload';
import { requireAccountOfJob, requireJob } from '../../../app/uploads/requireJob';
import { assertNotOutdated, notConfirmedError } from '../../../app/uploads/resumeOld';
import {
  canCancel,
  canResume,
  findLaterUpload,
  hasEnded,
  isInProgress,
  isOutdated,
  isShown,
  isWaiting,
} from '../../../app/uploads/standing';
import { namesOfJob } from '../../../app/uploads/target';
import type { OpenUpload } from '../../../app/uploads/upload';
import { badArgument } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import { dateTime } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary, Report } from '../../../upload/jobTypes';
import type { Plan } from '../../../upload/uploadTypes';
import { TASK_TYPE } from '../../base/names';
import { rejectOnCancel } from '../../segments/confirm';
import type { BatchRunner } from '../batchRunner';
import { confirmResume } from '../dialogs/confirmResume';
import { openStoredUpload } from '../openStoredUpload';
import type { Runner } from '../runner';
import type { Uploader } from '../uploader';
import type { AddJobCommand, JobCommand } from './jobCommand';

/** Commands that cancel, resume, start over, open or copy uploads. */
export class JobCommands {
  constructor(
    add: AddJobCommand,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly engine: () => Uploads,
    private readonly runner: Runner,
    private readonly batches: Pick<BatchRunner, 'cancel' | 'skip' | 'resume'>,
    private readonly uploader: Uploader,
    private readonly openUpload: OpenUpload,
    private readonly stateDir: string,
    /** Shows the page of an upload, or of several that were sent together. */
    private readonly openPage: (jobIds: readonly string[]) => void,
    /** Shows an upload that begins, where the user sees it already, or on its own page. */
    private readonly follow: (jobId: string) => void,
  ) {
    add({
      name: 'cancelUpload',
      fits: canCancel,
      noneText: () => t('No uploads to cancel'),
      run: (job) => this.cancel(job),
      runAll: (jobs) => this.batches.cancel(jobs.map(({ jobId }) => jobId)),
      onlyMatch: true,
    });
    add({
      name: 'resumeUpload',
      fits: canResume,
      noneText: () => t('No uploads to resume'),
      run: (job, byContract, args) =>
        byContract
          ? this.resumeByContract(job, args?.optionalFlag('confirmOld'))
          : this.resume(job),
      runAll: (jobs) => this.resumeAll(jobs),
      onlyMatch: true,
    });
    add({
      name: 'startOver',
      fits: hasEnded,
      noneText: () => t('No uploads to start over'),
      run: (job, byContract) => this.startOver(job, byContract),
      runAll: (jobs) => this.startOverAll(jobs),
    });
    add({
      name: 'openReport',
      fits: isShown,
      noneText: () => t('No uploads'),
      run: async ({ jobId, report }, byContract) => {
        if (!byContract) this.openPage([jobId]);
        return report;
      },
      runAll: async ([{ jobId, batch = [jobId] }]) => this.openPage(batch),
    });
    const noneText = (): string => t('No uploads to copy');
    add({
      name: 'copyAsCommand',
      fits: hasEnded,
      noneText,
      ...this.copying('copyAsCommand', commandLineOf, '\n'),
    });
    add({
      name: 'copyAsTask',
      fits: hasEnded,
      noneText,
      ...this.copying('copyAsTask', taskText, ',\n'),
    });
  }

  /** One that waits for its turn hasn't begun: the others of its batch continue. */
  private async cancel({ jobId, ...job }: JobSummary): Promise<Report | undefined> {
    if (isWaiting(job)) await this.batches.skip(jobId);
    else await this.engine().cancel(jobId);
    return this.engine().job(jobId)?.report;
  }

  /** Copies a text about how each job was made, and returns it. */
  private copying(
    command: string,
    textOf: (plan: Plan, account: AccountHandle, around: Surroundings) => string,
    separator: string,
  ): Omit<JobCommand<string>, 'name' | 'fits' | 'noneText'> {
    const copy = async (
      jobs: readonly { jobId: string }[],
      byContract: boolean,
    ): Promise<string> => {
      const texts: string[] = [];
      for (const { jobId } of jobs) {
        const job = await requireJob(this.engine(), jobId, command);
        const account = await requireAccountOfJob(this.accounts, job, command);
        const plan = await this.engine().planOf(jobId);
        texts.push(
          textOf(plan, account, {
            folder: workspace.getWorkspaceFolder(Uri.parse(plan.files[0].uri))?.uri.fsPath,
            stateDir: this.stateDir,
            platform: process.platform,
          }),
        );
      }
      const text = texts.join(separator);
      await env.clipboard.writeText(text);
      if (!byContract) window.setStatusBarMessage(t('Copied to the clipboard.'), 3000);
      return text;
    };
    return {
      run: (job, byContract) => copy([job], byContract),
      runAll: (jobs) => copy(jobs, false),
    };
  }

  private async resume(picked: JobSummary): Promise<Report | undefined> {
    const job = await this.stillResumable(picked);
    if (!job) return undefined;
    const account = await requireAccountOfJob(this.accounts, job, 'resumeUpload');
    const choice = await confirmResume(job, findLaterUpload(this.engine(), job), true);
    if (choice === 'startOver') return this.startOver(job, false);
    const upload = await openStoredUpload(job, account, this.openUpload);
    this.follow(job.jobId);
    return this.runner.run(upload, { quiet: false });
  }

  /**
   * `confirmOld`: whether an upload that was checked long ago is resumed; undefined asks. Rejects
   * with `Failure` 'not-confirmed' or 'cancelled', and as `assertNotOutdated`.
   */
  private async resumeByContract({ jobId }: JobSummary, confirmOld?: boolean): Promise<Report> {
    const operation = 'resumeUpload';
    // Another window or terminal may have superseded it.
    await this.engine().refresh();
    const job = await requireJob(this.engine(), jobId, operation);
    assertNotOutdated(job, operation);
    const account = await requireAccountOfJob(this.accounts, job, operation);
    if (job.checkedLongAgo && confirmOld === false) throw notConfirmedError(job, operation);
    if (!confirmOld) await rejectOnCancel(operation, confirmResume(job, undefined, false));
    const upload = await openStoredUpload(job, account, this.openUpload);
    return this.runner.run(upload, { quiet: true });
  }

  /** Sends what is left of each, one after the other, on the page of all. */
  private async resumeAll(jobs: readonly JobSummary[]): Promise<void> {
    const [{ jobId, batch = [jobId], ...job }] = jobs;
    await requireAccountOfJob(this.accounts, { jobId, ...job }, 'resumeUpload');
    this.openPage(batch);
    await this.batches.resume(jobs.filter(canResume), batch);
  }

  /**
   * Reads the job's current state, since a row or notification may be out of date. If the job can't
   * be resumed any more, shows why and returns undefined.
   */
  private async stillResumable({ jobId }: JobSummary): Promise<JobSummary | undefined> {
    await this.engine().refresh();
    const job = await requireJob(this.engine(), jobId, 'resumeUpload');
    if (canResume(job)) return job;
    const names = namesOfJob(this.accounts, this.segments, job.target);
    const [file, target] = [fileNames(job.files), targetLabel(names)].map((name) =>
      name.forNotification(),
    );
    if (job.error && isOutdated(job)) {
      const startOver = t('Start Over…');
      const { message } = job.error;
      if ((await window.showWarningMessage(message, startOver)) === startOver)
        await this.startOver(job, false);
      return undefined;
    }
    const state = jobText(job, Date.now());
    const message = isInProgress(job)
      ? t('{0} → {1} is already in progress: {2}.', file, target, state)
      : t('{0} → {1} has nothing left to resume: {2}.', file, target, state);
    void window.showInformationMessage(message);
    return undefined;
  }

  /** Uploads the same files from the beginning, with a new plan and its page. */
  private async startOver(job: JobSummary, byContract: boolean): Promise<Report> {
    if (byContract)
      throw badArgument('startOver', t('Starting over needs confirmation. Use uploadCsv instead.'));
    const account = await requireAccountOfJob(this.accounts, job, 'startOver');
    const { cleared, maybeCleared } = job;
    const clearedText = cleared
      ? t(
          'It was already cleared on {0}. Anything added since then is removed too.',
          dateTime(Date.parse(cleared)),
        )
      : maybeCleared && maybeClearedText(maybeCleared);
    const choices = choicesOfJob(await this.engine().planOf(job.jobId), account);
    const report = await this.uploader.upload(choices, clearedText ? [clearedText] : []);
    await this.supersede([job], [report]);
    return report;
  }

  /** The same for several jobs, on one page. */
  private async startOverAll(jobs: readonly JobSummary[]): Promise<readonly Report[]> {
    const choices: Choices[] = [];
    for (const job of jobs) {
      const account = await requireAccountOfJob(this.accounts, job, 'startOver');
      choices.push(choicesOfJob(await this.engine().planOf(job.jobId), account));
    }
    const reports = await this.uploader.uploadSeveral(choices, false);
    await this.supersede(jobs, reports);
    return reports;
  }

  /**
   * Deletes the records of jobs that were started over. An upload that sent nothing doesn't supersede
   * the old one, which can still be resumed.
   */
  private async supersede(jobs: readonly JobSummary[], reports: readonly Report[]): Promise<void> {
    const changed = new Set(reports.filter(touchedList).map(({ segmentId }) => segmentId));
    for (const { jobId, target } of jobs)
      if (changed.has(target.segmentId))
        await this.engine()
          .discard(jobId)
          .catch(() => undefined);
  }
}

/** A task as it is written in `tasks.json`. */
function taskText(...job: Parameters<typeof taskOf>): string {
  return JSON.stringify({ type: TASK_TYPE, ...taskOf(...job) }, undefined, 2);
}
