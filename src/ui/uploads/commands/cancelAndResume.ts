import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { suppressionStops } from '../../../app/uploads/choices/kinds';
import { jobText } from '../../../app/uploads/messages';
import { requireAccountOfJob, requireJob } from '../../../app/uploads/requireJob';
import {
  assertNotOutdated,
  checkAgainText,
  checkedLongAgoText,
  laterUploadTexts,
  notConfirmedError,
} from '../../../app/uploads/resumeOld';
import {
  canResume,
  findLaterUpload,
  isBlocked,
  isInProgress,
  isOutdated,
  isWaiting,
} from '../../../app/uploads/standing';
import { orCancel } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary, Report } from '../../../upload/jobTypes';
import type { SuppressionStop } from '../../../upload/suppression/suppressionTypes';
import { UploadError } from '../../../upload/uploadError';
import { rejectOnCancel } from '../../segments/confirm';
import type { BatchRunner } from '../batchRunner';
import type { UploadPages } from '../page/uploadPages';
import type { Runner } from '../runner';
import { UPLOADS_THAT_ARE } from './jobActions';
import type { JobCommands } from './jobCommands';
import type { StartOver } from './startOver';

const OPERATION = 'resumeUpload';

/** Registers `cancelUpload`. */
export function registerCancel(
  jobs: JobCommands,
  engine: () => Uploads,
  batches: Pick<BatchRunner, 'cancel' | 'skip'>,
): void {
  const cancel = async ({ jobId, ...job }: JobSummary): Promise<Report | undefined> => {
    // One that waits for its turn hasn't begun: the others of its batch continue.
    if (isWaiting(job)) await batches.skip(jobId);
    else await engine().cancel(jobId);
    return engine().job(jobId)?.report;
  };
  jobs.add({
    name: 'cancelUpload',
    fits: UPLOADS_THAT_ARE.cancellable,
    noneText: () => t('No uploads to cancel'),
    run: cancel,
    prompt: cancel,
    promptAll: (several) => batches.cancel(several.map(({ jobId }) => jobId)),
    onlyMatch: true,
  });
}

/**
 * `resumeUpload`. By contract, `confirmOld`: whether an upload that was checked long ago is resumed;
 * `allow`: what of suppression lists may not stop it if it is started over.
 */
export class ResumeCommand {
  constructor(
    private readonly jobs: JobCommands,
    private readonly accounts: Accounts,
    private readonly engine: () => Uploads,
    private readonly runner: Runner,
    private readonly batches: Pick<BatchRunner, 'resume'>,
    private readonly pages: UploadPages,
    private readonly startOver: StartOver,
  ) {
    jobs.add({
      name: OPERATION,
      fits: UPLOADS_THAT_ARE.resumable,
      noneText: () => t('No uploads to resume'),
      read: (args) => ({
        confirmOld: args.optionalFlag('confirmOld'),
        allow: suppressionStops.read(args, 'allow'),
      }),
      run: (job, given) => this.resumeByContract(job, given),
      prompt: (job) => this.resume(job),
      promptAll: (several) => this.resumeAll(several),
      onlyMatch: true,
    });
  }

  private async resume(picked: JobSummary): Promise<Report | undefined> {
    const job = await this.stillResumable(picked);
    if (!job) return undefined;
    const account = await requireAccountOfJob(this.accounts, job, OPERATION);
    const choice = await confirmResume(job, findLaterUpload(this.engine(), job), true);
    if (choice === 'startOver') return this.startOver.one(job);
    const upload = await this.runner.open(job, account);
    this.pages.followJob(job.jobId);
    try {
      return await this.runner.run(upload, {
        isSeen: () => this.pages.isVisible([upload.jobId]),
      });
    } catch (error) {
      if (!(error instanceof UploadError && error.stop)) throw error;
      // The page of a new upload has what else to do, such as Use It Once….
      return this.offerStartOver(job, t('Nothing was sent. {0}', error.stop.fact));
    }
  }

  /**
   * Without `confirmOld`, asks. Rejects with `Failure` 'not-confirmed' or 'cancelled', and as
   * `assertNotOutdated`.
   */
  private async resumeByContract(
    { jobId }: JobSummary,
    { confirmOld, allow }: { confirmOld?: boolean; allow?: readonly SuppressionStop[] } = {},
  ): Promise<Report> {
    // Another window or terminal may have superseded it.
    await this.engine().refresh();
    const job = await requireJob(this.engine(), jobId, OPERATION);
    assertNotOutdated(job, OPERATION);
    // Of a record that can't be read, nobody knows the account.
    await this.engine().planOf(jobId);
    const account = await requireAccountOfJob(this.accounts, job, OPERATION);
    if (job.checkedLongAgo && confirmOld === false) throw notConfirmedError(job, OPERATION);
    if (!confirmOld) await rejectOnCancel(OPERATION, confirmResume(job, undefined, false));
    return this.runner.run(await this.runner.open(job, account, { allow }), { quiet: true });
  }

  /** Sends what is left of each, one after the other, on the page of all. */
  private async resumeAll(several: readonly JobSummary[]): Promise<void> {
    const [first] = several;
    await requireAccountOfJob(this.accounts, first, OPERATION);
    const shown = first.batch ?? [first.jobId];
    this.pages.openJobs(shown);
    const isSeen = (): boolean => this.pages.isVisible(shown);
    await this.batches.resume(several.filter(canResume), shown.length, isSeen);
  }

  private async offerStartOver(job: JobSummary, message: string): Promise<Report | undefined> {
    const startOver = t('Start Over…');
    const choice = await window.showWarningMessage(message, startOver);
    return choice === startOver ? this.startOver.one(job) : undefined;
  }

  /**
   * Reads the job's current state, since a row or notification may be out of date. If the job can't
   * be resumed any more, shows why and returns undefined.
   */
  private async stillResumable({ jobId }: JobSummary): Promise<JobSummary | undefined> {
    await this.engine().refresh();
    const job = await requireJob(this.engine(), jobId, OPERATION);
    if (canResume(job)) return job;
    if (job.error && (isOutdated(job) || isBlocked(job))) {
      await this.offerStartOver(job, job.error.message);
      return undefined;
    }
    const file = fileNames(job.files).forNotification();
    const target = this.jobs.targetOf(job).forNotification();
    const state = jobText(job, Date.now());
    const message = isInProgress(job)
      ? t('{0} → {1} is already in progress: {2}.', file, target, state)
      : t('{0} → {1} has nothing left to resume: {2}.', file, target, state);
    void window.showInformationMessage(message);
    return undefined;
  }
}

/**
 * Asks what to do with an upload that was checked long ago, or whose segment a later one (`later`)
 * went to; nobody is asked for any other. `mayStartOver`: whether to offer that. Throws `Cancelled`.
 */
async function confirmResume(
  job: JobSummary,
  later: JobSummary | undefined,
  mayStartOver: boolean,
): Promise<'resume' | 'startOver'> {
  const { checkedLongAgo = false } = job;
  if (!checkedLongAgo && !later) return 'resume';
  const texts = [
    ...(checkedLongAgo ? [checkedLongAgoText(job), checkAgainText()] : []),
    ...(later ? laterUploadTexts(later) : []),
  ];
  const [question, ...detail] = texts;
  const yes = later ? t('Resume Anyway') : t('Resume');
  const startOver = t('Start Over…');
  const choice = orCancel(
    await window.showWarningMessage(
      question,
      { modal: true, detail: detail.join('\n') },
      yes,
      ...(checkedLongAgo && mayStartOver ? [startOver] : []),
    ),
  );
  return choice === startOver ? 'startOver' : 'resume';
}
