import { t } from '@vscode/l10n';
import { codeOf } from '../../common/codes/toolCodes';
import { Failure } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import { dateTime } from '../../common/format';
import { optionName } from '../../common/optionNames';
import type { JobSummary } from '../../upload/jobTypes';
import { isOutdated } from './standing';

/**
 * Throws `Failure` 'superseded' or 'list-emptied' for a job that can only be started over, since its
 * list was changed by a later one.
 */
export function assertNotOutdated(job: JobSummary, operation: string): void {
  if (job.error && isOutdated(job))
    throw new Failure(codeOf(job.error), job.error.message, operation);
}

/** That a job was checked long ago, as a sentence for a question. */
export function checkedLongAgoText({ files, plannedAt }: JobSummary): string {
  return t(
    '{0} was checked more than 24 hours ago, on {1}.',
    fileNames(files).forNotification(),
    dateTime(Date.parse(plannedAt)),
  );
}

/** What speaks against resuming such a job, as a sentence. */
export function checkAgainText(): string {
  return t('The segment may have changed since then, and there may be a newer file.');
}

/** That another upload went to the segment since, and what resuming the older one then does. */
export function laterUploadTexts({
  startedAt,
  plannedAt,
}: Pick<JobSummary, 'startedAt' | 'plannedAt'>): [went: string, resuming: string] {
  return [
    t(
      'A later upload went to the same segment ({0}).',
      dateTime(Date.parse(startedAt ?? plannedAt)),
    ),
    t('Resuming applies the rest of this older upload to the segment as it is now.'),
  ];
}

/** For a job that was checked long ago: nobody confirmed that it is resumed. */
export function notConfirmedError(job: JobSummary, operation: string): Failure {
  return new Failure(
    'not-confirmed',
    t(
      '{0} {1} Nothing was sent. To resume it anyway, pass “{2}”. To check again, start over.',
      checkedLongAgoText(job),
      checkAgainText(),
      optionName('confirmOld'),
    ),
    operation,
  );
}
