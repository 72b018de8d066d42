import { t } from '@vscode/l10n';
import type { Accounts } from '../../../app/accounts/account';
import type { Choices } from '../../../app/uploads/choices/choices';
import { choicesOfJob } from '../../../app/uploads/choices/jobChoices';
import { maybeClearedText } from '../../../app/uploads/messages';
import { touchedList } from '../../../app/uploads/outcome';
import { requireAccountOfJob } from '../../../app/uploads/requireJob';
import { badArgument } from '../../../common/failure';
import { dateTime } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary, Report } from '../../../upload/jobTypes';
import type { Uploader } from '../uploader';
import { UPLOADS_THAT_ARE } from './jobActions';
import type { JobCommands } from './jobCommands';

/** Uploads the same files from the beginning, with a new plan and its page. */
export class StartOver {
  constructor(
    jobs: JobCommands,
    private readonly accounts: Accounts,
    private readonly engine: () => Uploads,
    private readonly uploader: Uploader,
  ) {
    jobs.add({
      name: 'startOver',
      fits: UPLOADS_THAT_ARE.ended,
      noneText: () => t('No uploads to start over'),
      run: () => {
        throw badArgument(
          'startOver',
          t('Starting over needs confirmation. Use uploadCsv instead.'),
        );
      },
      prompt: (job) => this.one(job),
      promptAll: (several) => this.all(several),
    });
  }

  /** Rejects as `requireAccountOfJob` and `Uploader.upload`. */
  async one(job: JobSummary): Promise<Report> {
    const { cleared, maybeCleared } = job;
    const clearedText = cleared
      ? t(
          'It was already cleared on {0}. Anything added since then is removed too.',
          dateTime(Date.parse(cleared)),
        )
      : maybeCleared && maybeClearedText(maybeCleared);
    const choices = await this.choicesOf(job);
    const report = await this.uploader.upload(choices, clearedText ? [clearedText] : []);
    await this.supersede([job], [report]);
    return report;
  }

  /** The same for several jobs, on one page. */
  private async all(jobs: readonly JobSummary[]): Promise<readonly Report[]> {
    const choices: Choices[] = [];
    for (const job of jobs) choices.push(await this.choicesOf(job));
    const reports = await this.uploader.uploadSeveral(choices, false);
    await this.supersede(jobs, reports);
    return reports;
  }

  private async choicesOf(job: JobSummary): Promise<Choices> {
    const account = await requireAccountOfJob(this.accounts, job, 'startOver');
    return choicesOfJob(await this.engine().planOf(job.jobId), account);
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
