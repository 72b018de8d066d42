import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { canDelete, canResume, isUnfinished } from '../../../app/uploads/standing';
import { count, plural } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
import type { Commands } from '../../base/command';
import { confirmModal } from '../../segments/confirm';
import type { AddJobCommand } from './jobCommand';

/** Registers the commands that delete records of uploads; segments stay as they are. */
export function registerDeleteRecords(
  add: AddJobCommand,
  commands: Commands,
  engine: () => Uploads,
): void {
  const discard = async (jobs: readonly JobSummary[]): Promise<{ deleted: string[] }> => {
    for (const { jobId } of jobs) await engine().discard(jobId);
    return { deleted: jobs.map(({ jobId }) => jobId) };
  };
  add({
    name: 'forgetJob',
    fits: canDelete,
    noneText: () => t('No upload records to delete'),
    run: async (job, byContract) => {
      if (!byContract) await confirmDeletion([job]);
      await discard([job]);
      return { jobId: job.jobId };
    },
    runAll: async (jobs) => {
      // The engine says why not.
      if (jobs.some(canDelete)) await confirmDeletion(jobs);
      return discard(jobs);
    },
    forSelection: true,
  });
  const finished = async (): Promise<JobSummary[]> => {
    await engine().refresh();
    return engine()
      .jobs()
      .filter((job) => job.report !== undefined && canDelete(job) && !isUnfinished(job));
  };
  commands.add<never, { deleted: string[] }>({
    id: 'criteoAudiences.forgetFinishedJobs',
    prompt: async () => {
      const jobs = await finished();
      if (jobs.length === 0) {
        void window.showInformationMessage(t('No upload has finished.'));
        return undefined;
      }
      await confirmModal(
        deleteQuestion(jobs.length),
        [segmentsStayText()],
        deleteLabel(jobs.length),
      );
      return discard(jobs);
    },
  });
}

/**
 * Asks before the records of several uploads are deleted, or of one that could be resumed. Throws
 * `Cancelled`.
 */
async function confirmDeletion(jobs: readonly JobSummary[]): Promise<void> {
  const resumable = jobs.filter((job) => canDelete(job) && canResume(job) && isUnfinished(job));
  if (jobs.length === 1 && resumable.length === 0) return;
  const lost =
    resumable.length === 0
      ? []
      : [
          plural(resumable.length, {
            one: t('{0} upload can’t be resumed then.', count(resumable.length)),
            other: t('{0} uploads can’t be resumed then.', count(resumable.length)),
          }),
        ];
  await confirmModal(
    deleteQuestion(jobs.length),
    [...lost, segmentsStayText()],
    deleteLabel(jobs.length),
  );
}

function deleteQuestion(n: number): string {
  return plural(n, {
    one: t('Delete {0} upload record?', count(n)),
    other: t('Delete {0} upload records?', count(n)),
  });
}

function deleteLabel(n: number): string {
  return plural(n, {
    one: t('Delete {0} Record', count(n)),
    other: t('Delete {0} Records', count(n)),
  });
}

function segmentsStayText(): string {
  return t('The segments stay as they are.');
}
