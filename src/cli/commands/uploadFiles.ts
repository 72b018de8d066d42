import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { Arguments } from '../../app/arguments';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import { limitsOf, type Choices } from '../../app/uploads/choices';
import type { Draft } from '../../app/uploads/draft/draft';
import { operationLabel } from '../../app/uploads/messages';
import { outcomeOfFailure } from '../../app/uploads/outcome';
import { fileChoiceOf } from '../../app/uploads/pairings/coveredFile';
import { checkResultOf } from '../../app/uploads/plan/checkResult';
import { problemsOf } from '../../app/uploads/plan/planProblems';
import {
  formatsText,
  planWarnings,
  reviewLines,
  reviewQuestion,
} from '../../app/uploads/plan/planReview';
import { choicesOf, requestFrom, type UploadRequest } from '../../app/uploads/request';
import { requireDraftPlan, type DraftPlan } from '../../app/uploads/step';
import { undoesText } from '../../app/uploads/undoUpload';
import { rowCountsText } from '../../common/counts';
import { badArgument, Cancelled } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import type { CommandContext, SetWork } from '../context';
import { argumentsOf } from '../flags';
import { problemsIn } from '../output/problemLines';
import type { Result } from '../output/reporter';
import { askConfirmation, confirmArgument } from '../prompt';
import { uriOf } from '../session/localFiles';
import { followedCheck } from './checkFiles';
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
import { addMaxWait, maxWaitOf, runUpload, type WaitFlags } from './runUpload';
import { retailerHelp } from './segments/segmentOptions';

/** `upload`. */
export function addUploadCommand(program: Command, setWork: SetWork): void {
  const upload = program
    .command('upload')
    .argument('<file...>', t('CSV files, sent as one upload'))
    .description(t('Upload files to a segment'))
    .option('--segment <segment>', t('ID or exact name of the segment'))
    .option('--operation <operation>', t('add, remove or replace'))
    .option(
      '--pairings <json>',
      t('file of pairings: where a file goes, by its name; options override it'),
    )
    .option('--retailer <retailer>', retailerHelp())
    .option('--forms <forms>', t('“all” removes emails in all hash formats'))
    .option(
      '--max-invalid <ratio>',
      t('share of rows that may be invalid or rejected (default: 0.1)'),
    )
    .option(
      '--min-kept <ratio>',
      t(
        'for remove and replace: share of the segment’s size that must remain; 0 allows any (default: 0.7)',
      ),
    )
    .option('--confirm <account-id>', t('for replace: the account ID, to confirm without a prompt'))
    .option('--dry-run', t('check everything, but send nothing'));
  addReadingOptions(upload);
  addSettingOptions(upload);
  addMaxWait(upload);
  addExamples(
    upload,
    'upload customers.csv --segment 738406688413290496 --operation add',
    'upload part-*.csv --segment "CRM Users" --operation replace --confirm 48210 --json',
  );
  setWork<UploadFlags, [files: string[]]>(upload, async (context, flags, files) =>
    uploadFiles(context, flags, files),
  );
}

type UploadFlags = ReadingFlags &
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
        operation,
        hash,
        forms,
        maxInvalid,
        minKept,
        confirm: confirm ?? (operation === 'replace' ? undefined : false),
      },
      ['maxInvalid', 'minKept'],
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

/**
 * Checks a draft and sends it once it is confirmed. `maxWait`: milliseconds. `dryRun`: only checks.
 * Discards a draft that isn't sent.
 */
export async function sendDraft(
  context: CommandContext,
  draft: Draft,
  { maxWait, dryRun = false }: { maxWait: number; dryRun?: boolean },
): Promise<Result> {
  const { reporter } = context;
  const { choices } = draft;
  const limits = limitsOf(choices);
  try {
    reporter.note(t('Checking {0}', fileNames(choices.files).forTerminal()));
    const step = await followedCheck(context, draft);
    const planned = requireDraftPlan(step);
    context.progress.clear();
    if (dryRun) {
      await draft.discard();
      return await dryRunResult(draft, planned, step);
    }
    if (step.kind === 'blocked' && step.failure.cancelled) throw new Cancelled();
    const confirmed = await confirmUpload(context, planned, draft);
    const sent = await draft.send(confirmed);
    return await runUpload(context, sent, planned.plan, { maxInvalid: limits.maxRefused, maxWait });
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** The choices that the options give alone. */
async function choicesOfFlags(
  { session }: CommandContext,
  { segment = '', retailer }: UploadFlags,
  files: readonly string[],
  request: UploadRequest,
): Promise<Choices> {
  const account = await session.account();
  const segmentId = await resolveSegmentId(session, account, segment, retailer, OPERATION);
  return choicesOf(
    files.map(uriOf),
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
  const { session, reporter } = context;
  const hasSegment = segment !== undefined;
  const paired = await pairFiles(pairings, files.map(uriOf), request, hasSegment, OPERATION);
  const [{ pairing }] = paired;
  const { operation, hash, forms } = pairing;
  new Arguments({ operation }, OPERATION).text('operation');
  for (const one of paired) reporter.note(t('Pairing: {0}', describePairing(one)));
  if (!hasSegment) requireSameAccount(context, pairing.accountId);
  const account = await session.account(hasSegment ? undefined : pairing.accountId);
  const segmentId = hasSegment
    ? await resolveSegmentId(session, account, segment, retailer, OPERATION)
    : pairing.segmentId;
  const choices = await choicesOf(
    files.map(uriOf),
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

/** What will be sent where, in short. */
function reviewOf({ plan, into }: DraftPlan, { undoes }: Draft['options']): string[] {
  const target = into?.segment.name?.forTerminal() ?? plan.target.segmentId;
  return [
    t('{0} → {1}', operationLabel(plan.options.operation), target),
    ...(undoes ? [undoesText(undoes)] : []),
    rowCountsText(plan),
    ...[formatsText(plan)].filter(Boolean),
  ];
}

/** Says what will be sent, and asks for the confirmation that is missing. */
async function confirmUpload(
  context: CommandContext,
  planned: DraftPlan,
  { choices: { files }, options }: Draft,
): ReturnType<typeof askConfirmation> {
  const { confirmation, reasons } = planned;
  if (confirmation?.kind !== 'accountId') {
    for (const line of reviewOf(planned, options)) context.reporter.note(line);
    return confirmation?.kind === 'yes' ? 'yes' : undefined;
  }
  const view = await planned.view();
  const question = reviewQuestion(view, fileNames(files).forNotification());
  const lines = [...reasons, ...reviewLines(view), ...planWarnings(view)];
  return askConfirmation(context, { confirmation, question, lines }, OPERATION);
}

async function dryRunResult(
  draft: Draft,
  planned: DraftPlan,
  step: Draft['step'],
): Promise<Result> {
  const view = await planned.view();
  const problems = problemsIn(problemsOf(planned.plan));
  return {
    document: { check: checkResultOf(planned), problems },
    lines: [
      `${fileNames(draft.choices.files).forTerminal()}: ${t('Nothing was sent.')}`,
      ...reviewOf(planned, draft.options).slice(0, draft.options.undoes ? 2 : 1),
      ...planned.reasons,
      ...reviewLines(view),
      ...planWarnings(view),
    ],
    problems,
    ...(step.kind === 'blocked' && {
      ending: outcomeOfFailure(step.failure),
      error: step.failure.toJSON(),
    }),
  };
}
