import { t } from '@vscode/l10n';
import { readSegment } from '../../../app/segments/access';
import { applyClearing, clearedText, planClearing } from '../../../app/segments/changes/clearing';
import { resolveSegmentId } from '../../../app/segments/resolveSegment';
import type { CliCommand } from '../../cliCommand';
import { askConfirmation, confirmArgument } from '../../prompt';
import { confirmOption, retailerOption, segmentHelp, type ByName } from './segmentOptions';

const OPERATION = 'clearSegment';

/** `clear`. */
export function addClearCommand(program: CliCommand): void {
  program
    .command('clear')
    .argument('<segment>', segmentHelp())
    .description(t('Clear a segment: remove its identifiers, but keep it'))
    .addOptions(retailerOption(), confirmOption())
    .examples(
      'clear 738406688413290496 --confirm 48210',
      'clear "CRM Users" --retailer 1234 --confirm 48210 --json',
    )
    .does<ByName & { confirm?: string }, [name: string]>(
      async (context, { retailer, confirm }, name) => {
        const { session } = context;
        const account = await session.account();
        const id = await resolveSegmentId(session, account, name, retailer, OPERATION);
        const segment = await readSegment(session.list, account, id, OPERATION);
        const given = confirmArgument(confirm, context, OPERATION);
        const plan = await planClearing(session, account, segment, given);
        const confirmed = await askConfirmation(context, plan, OPERATION);
        return {
          document: { clearing: await applyClearing(session, plan, confirmed) },
          lines: [clearedText(plan.name.forTerminal())],
        };
      },
    );
}
