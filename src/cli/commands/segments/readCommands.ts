import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { segmentsUsedIn } from '../../../app/audiences/audienceList';
import { unknownUses } from '../../../app/audiences/audienceUsage';
import { readSegment } from '../../../app/segments/access';
import { matcher, NO_FILTER } from '../../../app/segments/filter';
import { kindLabel, nameOf, plainSegment, timeText } from '../../../app/segments/labels';
import { resolveRetailerId, resolveSegmentId } from '../../../app/segments/resolveSegment';
import type { SetWork } from '../../context';
import { columns } from '../../output/table';
import { setRecordsUse } from '../../recordsUse';
import { addExamples } from '../examples';
import { retailerHelp, segmentHelp, segmentResult, type ByName } from './segmentOptions';

/** `segments list` and `segments show`. */
export function addReadCommands(segments: Command, setWork: SetWork): void {
  const list = segments
    .command('list')
    .description(t('List segments'))
    .option('--text <text>', t('words in the name, type, channel, ID or description'))
    .option('--retailer <retailer...>', t('IDs or names of retailers'))
    .option('--types <type...>', t('segment types, such as ContactList or Events'))
    .option('--segment-ids <id...>', t('IDs of segments'))
    .option('--unused', t('only those that no audience of the account uses'));
  addExamples(list, 'segments list --text crm', 'segments list --retailer 1234 --json');
  setWork<{
    text?: string;
    retailer?: string[];
    types?: string[];
    segmentIds?: string[];
    unused?: boolean;
  }>(
    list,
    async (
      { session, reporter },
      { text = '', retailer = [], types, segmentIds, unused = false },
    ) => {
      const account = await session.account();
      const retailerIds: string[] = [];
      for (const one of retailer)
        retailerIds.push(await resolveRetailerId(session.accounts, account, one, 'listSegments'));
      const audiences = unused ? await session.audiences.all(account) : [];
      const used = segmentsUsedIn(audiences);
      const found = (await session.list.search(account, { segmentIds, retailerIds, types })).filter(
        matcher({ ...NO_FILTER, text, unused }, { used }),
      );
      if (unused)
        for (const note of unknownUses(audiences, (name) => name.forTerminal()))
          reporter.note(note);
      return {
        document: { segments: found.map(plainSegment) },
        lines: columns(
          found.map((segment) => [
            segment.id,
            nameOf(segment).forTerminal(),
            segment.retailerId ?? '',
            kindLabel(segment),
            timeText(segment.updatedAt),
          ]),
        ),
      };
    },
  );

  const show = segments
    .command('show')
    .argument('<segment>', segmentHelp())
    .option('--retailer <retailer>', retailerHelp())
    .description(t('Show the details of a segment'));
  addExamples(show, 'segments show 738406688413290496', 'segments show "CRM Users" --json');
  setRecordsUse('unused', list, show);
  setWork<ByName, [name: string]>(show, async ({ session }, { retailer }, name) => {
    const account = await session.account();
    const id = await resolveSegmentId(session, account, name, retailer, 'showSegment');
    return segmentResult(await readSegment(session.list, account, id, 'showSegment'));
  });
}
