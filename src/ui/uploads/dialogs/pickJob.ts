import { t } from '@vscode/l10n';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import { jobText, targetLabel } from '../../../app/uploads/messages';
import { namesOfJob } from '../../../app/uploads/target';
import { fileNames } from '../../../common/fileName';
import { dateTime } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/uploadTypes';
import { pickOne } from '../../base/pickOne';

/**
 * Lets the user pick a job; with `orOnly`, the only one that fits is taken without asking. Throws
 * `Cancelled` on Escape.
 */
export async function pickJob(
  engine: Uploads,
  accounts: Accounts,
  segments: SegmentList,
  fits: (job: JobSummary) => boolean,
  orOnly = false,
): Promise<JobSummary> {
  await engine.refresh();
  const jobs = engine.jobs().filter(fits);
  if (orOnly && jobs.length === 1) return jobs[0];
  const items = jobs.map((job) => ({
    label: fileNames(job.files).forPrompt(),
    description: targetLabel(namesOfJob(accounts, segments, job.target)).forPrompt(),
    detail: `${dateTime(Date.parse(job.startedAt ?? job.plannedAt))} · ${jobText(job, Date.now())}`,
    job,
  }));
  const placeHolder = items.length === 0 ? t('No uploads') : t('Which upload?');
  return (await pickOne(items, t('Uploads'), placeHolder)).job;
}
