import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { Arguments } from '../../../app/arguments';
import { createOne, updateOne } from '../../../app/segments/changes/save';
import { resolveRetailerId, resolveSegmentId } from '../../../app/segments/resolveSegment';
import { IDENTIFIER_TYPES, knownType } from '../../../identifiers/identifierTypes';
import type { SetWork } from '../../context';
import { anyText } from '../../flags';
import { setRecordsUse } from '../../recordsUse';
import { addExamples } from '../examples';
import { retailerHelp, segmentHelp, segmentResult, type ByName } from './segmentOptions';

/** `segments create` and `segments edit`. */
export function addSaveCommands(segments: Command, setWork: SetWork): void {
  const create = segments
    .command('create')
    .description(t('Create a contact list segment'))
    .option('--name <name>', t('name of the segment'))
    .option('--retailer <retailer>', t('ID or name of the retailer'))
    .option('--type <type>', t('identifier type: {0}', IDENTIFIER_TYPES.join(', ')))
    .option('--description <text>', t('description of the segment'), anyText);
  addExamples(
    create,
    'segments create --name "CRM Users" --retailer 1234 --type Email',
    'segments create --name Loyalty --retailer 1234 --type CustomerId --json',
  );
  setWork<{ name?: string; retailer?: string; type?: string; description?: string }>(
    create,
    async ({ session }, { description, name, retailer, type }) => {
      const operation = 'createSegment';
      const args = new Arguments({ name, retailerId: retailer, identifierType: type }, operation);
      const segment = {
        name: args.text('name'),
        description,
        retailerId: args.text('retailerId'),
        // Others pass unchanged: a newer API may accept them.
        identifierType: knownType(type) ?? args.text('identifierType'),
      };
      const account = await session.account();
      const retailerId = await resolveRetailerId(
        session.accounts,
        account,
        segment.retailerId,
        operation,
      );
      return segmentResult(await createOne(session.list, account, { ...segment, retailerId }));
    },
  );

  const update = segments
    .command('edit')
    .argument('<segment>', segmentHelp())
    .description(t('Change the name or description of a segment'))
    .option('--name <name>', t('new name'))
    .option('--description <text>', t('new description; pass "" to delete it'), anyText)
    .option('--retailer <retailer>', retailerHelp());
  addExamples(
    update,
    'segments edit 738406688413290496 --name "CRM Users 2026"',
    'segments edit "CRM Users" --description ""',
  );
  setRecordsUse('unused', create, update);
  setWork<ByName & { name?: string; description?: string }, [segment: string]>(
    update,
    async ({ session }, { name, description, retailer }, segment) => {
      const args = new Arguments({ name }, 'updateSegment');
      if (name === undefined && description === undefined)
        throw args.invalid(t('Nothing to change: pass “{0}” or “{1}”.', '--name', '--description'));
      if (name !== undefined) args.text('name');
      const account = await session.account();
      const id = await resolveSegmentId(session, account, segment, retailer, 'updateSegment');
      return segmentResult(await updateOne(session.list, account, { id, name, description }));
    },
  );
}
