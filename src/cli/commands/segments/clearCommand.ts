import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { readSegment } from '../../../app/segments/access';
import { applyClearing, planClearing } from '../../../app/segments/changes/clearing';
import { resolveSegmentId } from '../../../app/segments/resolveSegment';
import type { SetWork } from '../../context';
import { askConfirmation, confirmArgument } from '../../prompt';
import { addExamples } from '../examples';
import { confirmHelp, retailerHelp, segmentHelp, type ByName } from './segmentOptions';

/** `clear`. */
export function addClearCommand(program: Command, setWork: SetWork): void {
  const clear = program
    .command('clear')
    .argument('<segment>', segmentHelp())
    .description(t('Clear a segment: remove its identifiers, but keep it'))
    .option('--retailer <retailer>', retailerHelp())
    .option('--confirm <account-id>', confirmHelp());
  addExamples(
    clear,
    'clear 738406688413290496 --confirm 48210',
    'clear "CRM Users" --retailer 1234 --confirm 48210 --json',
  );
  setWork<ByName & { confirm?: string }, [name: string]>(
    clear,
    async (context, { retailer, confirm }, name) => {
      const { session } = context;
      const operation = 'clearSegment';
      const account = await session.account();
      const id = await resolveSegmentId(session, account, name, retailer, operation);
      const segment = await readSegment(session.list, account, id, operation);
      const plan = await planClearing(
        session,
        account,
        segment,
        confirmArgument(confirm, context, operation),
      );
      const confirmed = await askConfirmation(context, plan, operation);
      const clearing = await applyClearing(session, plan, confirmed);
      return {
        document: { clearing },
        lines: [
          t(
            'Criteo accepted the request to clear {0}. The segment itself isn’t deleted.',
            plan.name.forTerminal(),
          ),
        ],
      };
    },
  );
}
