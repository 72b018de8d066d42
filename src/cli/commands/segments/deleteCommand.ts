import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import {
  applyDeletion,
  audiencesAfter,
  deletionOutcome,
  deletionResultText,
  planDeletion,
} from '../../../app/segments/changes/deletion';
import { asSentence } from '../../../app/segments/changes/itemOutcome';
import { resolveSegmentId } from '../../../app/segments/resolveSegment';
import type { SetWork } from '../../context';
import { askConfirmation, confirmArgument } from '../../prompt';
import { addExamples } from '../examples';
import { confirmHelp, retailerHelp, type ByName } from './segmentOptions';

/** `segments delete`. */
export function addDeleteCommand(segments: Command, setWork: SetWork): void {
  const remove = segments
    .command('delete')
    .argument('<segment...>', t('IDs or exact names'))
    .description(t('Delete segments'))
    .option('--retailer <retailer>', retailerHelp())
    .option('--confirm <account-id>', confirmHelp());
  addExamples(
    remove,
    'segments delete 738406688413290496 --confirm 48210',
    'segments delete "Test 1" "Test 2" --json --confirm 48210',
  );
  setWork<ByName & { confirm?: string }, [names: string[]]>(
    remove,
    async (context, { retailer, confirm }, names) => {
      const { session, reporter, interruption } = context;
      const operation = 'deleteSegments';
      const account = await session.account();
      const selection = [];
      for (const name of new Set(names))
        selection.push({
          account,
          id: await resolveSegmentId(session, account, name, retailer, operation),
        });
      const { accounts, list, audiences, lists } = session;
      const plan = await planDeletion(
        { accounts, list, audiences },
        selection,
        confirmArgument(confirm, context, operation),
      );
      const confirmed = await askConfirmation(context, plan, operation);
      const deletion = await interruption.during(
        () => reporter.note(t('Cancelling after the current request…')),
        (signal) =>
          applyDeletion(
            { list, lists, recent: { forget: async () => undefined } },
            plan,
            confirmed,
            { signal },
          ),
      );
      const known = await audiencesAfter(deletion, audiences, account);
      const { lines, hint } = deletionOutcome(plan, deletion, known);
      const isWhole = deletion.problems.length === 0;
      return {
        document: { deletion },
        lines: [...lines, deletionResultText(plan, { ...deletion, problems: [] })],
        ...(!isWhole && {
          ending: deletion.deleted.length > 0 ? 'partial' : 'failed',
          error: {
            code: deletion.problems[0].code,
            source: deletion.problems[0].source,
            message: [asSentence(deletion.problems[0].message), hint].filter(Boolean).join(' '),
          },
        }),
      };
    },
  );
}
