import { t } from '@vscode/l10n';
import { env, Uri, window, workspace } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import type { SegmentList } from '../../../app/segments/segmentList';
import { choicesOfJob } from '../../../app/uploads/choices';
import { hasEnded, isUnderWay } from '../../../app/uploads/jobState';
import { jobText, maybeClearedText, targetLabel } from '../../../app/uploads/messages';
import { touchedList } from '../../../app/uploads/outcome';
import { commandLineOf, taskOf, type Surroundings } from '../../../app/uploads/repeatUpload';
import { findLaterUpload, requireAccountOfJob, requireJob } from '../../../app/uploads/requireJob';
import { namesOfJob } from '../../../app/uploads/target';
import type { OpenUpload } from '../../../app/uploads/upload';
import { badArgument } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import { dateTime } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary, Plan, Report } from '../../../upload/uploadTypes';
import { type Commands } from '../../base/command';
import { TASK_TYPE } from '../../base/names';
import { confirmModal } from '../../segments/confirm';
import { pickJob } from '../dialogs/pickJob';
import { openStoredUpload } from '../openStoredUpload';
import type { Runner } from '../runner';
import type { Uploader } from '../uploader';
import { isJobNode } from '../view/jobNode';

interface JobArguments {
  jobId: string;
}

/**
 * Commands on an upload: from its row, from the Command Palette, which asks for the upload, or by
 * contract with `{jobId}`.
 */
export class JobCommands {
  constructor(
    commands: Commands,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly engine: () => Uploads,
    private readonly runner: Runner,
    private readonly uploader: Uploader,
    private readonly openUpload: OpenUpload,
    private readonly stateDir: string,
    /** Shows an upload's page. */
    private readonly openPage: (jobId: string) => void,
  ) {
    // A row from before a restart of the extension host passes no job. With `onlyMatch` the only
    // job that fits is taken then; other commands always ask.
    const add = <R>(
      name: string,
      fits: (job: JobSummary) => boolean,
      noneText: () => string,
      run: (job: JobSummary, byContract: boolean) => Promise<R>,
      onlyMatch = false,
    ): void =>
      commands.add<JobArguments, R>({
        id: `criteoAudiences.${name}`,
        parse: ([argument]) => {
          if (isJobNode(argument)) return undefined;
          const args = Arguments.of(argument, name, 'jobId');
          return args && { jobId: args.text('jobId') };
        },
        run: async ({ jobId }) => run(await requireJob(engine(), jobId, name), true),
        prompt: async (node) =>
          run(
            isJobNode(node)
              ? await requireJob(engine(), node.jobId, name)
              : await pickJob(engine(), accounts, segments, {
                  fits,
                  noneText: noneText(),
                  onlyMatch,
                }),
            false,
          ),
      });
    add(
      'cancelUpload',
      isUnderWay,
      () => t('No uploads to cancel'),
      async ({ jobId }) => {
        await engine().cancel(jobId);
        return engine().job(jobId)?.report;
      },
      true,
    );
    add(
      'resumeUpload',
      (job) => job.resumable && !isUnderWay(job),
      () => t('No uploads to resume'),
      (job, byContract) => this.resume(job, byContract),
      true,
    );
    add(
      'startOver',
      hasEnded,
      () => t('No uploads to start over'),
      (job, byContract) => this.startOver(job, byContract),
    );
    add(
      'forgetJob',
      (job) => !isUnderWay(job) && !job.elsewhere,
      () => t('No upload records to delete'),
      async ({ jobId }) => {
        await engine().discard(jobId);
        return { jobId };
      },
    );
    add(
      'openReport',
      (job) => job.report !== undefined,
      () => t('No upload reports'),
      async ({ jobId, report }, byContract) => {
        if (!byContract) this.openPage(jobId);
        return report;
      },
    );
    add(
      'copyAsCommand',
      hasEnded,
      () => t('No uploads to copy'),
      (job, byContract) => this.copy(job, 'copyAsCommand', commandLineOf, byContract),
    );
    add(
      'copyAsTask',
      hasEnded,
      () => t('No uploads to copy'),
      (job, byContract) => this.copy(job, 'copyAsTask', taskText, byContract),
    );
  }

  /** Copies a text about how a job was made, and returns it. */
  private async copy(
    job: JobSummary,
    command: string,
    textOf: (plan: Plan, account: AccountHandle, around: Surroundings) => string,
    byContract: boolean,
  ): Promise<string> {
    const account = await requireAccountOfJob(this.accounts, job, command);
    const plan = await this.engine().planOf(job.jobId);
    const text = textOf(plan, account, {
      folder: workspace.getWorkspaceFolder(Uri.parse(plan.files[0].uri))?.uri.fsPath,
      stateDir: this.stateDir,
      platform: process.platform,
    });
    await env.clipboard.writeText(text);
    if (!byContract) window.setStatusBarMessage(t('Copied to the clipboard.'), 3000);
    return text;
  }

  private async resume(picked: JobSummary, byContract: boolean): Promise<Report | undefined> {
    const job = byContract ? picked : await this.stillResumable(picked);
    if (!job) return undefined;
    const account = await requireAccountOfJob(this.accounts, job, 'resumeUpload');
    if (!byContract) await confirmDespiteLaterUpload(this.engine(), job);
    const upload = await openStoredUpload(job, account, this.openUpload);
    if (!byContract) this.openPage(job.jobId);
    return this.runner.run(upload, { quiet: byContract });
  }

  /**
   * Reads the job's current state, since a row or notification may be out of date. If the job can't
   * be resumed any more, shows why and returns undefined.
   */
  private async stillResumable({ jobId }: JobSummary): Promise<JobSummary | undefined> {
    await this.engine().refresh();
    const job = await requireJob(this.engine(), jobId, 'resumeUpload');
    if (job.resumable && !isUnderWay(job)) return job;
    const names = namesOfJob(this.accounts, this.segments, job.target);
    const [file, target] = [fileNames(job.files), targetLabel(names)].map((name) =>
      name.forNotification(),
    );
    const state = jobText(job, Date.now());
    const message =
      isUnderWay(job) || job.elsewhere
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
    // An upload that sent nothing doesn't supersede the old one, which can still be resumed.
    if (touchedList(report))
      await this.engine()
        .discard(job.jobId)
        .catch(() => undefined);
    return report;
  }
}

/** A task as it is written in `tasks.json`. */
function taskText(...job: Parameters<typeof taskOf>): string {
  return JSON.stringify({ type: TASK_TYPE, ...taskOf(...job) }, undefined, 2);
}

/** Asks for confirmation if a later upload went to the same segment. */
async function confirmDespiteLaterUpload(engine: Uploads, job: JobSummary): Promise<void> {
  const later = findLaterUpload(engine, job);
  if (later)
    await confirmModal(
      t(
        'A later upload went to the same segment ({0}).',
        dateTime(Date.parse(later.startedAt ?? later.plannedAt)),
      ),
      [t('Resuming applies the rest of this older upload to the segment as it is now.')],
      t('Resume Anyway'),
    );
}
