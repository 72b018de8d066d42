import { t } from '@vscode/l10n';
import { Option, type Argument } from 'commander';
import type { AccountHandle } from '../../app/accounts/account';
import { Arguments } from '../../app/arguments';
import { Batch } from '../../app/uploads/batch/batch';
import { UPLOAD_CHOICES, type Choices } from '../../app/uploads/choices/choices';
import { givenOf, namesOf } from '../../app/uploads/choices/choiceTable';
import { fileChoice } from '../../app/uploads/choices/fileChoice';
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
import { describePairing, pairFiles } from './pairingsFile';
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
  const pairings = new Option(
    '--pairings <file>',
    t('take the segment from a file of pairings, by the file’s name'),
  );
  const everywhere = operation === 'remove' ? everywhereOptions() : [];
  return [segment, retailerOption(), pairings, ...everywhere];
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
  pairings?: string;
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
  if (terminal.isLog && flags.pairings === undefined)
    context.reporter.note(
      startingText(
        operation,
        files.map((file) => ({ uri: terminal.uriOf(file) })),
        names,
        session.namedAccount()?.id,
      ),
    );
  const { account, choices, paired } =
    flags.pairings === undefined
      ? await choicesOfFlags(context, files, request)
      : await choicesOfPairings(context, flags, files, request);
  const drafts = session.drafts(settings);
  const segments = paired ? [paired] : names;
  const found = await namedTargets(context, account, segments, retailer, OPERATION);
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
  const { segment: names = [], pairings, dryRun } = flags;
  if (pairings === undefined) new Arguments({ segment: names.at(0) }, OPERATION).text('segment');
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

/** What the options and pairings give. */
interface Given {
  account: AccountHandle;
  /** Without a segment. */
  choices: Choices;
  /** The ID of the pairings' segment, if that is the one. */
  paired?: string;
}

/** The choices that the options give alone. */
async function choicesOfFlags(
  { session, terminal }: CommandContext,
  files: readonly string[],
  request: UploadRequest,
): Promise<Given> {
  const uris = files.map((file) => terminal.uriOf(file));
  const account = await session.account();
  return { account, choices: await choicesOf(uris, request, session.accounts) };
}

/** The choices of the files' pairings, where the options don't give others. Says which ones. */
async function choicesOfPairings(
  context: CommandContext,
  { pairings = '', segment }: UploadFlags,
  files: readonly string[],
  request: UploadRequest,
): Promise<Given> {
  const { session, reporter, terminal } = context;
  const hasSegment = segment !== undefined;
  const uris = files.map((file) => terminal.uriOf(file));
  const path = terminal.resolve(pairings);
  const paired = await pairFiles(path, uris, request, hasSegment, OPERATION);
  const [{ pairing }] = paired;
  for (const one of paired) reporter.note(t('Pairing: {0}', describePairing(one)));
  if (!hasSegment) requireSameAccount(context, pairing.accountId);
  const account = await session.account(hasSegment ? undefined : pairing.accountId);
  const choices = await choicesOf(
    uris,
    { ...request, ...givenOf(pairing, UPLOAD_CHOICES) },
    session.accounts,
  );
  return {
    account,
    choices: { ...choices, files: paired.map((one) => fileChoice(one.uri, one.pairing)) },
    ...(!hasSegment && { paired: pairing.segmentId }),
  };
}

/** Throws `Failure` 'bad-argument' if another account was chosen than that of a pairing. */
function requireSameAccount({ session }: CommandContext, accountId: string): void {
  const chosen = session.namedAccount()?.id;
  if (chosen !== undefined && chosen !== accountId)
    throw badArgument(
      OPERATION,
      t('The pairing is for account {0}, but account {1} was chosen.', accountId, chosen),
    );
}
