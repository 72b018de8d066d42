import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { Arguments } from '../../app/arguments';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import type { Choices } from '../../app/uploads/choices';
import { fileChoiceOf } from '../../app/uploads/pairings/coveredFile';
import { choicesOf, requestFrom, type UploadRequest } from '../../app/uploads/request';
import { badArgument } from '../../common/failure';
import { FORMS } from '../../upload/comparableFormats';
import { OPERATIONS, type Operation } from '../../upload/uploadTypes';
import type { CommandContext, SetWork } from '../context';
import { argumentsOf } from '../flags';
import type { Result } from '../output/reporter';
import { confirmArgument } from '../prompt';
import { addExamples } from './examples';
import { describePairing, pairFiles } from './pairingsFile';
import {
  addReadingOptions,
  addSettingOptions,
  readingArguments,
  settingsOf,
  type ReadingFlags,
  type SettingFlags,
} from './readingOptions';
import { addMaxWait, maxWaitOf, type WaitFlags } from './runUpload';
import { retailerHelp } from './segments/segmentOptions';
import { sendDraft } from './sendDraft';
import { addUpdateOptions, updateArguments, type UpdateFlags } from './updateOptions';

/** `add`, `remove`, `update` and `replace`: each with the options that mean something for it. */
export function addUploadCommands(program: Command, setWork: SetWork): void {
  for (const operation of OPERATIONS) {
    const command = program
      .command(operation)
      .argument('<file...>', t('CSV files, sent as one upload'))
      .description(descriptionOf(operation))
      .option('--segment <segment>', t('ID or exact name of the segment'))
      .option('--retailer <retailer>', retailerHelp())
      .option(
        '--pairings <file>',
        t('take the segment from a file of pairings, by the file’s name'),
      );
    addOptionsOf[operation](command);
    if (operation !== 'add')
      command.option(
        '--min-kept <ratio>',
        t('smallest share of the segment’s size to keep (default: 0.7)'),
      );
    command
      .option(
        '--max-invalid <ratio>',
        t('share of rows that may be invalid or rejected (default: 0.1)'),
      )
      .option('--dry-run', t('check everything, but send nothing'));
    addReadingOptions(command);
    addSettingOptions(command);
    addMaxWait(command);
    addExamples(command, ...EXAMPLES[operation]);
    setWork<UploadFlags, [files: string[]]>(command, async (context, flags, files) =>
      uploadFiles(context, operation, flags, files),
    );
  }
}

function descriptionOf(operation: Operation): string {
  switch (operation) {
    case 'add':
      return t('Add the identifiers of files to a segment');
    case 'remove':
      return t('Remove the identifiers of files from a segment');
    case 'update':
      return t('Add the identifiers of files, then remove the people who left since the last file');
    case 'replace':
      return t('Clear a segment, then add the identifiers of files');
  }
}

const addOptionsOf: Record<Operation, (command: Command) => void> = {
  add: () => undefined,
  remove: (command) =>
    void command.option(
      '--formats <formats>',
      t('formats to remove emails in: {0}', FORMS.join(', ')),
    ),
  update: addUpdateOptions,
  replace: (command) =>
    void command
      .option('--confirm <account-id>', t('the account ID, to confirm without a prompt'))
      .option('--keep <file>', t('keep the file here; the next update compares with it')),
};

const EXAMPLES: Record<Operation, [string, string]> = {
  add: [
    'add customers.csv --segment 738406688413290496',
    'add customers.csv --segment "CRM Users" --hash sha256 --dry-run',
  ],
  remove: [
    'remove opt-outs.csv --segment "CRM Users"',
    'remove opt-outs.csv --segment "CRM Users" --dry-run --json',
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

type UploadFlags = ReadingFlags &
  UpdateFlags &
  SettingFlags &
  WaitFlags & {
    segment?: string;
    pairings?: string;
    retailer?: string;
    formats?: string;
    maxInvalid?: string;
    minKept?: string;
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
  const { session } = context;
  const { hash, formats, maxInvalid, minKept } = flags;
  if (flags.pairings === undefined) new Arguments({ ...flags }, OPERATION).text('segment');
  const confirm =
    operation === 'replace' && !flags.dryRun
      ? confirmArgument(flags.confirm, context, OPERATION)
      : flags.confirm;
  const request = requestFrom(
    argumentsOf(
      {
        ...readingArguments(flags),
        ...updateArguments(flags, context.terminal),
        operation,
        hash,
        formats,
        maxInvalid,
        minKept,
        confirm: confirm ?? (operation === 'replace' ? undefined : false),
      },
      ['maxInvalid', 'minKept', 'maxRemoved'],
    ),
    OPERATION,
  );
  const settings = settingsOf(flags, OPERATION);
  const maxWait = maxWaitOf(flags, OPERATION);
  session.limitWaits(maxWait);
  const choices =
    flags.pairings === undefined
      ? await choicesOfFlags(context, flags, files, request)
      : await choicesOfPairings(context, flags, files, request);
  const draft = session.drafts(settings).draft(choices, { by: 'program', command: OPERATION });
  return sendDraft(context, draft, { maxWait, dryRun: flags.dryRun });
}

/** The choices that the options give alone. */
async function choicesOfFlags(
  { session, terminal }: CommandContext,
  { segment = '', retailer }: UploadFlags,
  files: readonly string[],
  request: UploadRequest,
): Promise<Choices> {
  const account = await session.account();
  const segmentId = await resolveSegmentId(session, account, segment, retailer, OPERATION);
  return choicesOf(
    files.map((file) => terminal.uriOf(file)),
    { ...request, segmentId, accountId: account.accountId },
    session.accounts,
  );
}

/** The choices of the files' pairings, where the options don't give others. Says which ones. */
async function choicesOfPairings(
  context: CommandContext,
  { pairings = '', segment, retailer }: UploadFlags,
  files: readonly string[],
  request: UploadRequest,
): Promise<Choices> {
  const { session, reporter, terminal } = context;
  const hasSegment = segment !== undefined;
  const uris = files.map((file) => terminal.uriOf(file));
  const path = terminal.resolve(pairings);
  const paired = await pairFiles(path, uris, request, hasSegment, OPERATION);
  const [{ pairing }] = paired;
  const { hash, formats } = pairing;
  for (const one of paired) reporter.note(t('Pairing: {0}', describePairing(one)));
  if (!hasSegment) requireSameAccount(context, pairing.accountId);
  const account = await session.account(hasSegment ? undefined : pairing.accountId);
  const segmentId = hasSegment
    ? await resolveSegmentId(session, account, segment, retailer, OPERATION)
    : pairing.segmentId;
  const choices = await choicesOf(
    uris,
    { ...request, hash, formats, segmentId, accountId: account.accountId },
    session.accounts,
  );
  return {
    ...choices,
    files: paired.map(({ uri, pairing: { columns, dialect } }) => ({
      uri,
      ...fileChoiceOf({ columns, dialect }),
    })),
  };
}

/** Throws `Failure` 'bad-argument' if another account was chosen than that of a pairing. */
function requireSameAccount({ options, terminal }: CommandContext, accountId: string): void {
  const chosen = options.account ?? (options.sandbox ? undefined : terminal.env.CRITEO_ACCOUNT_ID);
  if (chosen && chosen !== accountId)
    throw badArgument(
      OPERATION,
      t('The pairing is for account {0}, but account {1} was chosen.', accountId, chosen),
    );
}
