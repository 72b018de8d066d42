import { t } from '@vscode/l10n';
import { Option, type Argument } from 'commander';
import { Arguments } from '../../app/arguments';
import { Batch } from '../../app/uploads/batch/batch';
import { namesOf } from '../../app/uploads/choices/choiceTable';
import { choicesOf, requestFrom, type UploadRequest } from '../../app/uploads/choices/request';
import { badArgument } from '../../common/failure';
import { OPERATIONS, type Operation } from '../../upload/uploadTypes';
import type { CliCommand } from '../cliCommand';
import type { CommandContext } from '../context';
import { collect, fileOrInput } from '../flags';
import type { Result } from '../output/reporter';
import { confirmArgument } from '../prompt';
import {
  choiceArguments,
  choiceOptions,
  choicesFor,
  settingsOf,
  type ChoiceFlags,
} from './choiceOptions';
import {
  ALL,
  areTyped,
  everywhereOptions,
  requireFittingOptions,
  type EverywhereFlags,
} from './removal/removalOptions';
import { retailerOption } from './segments/segmentOptions';
import { sendDraft } from './sendDraft';
import { sendSeveral } from './sendSeveral';
import { startingText } from './startText';
import { namedTargets } from './uploadTargets';

/** `add`, `remove`, `update` and `replace`: each with the options that mean something for it. */
export function addUploadCommands(program: CliCommand): void {
  for (const operation of OPERATIONS)
    program
      .command(operation)
      .addArgument(filesArgument(program, operation))
      .description(descriptionOf(operation))
      .addOptions(
        ...segmentOptions(operation),
        new Option('--dry-run', t('check everything, but send nothing')),
        ...choiceOptions([...choicesFor(operation), ...namesOf('setting')], operation),
      )
      .examples(...EXAMPLES[operation])
      .ofAccounts(({ allSegments }: EverywhereFlags) => allSegments === true)
      .does<UploadFlags & EverywhereFlags, [files: string[]]>((context, flags, files) =>
        operation === 'remove'
          ? removeFiles(context, flags, files)
          : uploadFiles(context, operation, flags, files),
      );
}

/** From a segment, or from every one of them. */
async function removeFiles(
  context: CommandContext,
  flags: UploadFlags & EverywhereFlags,
  files: readonly string[],
): Promise<Result> {
  const { segment, allSegments = false } = flags;
  if (allSegments && segment !== undefined)
    throw badArgument(OPERATION, t('Pass {0} or {1}, not both.', '--segment', ALL));
  requireFittingOptions(flags);
  const isTyped = areTyped(files, allSegments, context.terminal);
  if (!allSegments) return uploadFiles(context, 'remove', flags, files);
  const { removeEverywhere } = await import('./removal/removeEverywhere');
  return removeEverywhere(context, flags, isTyped ? 'typed' : files);
}

function filesArgument(program: CliCommand, operation: Operation): Argument {
  return operation === 'remove'
    ? program
        .createArgument('<file...>', t('CSV files; with {0} also “-”, for typed lines', ALL))
        .argParser(fileOrInput)
    : program.createArgument('<file...>', t('CSV files, sent as one upload'));
}

/** Where the files go. */
function segmentOptions(operation: Operation): Option[] {
  const segment = new Option(
    '--segment <segment>',
    t('ID or exact name of the segment; repeat it for several'),
  ).argParser(collect);
  const everywhere = operation === 'remove' ? everywhereOptions() : [];
  return [segment, retailerOption(), ...everywhere];
}

function descriptionOf(operation: Operation): string {
  switch (operation) {
    case 'add':
      return t('Add the identifiers of files to a segment');
    case 'remove':
      return t('Remove the identifiers of files from a segment, or people from every segment');
    case 'update':
      return t('Add the identifiers of files, then remove the people who left since the last file');
    case 'replace':
      return t('Clear a segment, then add the identifiers of files');
  }
}

const EXAMPLES: Record<Operation, [string, string]> = {
  add: [
    'add customers.csv --segment 738406688413290496',
    'add customers.csv --segment "CRM Users" --hash sha256 --dry-run',
  ],
  remove: [
    'remove opt-outs.csv --segment "CRM Users" --segment "CRM Users 2025"',
    'remove erasure.csv --all-segments --receipt receipts --reference TICKET-4711',
  ],
  update: [
    'update crm.csv --segment "CRM Users" --keep crm-last.csv',
    'update crm.csv --segment "CRM Users" --previous crm-monday.csv --dry-run',
  ],
  replace: [
    'replace crm.csv --segment "CRM Users"',
    'replace crm.csv --segment "CRM Users" --confirm 738406688581440857 --no-input',
  ],
};

type UploadFlags = ChoiceFlags & {
  segment?: readonly string[];
  retailer?: string;
  confirm?: string;
  dryRun?: true;
};

const OPERATION = 'upload';

async function uploadFiles(
  context: CommandContext,
  operation: Operation,
  flags: UploadFlags,
  files: readonly string[],
): Promise<Result> {
  const { session, terminal } = context;
  const { segment: names = [], retailer } = flags;
  const request = requestOf(context, operation, flags);
  const settings = settingsOf(flags, OPERATION, context.terminal);
  const isSeveral = names.length > 1;
  if (isSeveral && request.keep !== undefined)
    throw badArgument(
      OPERATION,
      t(
        '“{0}” needs a file of its own for each segment. Run one command for each of them.',
        '--keep',
      ),
    );
  if (terminal.isLog)
    context.reporter.note(
      startingText(
        operation,
        files.map((file) => ({ uri: terminal.uriOf(file) })),
        names,
        session.namedAccount()?.id,
      ),
    );
  const uris = files.map((file) => terminal.uriOf(file));
  const account = await session.account();
  const choices = await choicesOf(uris, request, session.accounts);
  const drafts = session.drafts(settings);
  const found = await namedTargets(context, account, names, retailer, OPERATION);
  const [first] = found.targets;
  if (!isSeveral && first.failure) throw first.failure;
  const batch = new Batch(
    found.targets.flatMap(({ segmentId, failure }) =>
      segmentId === undefined || failure ? [] : { ...choices, into: { account, segmentId } },
    ),
    drafts,
    { by: 'program', command: OPERATION },
  );
  const sending = { dryRun: flags.dryRun };
  return batch.only && !isSeveral
    ? sendDraft(context, batch.only, sending)
    : sendSeveral(context, batch, drafts, found, sending);
}

/** What the options give. Throws `Failure` 'bad-argument', also if they don't say which segment. */
function requestOf(
  context: CommandContext,
  operation: Operation,
  flags: UploadFlags,
): UploadRequest {
  const { segment: names = [], dryRun } = flags;
  new Arguments({ segment: names.at(0) }, OPERATION).text('segment');
  const isReplace = operation === 'replace';
  const confirm =
    isReplace && !dryRun ? confirmArgument(flags.confirm, context, OPERATION) : flags.confirm;
  return requestFrom(
    {
      ...choiceArguments(flags, choicesFor(operation), context.terminal),
      operation,
      confirm: confirm ?? (isReplace ? undefined : false),
    },
    OPERATION,
  );
}
