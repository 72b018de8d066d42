import { t } from '@vscode/l10n';
import { canDelete, canResume, isUnfinished } from '../../../app/uploads/standing';
import { count, plural } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
import { confirmModal } from '../../segments/confirm';
import { UPLOADS_THAT_ARE } from './jobActions';
import type { JobCommands } from './jobCommands';

/** Registers the command that deletes records of uploads; segments stay as they are. */
export function registerDeleteRecords(jobs: JobCommands, engine: () => Uploads): void {
  const discardAll = async (discarded: readonly JobSummary[]): Promise<{ deleted: string[] }> => {
    for (const { jobId } of discarded) await engine().discard(jobId);
    return { deleted: discarded.map(({ jobId }) => jobId) };
  };
  const discard = async ({ jobId }: JobSummary): Promise<{ jobId: string }> => {
    await engine().discard(jobId);
    return { jobId };
  };
  jobs.add({
    name: 'forgetJob',
    fits: UPLOADS_THAT_ARE.deletable,
    noneText: () => t('No upload records to delete'),
    run: discard,
    prompt: async (job, byKey) => {
      await confirmDeletion([job], byKey && canDelete(job));
      return discard(job);
    },
    promptAll: async (several) => {
      // The engine says why not.
      if (several.some(canDelete)) await confirmDeletion(several);
      return discardAll(several);
    },
    forSelection: true,
  });
}

/**
 * Asks before the records of several uploads are deleted, or of one that could be resumed or that a
 * key may have hit by mistake (`asks`). Throws `Cancelled`.
 */
async function confirmDeletion(jobs: readonly JobSummary[], asks = false): Promise<void> {
  const resumable = jobs.filter((job) => canDelete(job) && canResume(job) && isUnfinished(job));
  if (!asks && jobs.length === 1 && resumable.length === 0) return;
  const lost =
    resumable.length === 0
      ? []
      : [
          plural(resumable.length, {
            one: t('{0} upload can’t be resumed then.', count(resumable.length)),
            other: t('{0} uploads can’t be resumed then.', count(resumable.length)),
          }),
        ];
  const n = jobs.length;
  await confirmModal(
    plural(n, {
      one: t('Delete {0} upload record?', count(n)),
      other: t('Delete {0} upload records?', count(n)),
    }),
    [...lost, t('The segments stay as they are.')],
    plural(n, {
      one: t('Delete {0} Record', count(n)),
      other: t('Delete {0} Records', count(n)),
    }),
  );
}
