import { t } from '@vscode/l10n';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import { jobText, targetLabel } from '../../../app/uploads/messages';
import { namesOfJob } from '../../../app/uploads/target';
import { fileNames } from '../../../common/fileName';
import { dateTime } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
import { pickOne } from '../../base/pickOne';

/**
 * Lets the user pick one of the jobs that `fits` accepts. With `onlyMatch` a single one is returned
 * without asking. `noneText` is shown where there is none. Throws `Cancelled` on Escape.
 */
export async function pickJob(
  engine: Uploads,
  accounts: Accounts,
  segments: SegmentList,
  {
    fits,
    noneText,
    onlyMatch = false,
  }: { fits: (job: JobSummary) => boolean; noneText: string; onlyMatch?: boolean },
): Promise<JobSummary> {
  await engine.refresh();
  const jobs = engine.jobs().filter(fits);
  if (onlyMatch && jobs.length === 1) return jobs[0];
  const items = jobs.map((job) => ({
    label: fileNames(job.files).forPrompt(),
    description: targetLabel(namesOfJob(accounts, segments, job.target)).forPrompt(),
    detail: `${dateTime(Date.parse(job.startedAt ?? job.plannedAt))} · ${jobText(job, Date.now())}`,
    job,
  }));
  const placeHolder = items.length === 0 ? noneText : t('Which upload?');
  return (await pickOne(items, t('Uploads'), placeHolder)).job;
}
