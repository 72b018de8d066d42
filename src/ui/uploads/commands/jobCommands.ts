import { t } from '@vscode/l10n';
import { Uri, window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import type { SegmentList } from '../../../app/segments/segmentList';
import { choicesOfJob } from '../../../app/uploads/choices';
import { virtualFileBytes } from '../../../app/uploads/draft/drafts';
import { isUnderWay } from '../../../app/uploads/jobState';
import { jobText, maybeClearedText, targetLabel } from '../../../app/uploads/messages';
import { touchedList } from '../../../app/uploads/outcome';
import { findLaterUpload, requireAccountOfJob, requireJob } from '../../../app/uploads/requireJob';
import { namesOfJob } from '../../../app/uploads/target';
import type { OpenUpload } from '../../../app/uploads/upload';
import { badArgument } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import { dateTime } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary, Report } from '../../../upload/uploadTypes';
import { type Commands } from '../../base/command';
import { sourceOf } from '../../base/editorSource';
import { ask } from '../../segments/confirm';
import type { DraftQuestions } from '../askDraft';
import { pickJob } from '../dialogs/pickJob';
import type { Runner } from '../runner';
import { isJobNode } from '../view/jobNode';

interface JobCall {
  jobId: string;
}

/**
 * What can be done with a job: from its row, from the palette (asks which), or by contract with
 * `{jobId}`.
 */
export class JobCommands {
  constructor(
    commands: Commands,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly engine: () => Uploads,
    private readonly runner: Runner,
    private readonly questions: DraftQuestions,
    private readonly openUpload: OpenUpload,
  ) {
    // A row of before the extension started again carries no job: where there is only one that
    // fits, it is meant, unless that would cost something.
    const add = <R>(
      name: string,
      fits: (job: JobSummary) => boolean,
      run: (job: JobSummary, called: boolean) => Promise<R>,
      costless = false,
    ): void =>
      commands.add<JobCall, R>({
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
              : await pickJob(engine(), accounts, segments, fits, costless),
            false,
          ),
      });
    add(
      'cancelUpload',
      isUnderWay,
      async ({ jobId }) => {
        await engine().cancel(jobId);
        return engine().job(jobId)?.report;
      },
      true,
    );
    add(
      'resumeUpload',
      (job) => job.resumable && !isUnderWay(job),
      (job, called) => this.resume(job, called),
      true,
    );
    add(
      'startOver',
      (job) => !isUnderWay(job) && !job.elsewhere && job.report !== undefined,
      (job, called) => this.startOver(job, called),
    );
    add(
      'forgetJob',
      (job) => !isUnderWay(job) && !job.elsewhere,
      async ({ jobId }) => {
        await engine().discard(jobId);
        return { jobId };
      },
    );
    add(
      'openReport',
      (job) => job.report !== undefined,
      async ({ jobId, report }, called) => {
        if (!called) await runner.openReport(jobId);
        return report;
      },
    );
  }

  private async resume(asked: JobSummary, called: boolean): Promise<Report | undefined> {
    const job = called ? asked : await this.stillResumable(asked);
    if (!job) return undefined;
    const account = await requireAccountOfJob(this.accounts, job, 'resumeUpload');
    if (!called) await askOfLater(this.engine(), job);
    const virtual = job.files
      .map(({ uri }) => Uri.parse(uri))
      .filter(({ scheme }) => scheme !== 'file');
    const files = await Promise.all(virtual.map((uri) => sourceOf(uri, 'resumeUpload')));
    const upload = this.openUpload(job.jobId, account, { content: virtualFileBytes(files) });
    return this.runner.run(upload, { quiet: called });
  }

  /**
   * The job as it is now, also by another window's doing: a row or a notification can be older. One
   * that goes on already, or has nothing left, is told as what it is, and is undefined.
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

  /** The same files again from the start, with a plan and a review of their own. */
  private async startOver(job: JobSummary, called: boolean): Promise<Report> {
    if (called)
      throw badArgument('startOver', t('Starting over needs confirmation. Use uploadCsv instead.'));
    const account = await requireAccountOfJob(this.accounts, job, 'startOver');
    const { cleared, maybeCleared } = job;
    const emptied = cleared
      ? t(
          'It was already cleared on {0}. Anything added since then is removed too.',
          dateTime(Date.parse(cleared)),
        )
      : maybeCleared && maybeClearedText(maybeCleared);
    // One that never came to emptying it does so for the first time: the review asks.
    if (emptied)
      await ask(
        t('Start over? This clears the segment again.'),
        [emptied],
        t('Clear Again and Start Over'),
      );
    const choices = choicesOfJob(await this.engine().planOf(job.jobId), account);
    const report = await this.questions.upload(choices);
    // One that did not begin replaces nothing: the old one can still be gone on with.
    if (touchedList(report))
      await this.engine()
        .discard(job.jobId)
        .catch(() => undefined);
    return report;
  }
}

/** Going on with an older upload is told to whoever made a later one to the same segment. */
async function askOfLater(engine: Uploads, job: JobSummary): Promise<void> {
  const later = findLaterUpload(engine, job);
  if (later)
    await ask(
      t(
        'A later upload went to the same segment ({0}).',
        dateTime(Date.parse(later.startedAt ?? later.plannedAt)),
      ),
      [t('Resuming applies the rest of this older upload to the segment as it is now.')],
      t('Resume Anyway'),
    );
}
