import { t } from '@vscode/l10n';
import type { Audience } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { Arguments } from '../../app/arguments';
import { audienceSearch } from '../../app/audiences/audienceSearch';
import { sentenceText } from '../../app/audiences/audienceSentence';
import { audienceName, otherAccountsText } from '../../app/audiences/audienceUsage';
import { plainAudience } from '../../app/audiences/plainAudience';
import { resolveAudience } from '../../app/audiences/resolveAudience';
import { ruleLines } from '../../app/audiences/ruleLines';
import { segmentNames } from '../../app/audiences/segmentNames';
import { timeText } from '../../app/segments/labels';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import { anyOf } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import type { CliCommand } from '../cliCommand';
import type { CommandContext } from '../context';
import { columns } from '../output/table';
import { retailerIdsOf } from './segments/segmentOptions';

const LIST = 'listAudiences';

type NameOf = (segmentId: string) => OutsideText | undefined;

interface ListFlags {
  text?: string;
  retailer?: string[];
  segment?: string[];
  audienceIds?: string[];
}

/** `audiences …`. */
export function addAudienceCommands(program: CliCommand): void {
  const audiences = program
    .command('audiences')
    .description(t('Show audiences, which combine segments'))
    .examples('audiences list --segment "CRM Users"', 'audiences show "Win Back"');
  addListCommand(audiences);
  addShowCommand(audiences);
}

function addListCommand(audiences: CliCommand): void {
  audiences
    .command('list')
    .description(t('List audiences, and how they combine segments'))
    .option('--text <text>', t('words in the name, description, channel, ID or segments'))
    .option('--retailer <retailer...>', t('IDs or names of retailers'))
    .option(
      '--segment <segment...>',
      t('audiences that use any of these segments: IDs or exact names'),
    )
    .option('--audience-ids <id...>', t('IDs of audiences'))
    .examples('audiences list --segment "CRM Users"', 'audiences list --text crm --json')
    .records('unused')
    .reads()
    .does<ListFlags>(async (context, { text = '', ...filters }) => {
      const account = await context.session.account();
      const found = await searchAudiences(context, account, filters);
      const nameOf = await namesIn(context, account, found, text.trim() !== '');
      const listed = found.filter(audienceSearch(text, { segmentName: nameOf }));
      if (listed.length === 0 && !filters.segment) context.reporter.note(t('No audiences found.'));
      return {
        document: { audiences: listed.map(plainAudience) },
        lines: tableLines(listed, nameOf),
      };
    });
}

function addShowCommand(audiences: CliCommand): void {
  audiences
    .command('show')
    .argument('<audience>', t('ID or exact name of the audience'))
    .description(t('Show the details of an audience, and its rule as a tree'))
    .examples('audiences show 738406690663256117', 'audiences show "Win Back" --json')
    .records('unused')
    .reads()
    .does<object, [name: string]>(async (context, _, name) => {
      const { session } = context;
      const account = await session.account();
      const audience = await resolveAudience(session.audiences, account, name, 'showAudience');
      return {
        document: { audience: plainAudience(audience) },
        lines: detailLines(audience, await namesIn(context, account, [audience])),
      };
    });
}

async function searchAudiences(
  { session, reporter }: CommandContext,
  account: AccountHandle,
  { retailer, segment = [], audienceIds }: Omit<ListFlags, 'text'>,
): Promise<readonly Audience[]> {
  const ids = audienceIds && new Arguments({ audienceIds }, LIST).ids('audienceIds');
  const retailerIds = await retailerIdsOf(session, account, retailer, LIST);
  const segmentIds: string[] = [];
  // An audience and its segments are of one retailer.
  const [onlyRetailer] = retailerIds.length === 1 ? retailerIds : [];
  for (const one of new Set(segment))
    segmentIds.push(await resolveSegmentId(session, account, one, onlyRetailer, LIST));
  const filter = { audienceIds: ids, retailerIds, segmentIds };
  const found = await account.client.allAudiences(account.accountId, filter);
  if (segmentIds.length > 0 && found.length === 0)
    for (const note of [
      t('No audience found that uses {0}.', anyOf(segmentIds)),
      otherAccountsText(),
    ])
      reporter.note(note);
  return found;
}

/** The names of segments, which JSON doesn't have. `isNeeded`: whatever the format. */
async function namesIn(
  { options, session }: CommandContext,
  account: AccountHandle,
  audiences: readonly Audience[],
  isNeeded = false,
): Promise<NameOf> {
  if (!isNeeded && options.json) return () => undefined;
  return segmentNames(session.list, account, audiences);
}

function tableLines(audiences: readonly Audience[], nameOf: NameOf): string[] {
  return columns(
    audiences.map((audience) => [
      audience.id,
      audienceName(audience).forTerminal(),
      audience.retailerId ?? '',
      audience.channels.join(' '),
      sentenceOf(audience, nameOf),
    ]),
  );
}

function detailLines(audience: Audience, nameOf: NameOf): string[] {
  const { description, retailerId = '', channels, createdAt, updatedAt, id } = audience;
  const details: [label: string, value: string][] = [
    [t('Description'), description?.forTerminal() ?? ''],
    [t('Retailer'), retailerId],
    [t('Channels'), channels.join(', ')],
    [t('Created'), timeText(createdAt)],
    [t('Updated'), timeText(updatedAt)],
    [t('ID'), id],
  ];
  return [
    audienceName(audience).forTerminal(),
    ...details.flatMap(([label, value]) => (value === '' ? [] : [t('{0}: {1}', label, value)])),
    sentenceOf(audience, nameOf),
    '',
    ...ruleLines(audience.algebra, (segmentId) => {
      const name = nameOf(segmentId);
      return name ? `${name.forTerminal()} (${segmentId})` : segmentId;
    }),
  ];
}

function sentenceOf({ algebra }: Audience, nameOf: NameOf): string {
  return sentenceText(algebra, (id) => nameOf(id)?.forTerminal() ?? id);
}
