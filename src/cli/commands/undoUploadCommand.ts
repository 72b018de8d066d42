import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { Arguments } from '../../app/arguments';
import { requireJob } from '../../app/uploads/requireJob';
import type { SetWork } from '../context';
import { argumentsOf } from '../flags';
import { addExamples } from './examples';
import { addMaxWait, maxWaitOf, type WaitFlags } from './runUpload';
import { sendDraft } from './sendDraft';

const OPERATION = 'undoUpload';

type UndoFlags = WaitFlags & { minKept?: string; dryRun?: true };

/** `uploads undo`: as `upload --operation remove` of the same files. */
export function addUndoCommand(uploads: Command, setWork: SetWork): void {
  const undo = uploads
    .command('undo')
    .argument('<id>', t('ID of the upload'))
    .description(t('Remove what an upload added, if it was the last one to its segment'))
    .option('--min-kept <ratio>', t('smallest share of the segment’s size to keep (default: 0.7)'))
    .option('--dry-run', t('check everything, but send nothing'));
  addMaxWait(undo);
  addExamples(undo, 'uploads undo 3f9c2a7b', 'uploads undo 3f9c2a7b --min-kept 0 --json');
  setWork<UndoFlags, [jobId: string]>(undo, async (context, flags, jobId) => {
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
