import { t } from '@vscode/l10n';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments, type Confirm } from '../../../app/arguments';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import type { Uploads } from '../../../upload/contract';
import type { Report } from '../../../upload/jobTypes';
import type { Commands } from '../../base/command';
import { pickJob } from '../dialogs/pickJob';
import type { Uploader } from '../uploader';
import { isJobNode } from '../view/jobNode';
import { UPLOADS_THAT_ARE } from './jobActions';

const OPERATION = 'undoUpload';

interface UndoArguments {
  jobId: string;
  confirm: Confirm;
  minKept: number | undefined;
}

/**
 * Registers `undoUpload`: on a page for a person; for programs as a Remove by `uploadCsv`, with its
 * confirmation and safety checks.
 */
export function registerUndo(
  commands: Commands,
  accounts: Accounts,
  segments: SegmentList,
  engine: () => Uploads,
  drafts: Drafts,
  uploader: Uploader,
): void {
  commands.add<UndoArguments, Report>({
    id: `criteoAudiences.${OPERATION}`,
    parse: ([argument]) => {
      const args = Arguments.of(argument, OPERATION);
      args?.rejectUnknownKeys(['jobId', 'confirm', 'minKept']);
      return (
        args && {
          jobId: args.text('jobId'),
          confirm: args.confirm(false),
          minKept: args.optionalRatio('minKept'),
        }
      );
    },
    run: async ({ jobId, confirm, minKept }) => {
      const by = { by: 'program', command: OPERATION } as const;
      return uploader.uploadByContract(await drafts.undo(jobId, by, { confirm, minKept }));
    },
    prompt: async (node) => {
      const picked = isJobNode(node)
        ? node
        : await pickJob(engine(), accounts, segments, {
            fits: (job) => UPLOADS_THAT_ARE.undoable(job, engine().jobs()),
            noneText: t('No uploads to undo'),
          });
      return uploader.undo(picked.jobId);
    },
  });
}
