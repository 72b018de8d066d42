import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { Arguments } from '../../app/arguments';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import type { Choices } from '../../app/uploads/choices';
import { fileChoiceOf } from '../../app/uploads/pairings/coveredFile';
import { choicesOf, requestFrom, type UploadRequest } from '../../app/uploads/request';
import { rejectUpdateOptions } from '../../app/uploads/update/updateRequest';
import { badArgument } from '../../common/failure';
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

/** `upload`. */
export function addUploadCommand(program: Command, setWork: SetWork): void {
  const upload = program
    .command('upload')
    .argument('<file...>', t('CSV files, sent as one upload'))
    .description(t('Upload files to a segment'))
    .option('--segment <segment>', t('ID or exact name of the segment'))
    .option(
      '--operation <operation>',
      t('add, remove, refresh (add, then remove people who left) or replace'),
    )
    .option(
      '--pairings <file>',
      t('file of pairings: where a file goes, by its name; options override it'),
    )
    .option('--retailer <retailer>', retailerHelp())
    .option('--forms <forms>', t('formats to remove emails in: hashed, all or given'))
    .option(
      '--max-invalid <ratio>',
      t('share of rows that may be invalid or rejected (default: 0.1)'),
    )
    .option(
      '--min-kept <ratio>',
      t(
        'for remove, refresh and replace: share of the segment’s size that must remain; 0 allows any (default: 0.7)',
      ),
    )
    .option('--confirm <account-id>', t('for replace: the account ID, to confirm without a prompt'))
    .option('--dry-run', t('check everything, but send nothing'));
  addUpdateOptions(upload);
  addReadingOptions(upload);
  addSettingOptions(upload);
  addMaxWait(upload);
  addExamples(
    upload,
    'upload customers.csv --segment 738406688413290496 --operation add',
    'upload crm.csv --segment "CRM Users" --operation refresh --keep crm-last.csv --json',
  );
  setWork<UploadFlags, [files: string[]]>(upload, async (context, flags, files) =>
    uploadFiles(context, flags, files),
  );
}

type UploadFlags = ReadingFlags &
  UpdateFlags &
  SettingFlags &
  WaitFlags & {
    segment?: string;
    operation?: string;
    pairings?: string;
    retailer?: string;
    forms?: string;
    maxInvalid?: string;
    minKept?: string;
    confirm?: string;
    dryRun?: true;
  };

const OPERATION = 'upload';

async function uploadFiles(
  context: CommandContext,
  flags: UploadFlags,
  files: readonly string[],
): Promise<Result> {
  const { session } = context;
  const { operation, hash, forms, maxInvalid, minKept } = flags;
  if (flags.pairings === undefined) {
    const required = new Arguments({ ...flags }, OPERATION);
    required.text('segment');
    required.text('operation');
  }
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
        forms,
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
  const { operation, hash, forms } = pairing;
  new Arguments({ operation }, OPERATION).text('operation');
  rejectUpdateOptions(request, operation, OPERATION);
  for (const one of paired) reporter.note(t('Pairing: {0}', describePairing(one)));
  if (!hasSegment) requireSameAccount(context, pairing.accountId);
  const account = await session.account(hasSegment ? undefined : pairing.accountId);
  const segmentId = hasSegment
    ? await resolveSegmentId(session, account, segment, retailer, OPERATION)
    : pairing.segmentId;
  const choices = await choicesOf(
    uris,
    { ...request, operation, hash, forms, segmentId, accountId: account.accountId },
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
