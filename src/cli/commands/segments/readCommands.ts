import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import type { AccountHandle } from '../../../app/accounts/account';
import { unknownUses } from '../../../app/audiences/audienceUsage';
import { roleOf } from '../../../app/audiences/keepsOut';
import { readSegment } from '../../../app/segments/access';
import { matcher } from '../../../app/segments/filter';
import { kindLabel, nameOf, plainSegment, timeText } from '../../../app/segments/labels';
import { resolveSegmentId } from '../../../app/segments/resolveSegment';
import { knownSizes, plainSize, readWithSize } from '../../../app/segments/sizes/knownSizes';
import { isPending, sizeInRow, sizeNowSummary } from '../../../app/segments/sizes/sizeTexts';
import { figuresOf, figureText, takeReading } from '../../../app/segments/statistics';
import { present } from '../../../common/records';
import type { SegmentSize } from '../../../upload/segmentSize';
import type { CliCommand } from '../../cliCommand';
import { columns } from '../../output/table';
import type { Session } from '../../session/openSession';
import { retailerIdsOf, retailerOption, segmentLines, type ByName } from './segmentOptions';

interface ListFlags {
  text?: string;
  retailer?: string[];
  types?: string[];
  segmentIds?: string[];
  unused?: boolean;
  empty?: boolean;
  keepsOut?: boolean;
}

/** `segments list`. */
export function addListCommand(segments: CliCommand): void {
  segments
    .command('list')
    .description(t('List segments'))
    .option('--text <text>', t('words in the name, type, channel, ID or description'))
    .option('--retailer <retailer...>', t('IDs or names of retailers'))
    .option('--types <type...>', t('segment types, such as ContactList or Events'))
    .option('--segment-ids <id...>', t('IDs of segments'))
    .option('--unused', t('only those that no audience of the account uses'))
    .option('--empty', t('only those without identifiers: reads the size of each'))
    .option('--keeps-out', t('only those that keep people out of audiences'))
    .examples('segments list --text crm', 'segments list --retailer 1234 --json')
    .records('unused')
    .reads()
    .does<ListFlags>(async ({ session, reporter }, flags) => {
      const { text = '', retailer, types, segmentIds } = flags;
      const { unused = false, empty = false, keepsOut = false } = flags;
      const account = await session.account();
      const retailerIds = await retailerIdsOf(session, account, retailer, 'listSegments');
      const usesAudiences = unused || keepsOut;
      const audiences = usesAudiences ? await session.audiences.all(account) : [];
      let found = (await session.list.search(account, { segmentIds, retailerIds, types })).filter(
        matcher({ text, unused, empty: false }, { audiences }),
      );
      if (keepsOut)
        found = found.filter((one) => one.contactList && roleOf(one, audiences) === 'keepOut');
      if (empty) found = await readSizes(session, account, found);
      if (usesAudiences)
        for (const note of unknownUses(audiences, (name) => name.forTerminal()))
          reporter.note(note);
      const ids = found.map(({ id }) => id);
      const sizes = await knownSizes(session, account, ids);
      if (empty) found = found.filter(({ id }) => sizes.get(id)?.atMost === 0);
      if (found.length === 0) reporter.note(t('No segments found.'));
      return {
        document: { segments: found.map((segment) => withSize(segment, sizes.get(segment.id))) },
        lines: columns(
          found.map((segment) => [
            segment.id,
            nameOf(segment).forTerminal(),
            segment.retailerId ?? '',
            kindLabel(segment),
            sizeColumn(sizes.get(segment.id)),
            timeText(segment.updatedAt),
          ]),
        ),
      };
    });
}

/** Takes a reading of each contact list, and returns those: other segments have no size. */
async function readSizes(
  { history }: Session,
  account: AccountHandle,
  segments: readonly Segment[],
): Promise<Segment[]> {
  const lists = segments.filter(({ contactList }) => contactList);
  for (const { id } of lists) await takeReading(history, account, id);
  return lists;
}

/** `segments show`. */
export function addShowCommand(segments: CliCommand): void {
  segments
    .command('show')
    .argument('<segment...>', t('IDs or exact names'))
    .addOptions(retailerOption())
    .description(t('Show the details and statistics of segments'))
    .examples('segments show 738406688413290496', 'segments show "CRM Users" Lapsed --json')
    .records('unused')
    .reads()
    .does<ByName, [names: string[]]>(async ({ session }, { retailer }, names) => {
      const operation = 'showSegment';
      const account = await session.account();
      const shown: { segment: object; lines: readonly string[] }[] = [];
      for (const name of names) {
        const id = await resolveSegmentId(session, account, name, retailer, operation);
        const segment = await readSegment(session.list, account, id, operation);
        // Only contact lists have statistics.
        const read = segment.contactList && (await readWithSize(session, account, id));
        shown.push({
          segment: {
            ...withSize(segment, read?.size),
            ...(read && { statistics: figuresOf(read.statistics) }),
          },
          lines: [...segmentLines(segment), ...(read ? figureLines(read) : [])],
        });
      }
      return {
        document: { segments: shown.map(({ segment }) => segment) },
        lines: shown.flatMap(({ lines }, index) => (index === 0 ? lines : ['', ...lines])),
      };
    });
}

/** The size only where something was sent since: it is the number of identifiers otherwise. */
function figureLines({ statistics, size }: Awaited<ReturnType<typeof readWithSize>>): string[] {
  return present([
    t('Identifiers: {0}', figureText(statistics, 'numberOfIdentifiers')),
    t('Matches: {0}', figureText(statistics, 'numberOfMatches')),
    t('Match rate: {0}', figureText(statistics, 'matchRate')),
    isPending(size) && t('Segment size: {0}', sizeNowSummary(size)),
  ]);
}

/** `size` only where something is known of it on this machine. */
function withSize(segment: Segment, size: SegmentSize | undefined): object {
  return { ...plainSegment(segment), ...(size && { size: plainSize(size) }) };
}

function sizeColumn(size: SegmentSize | undefined): string {
  return size ? sizeInRow(size) : '';
}
