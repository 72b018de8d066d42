import { t } from '@vscode/l10n';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import type { Uploader } from '../uploader';
import { UPLOADS_THAT_ARE } from './jobActions';
import type { JobCommands } from './jobCommands';

/**
 * Registers `undoUpload`: on a page for a person; for programs as a Remove by `uploadCsv`, with its
 * confirmation and safety checks.
 */
export function registerUndo(jobs: JobCommands, drafts: Drafts, uploader: Uploader): void {
  const name = 'undoUpload';
  jobs.add({
    name,
    fits: UPLOADS_THAT_ARE.undoable,
    noneText: () => t('No uploads to undo'),
    read: (args) => {
      args.rejectUnknownKeys(['jobId', 'confirm', 'minKept']);
      return { confirm: args.confirm(false), minKept: args.optionalRatio('minKept') };
    },
    run: async ({ jobId }, given) =>
      uploader.uploadByContract(await drafts.undo(jobId, { by: 'program', command: name }, given)),
    prompt: ({ jobId }) => uploader.undo(jobId),
  });
}
