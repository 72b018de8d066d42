import { t } from '@vscode/l10n';
import { Arguments } from '../../app/arguments';
import { requireJob } from '../../app/uploads/requireJob';
import type { CliCommand } from '../cliCommand';
import { argumentsOf } from '../flags';
import { maxWaitOf, maxWaitOption, type WaitFlags } from './runUpload';
import { sendDraft } from './sendDraft';

const OPERATION = 'undoUpload';

type UndoFlags = WaitFlags & { minKept?: string; dryRun?: true };

/** `uploads undo`: as `upload --operation remove` of the same files. */
export function addUndoCommand(uploads: CliCommand): void {
  uploads
    .command('undo')
    .argument('<id>', t('ID of the upload'))
    .description(t('Remove what an upload added, if it was the last one to its segment'))
    .option('--min-kept <ratio>', t('smallest share of the segment’s size to keep (default: 0.7)'))
    .option('--dry-run', t('check everything, but send nothing'))
    .addOptions(maxWaitOption())
    .examples('uploads undo 3f9c2a7b', 'uploads undo 3f9c2a7b --min-kept 0 --json')
    .does<UndoFlags, [jobId: string]>(async (context, flags, jobId) => {
      const { session } = context;
      const { minKept } = flags;
      const args = new Arguments(argumentsOf({ minKept }, ['minKept']), OPERATION);
      const given = { confirm: false, minKept: args.optionalRatio('minKept') } as const;
      const maxWait = maxWaitOf(flags, OPERATION);
      session.limitWaits(maxWait);
      const job = await requireJob(session.engine(), jobId, OPERATION);
      await session.account(job.target.accountId);
      const by = { by: 'program', command: OPERATION } as const;
      const draft = await session.drafts().undo(jobId, by, given);
      return sendDraft(context, draft, { maxWait, dryRun: flags.dryRun });
    });
}
