import { t } from '@vscode/l10n';
import { Option } from 'commander';
import { Arguments } from '../../../app/arguments';
import {
  createOne,
  readNewSegment,
  readSegmentChange,
  updateOne,
} from '../../../app/segments/changes/save';
import { resolveRetailerId, resolveSegmentId } from '../../../app/segments/resolveSegment';
import { IDENTIFIER_TYPES } from '../../../identifiers/identifierTypes';
import type { CliCommand } from '../../cliCommand';
import { anyText, withValues } from '../../flags';
import { retailerOption, segmentHelp, segmentResult, type ByName } from './segmentOptions';

interface SaveFlags extends ByName {
  name?: string;
  description?: string;
}

/** `segments create`. */
export function addCreateCommand(segments: CliCommand): void {
  segments
    .command('create')
    .description(t('Create a contact list segment'))
    .option('--name <name>', t('name of the segment'))
    .option('--retailer <retailer>', t('ID or name of the retailer'))
    .addOptions(
      withValues(
        new Option('--type <type>', t('identifier type: {0}', IDENTIFIER_TYPES.join(', '))),
        IDENTIFIER_TYPES,
      ),
    )
    .option('--description <text>', t('description of the segment'), anyText)
    .examples(
      'segments create --name "CRM Users" --retailer 1234 --type Email',
      'segments create --name Loyalty --retailer 1234 --type CustomerId --json',
    )
    .records('unused')
    .does<SaveFlags & { type?: string }>(async ({ session }, flags) => {
      const operation = 'createSegment';
      const { retailer, type, ...words } = flags;
      const args = new Arguments(
        { ...words, retailerId: retailer, identifierType: type },
        operation,
      );
      const given = readNewSegment(args, 'text');
      const account = await session.account();
      const { accounts, list } = session;
      const retailerId = await resolveRetailerId(accounts, account, given.retailerId, operation);
      return segmentResult(await createOne(list, account, { ...given, retailerId }));
    });
}

/** `segments edit`. */
export function addEditCommand(segments: CliCommand): void {
  segments
    .command('edit')
    .argument('<segment>', segmentHelp())
    .description(t('Change the name or description of a segment'))
    .option('--name <name>', t('new name'))
    .option('--description <text>', t('new description; pass "" to delete it'), anyText)
    .addOptions(retailerOption())
    .examples(
      'segments edit 738406688413290496 --name "CRM Users 2026"',
      'segments edit "CRM Users" --description ""',
    )
    .records('unused')
    .does<SaveFlags, [segment: string]>(async ({ session }, { retailer, ...words }, segment) => {
      const operation = 'updateSegment';
      const change = readSegmentChange(new Arguments(words, operation));
      const account = await session.account();
      const id = await resolveSegmentId(session, account, segment, retailer, operation);
      return segmentResult(await updateOne(session.list, account, { id, ...change }));
    });
}
