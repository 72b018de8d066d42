import { t } from '@vscode/l10n';
import { window } from 'vscode';
import {
  checkAgainText,
  checkedLongAgoText,
  laterUploadTexts,
} from '../../../app/uploads/resumeOld';
import { Cancelled } from '../../../common/failure';
import type { JobSummary } from '../../../upload/jobTypes';

/**
 * Asks what to do with an upload that was checked long ago, or whose segment a later one (`later`)
 * went to; nobody is asked for any other. `mayStartOver`: whether to offer that. Throws `Cancelled`.
 */
export async function confirmResume(
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
  const choice = await window.showWarningMessage(
    question,
    { modal: true, detail: detail.join('\n') },
    yes,
    ...(checkedLongAgo && mayStartOver ? [startOver] : []),
  );
  if (choice === undefined) throw new Cancelled();
  return choice === startOver ? 'startOver' : 'resume';
}
