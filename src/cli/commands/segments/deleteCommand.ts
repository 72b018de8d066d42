import { t } from '@vscode/l10n';
import {
  applyDeletion,
  audiencesAfter,
  deletionOutcome,
  deletionResultText,
  planDeletion,
} from '../../../app/segments/changes/deletion';
import { asSentence } from '../../../app/segments/changes/itemOutcome';
import { resolveSegmentId } from '../../../app/segments/resolveSegment';
import { OutsideText } from '../../../common/outsideText';
import { pick, present } from '../../../common/records';
import type { CliCommand } from '../../cliCommand';
import type { CommandContext } from '../../context';
import { endingOfSome } from '../../exitCodes';
import type { Result } from '../../output/reporter';
import { askConfirmation, confirmArgument } from '../../prompt';
import { confirmOption, retailerOption, type ByName } from './segmentOptions';

const OPERATION = 'deleteSegments';

type DeleteFlags = ByName & { confirm?: string };

/** `segments delete`. */
export function addDeleteCommand(segments: CliCommand): void {
  segments
    .command('delete')
    .argument('<segment...>', t('IDs or exact names'))
    .description(t('Delete segments'))
    .addOptions(retailerOption(), confirmOption())
    .examples(
      'segments delete 738406688413290496 --confirm 48210',
      'segments delete "Test 1" "Test 2" --json --confirm 48210',
    )
    .does<DeleteFlags, [names: string[]]>(deleteSegments);
}

async function deleteSegments(
  context: CommandContext,
  { retailer, confirm }: DeleteFlags,
  names: readonly string[],
): Promise<Result> {
  const { session, reporter, interruption } = context;
  const account = await session.account();
  const selection = [];
  for (const name of new Set(names))
    selection.push({
      account,
      id: await resolveSegmentId(session, account, name, retailer, OPERATION),
      name: OutsideText.name(name),
    });
  const given = confirmArgument(confirm, context, OPERATION);
  const plan = await planDeletion(session, selection, given);
  const confirmed = await askConfirmation(context, plan, OPERATION);
  const deletion = await interruption.during(
    () => reporter.note(t('Cancelling after the current request…')),
    (signal) => applyDeletion(session, plan, confirmed, { signal }),
  );
  const known = await audiencesAfter(deletion, session.audiences, account);
  const { lines, hint } = deletionOutcome(plan, deletion, known);
  const { deleted, problems } = deletion;
  const [first] = problems;
  return {
    document: { deletion },
    lines: [...lines, deletionResultText(plan, { deleted, problems: [] })],
    ...(first && {
      ending: endingOfSome(interruption, deleted.length > 0),
      error: {
        ...pick(first, ['code', 'source']),
        message: present([asSentence(first.message), hint]).join(' '),
      },
    }),
  };
}
