import { t } from '@vscode/l10n';
import { Arguments } from '../../app/arguments';
import { exportedText, exportLeftOut } from '../../app/repair/exportLeftOut';
import { requireOtherFile } from '../../app/repair/fixFile';
import type { ReadingOptions } from '../../app/repair/fixRows';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import { type Choices } from '../../app/uploads/choices/choices';
import { namesIn, namesOf } from '../../app/uploads/choices/choiceTable';
import { limitsOf } from '../../app/uploads/choices/engineOptions';
import { choicesOf, requestFrom } from '../../app/uploads/choices/request';
import type { Draft } from '../../app/uploads/draft/draft';
import { followChecks } from '../../app/uploads/draft/followChecks';
import { requireDraftPlan, type DraftPlan } from '../../app/uploads/draftStep';
import { checkResultOf } from '../../app/uploads/plan/checkResult';
import { problemsOf, readAsOf } from '../../app/uploads/plan/planProblems';
import { otherFilesText } from '../../app/uploads/update/updateReview';
import type { TargetFile } from '../../app/writeParts';
import { rowCountsText } from '../../common/counts';
import { badArgument, Failure } from '../../common/failure';
import { fileLabel, fileNames } from '../../common/fileName';
import { optionName } from '../../common/optionNames';
import { IDENTIFIER_TYPES, knownType } from '../../identifiers/identifierTypes';
import type { Progress } from '../../upload/jobTypes';
import { checkError } from '../../upload/safetyChecks';
import type { CliCommand } from '../cliCommand';
import type { CommandContext } from '../context';
import { flagOf } from '../flags';
import { problemsDocument, problemsIn } from '../output/problemLines';
import type { Result } from '../output/reporter';
import {
  choiceArguments,
  choiceOptions,
  settingsOf,
  targetOptions,
  type ChoiceFlags,
  type TargetFlags,
} from './choiceOptions';
import { areNightly, onlyOptions, type RunFlags } from './nightly/nightlyFlags';
import { outFile, outOptions } from './outOption';
import { checkingText } from './startText';

export type CheckFlags = ChoiceFlags & TargetFlags;

interface InvalidRowsFlags {
  invalidRows?: string;
  force?: true;
}

/** `check`. */
export function addCheckCommand(program: CliCommand): void {
  program
    .command('check')
    .argument('<file...>', t('CSV files, or nightly files'))
    .description(t('Check files without sending anything'))
    .option('--max-invalid <ratio>', t('share of rows that may be invalid (default: 0.1)'))
    .addOptions(...outOptions(t('write the invalid rows to this file, as CSV'), 'invalid-rows'))
    .addOptions(...targetOptions(), ...choiceOptions([...namesIn('check'), ...namesOf('setting')]))
    .addOptions(...onlyOptions())
    .examples(
      'check customers.csv --type Email --invalid-rows invalid.csv',
      'check night.criteo.jsonc --json',
    )
    .records('unused')
    .reads()
    .does<CheckFlags & RunFlags & InvalidRowsFlags, [files: string[]]>(
      async (context, flags, files) => {
        const to = await invalidRowsFile(context, files, flags);
        if (areNightly(files)) {
          requireNightlyFlags(flags);
          const { checkNightly } = await import('./nightly/runNightly');
          return checkNightly(context, files, flags);
        }
        for (const name of ['only', 'all'] as const)
          if (flags[name] !== undefined)
            throw badArgument('check', t('“{0}” is for nightly files.', flagOf(name)));
        const { draft, planned, maxInvalid } = await checkFiles(context, files, flags, 'check');
        const result = checkResult(context, draft, planned, limitsOf({ maxInvalid }).maxRefused);
        if (!to) return result;
        const readAs = requireReadAs(planned, 'check');
        const invalidRows = await whileWriting(context, (signal) =>
          exportLeftOut(draft.sources[0], readAs, [], to, signal),
        );
        return {
          ...result,
          document: { ...result.document, invalidRows },
          lines: [...result.lines, exportedText(invalidRows, fileLabel(to.uri).forTerminal())],
        };
      },
    );
}

/** The file of `--invalid-rows`. Rejects with `Failure` 'bad-argument' unless it is for one CSV file, and as `outFile`. */
async function invalidRowsFile(
  { terminal }: CommandContext,
  files: readonly string[],
  { invalidRows, force }: InvalidRowsFlags,
): Promise<TargetFile | undefined> {
  if (invalidRows === undefined) return undefined;
  if (files.length > 1 || areNightly(files))
    throw badArgument('check', t('“{0}” is for one CSV file.', optionName('invalidRows')));
  requireOtherFile(terminal.uriOf(files[0]), terminal.uriOf(invalidRows), 'check', 'invalidRows');
  return outFile({ out: invalidRows, force }, terminal, 'check', 'invalidRows');
}

/** Throws `Failure` 'bad-argument' for an option that a nightly file has a word for. */
function requireNightlyFlags(flags: CheckFlags & RunFlags): void {
  const known: string[] = ['only', 'all', ...namesOf('setting')];
  const name = Object.keys(flags).find((one) => !known.includes(one));
  if (name !== undefined)
    throw badArgument(
      'check',
      t('A nightly file says that itself. Leave out “{0}”.', flagOf(name)),
    );
}

/** The figures of a check; `blocked` if an upload would be stopped. */
function checkResult(
  { terminal }: CommandContext,
  draft: Draft,
  planned: DraftPlan,
  maxInvalid: number,
): Result {
  const { plan } = planned;
  const blocking = checkError({ ...plan, options: { ...plan.options, maxRefused: maxInvalid } });
  const problems = problemsIn(problemsOf(plan), terminal);
  return {
    document: { check: checkResultOf(planned), ...problemsDocument(problems) },
    lines: [`${fileNames(draft.choices.files).forTerminal()}: ${rowCountsText(plan)}`],
    problems,
    mostProblems: Number.POSITIVE_INFINITY,
    ...(blocking && { ending: 'blocked', error: blocking.toJSON() }),
  };
}

/**
 * Checks files for a segment or an identifier type, without sending anything and without leaving
 * anything behind. With a type, no account is needed.
 */
export async function checkFiles(
  context: CommandContext,
  files: readonly string[],
  flags: CheckFlags,
  operation: string,
): Promise<{ draft: Draft; planned: DraftPlan; maxInvalid: number | undefined }> {
  const { session, terminal } = context;
  const { segment, retailer, type } = flags;
  const args = new Arguments({ identifierType: type && (knownType(type) ?? type) }, operation);
  const identifierType = args.optionalOneOf('identifierType', IDENTIFIER_TYPES);
  const request = requestFrom(
    choiceArguments(flags, [...namesIn('check'), 'maxInvalid'], terminal),
    operation,
  );
  const settings = settingsOf(flags, operation, terminal);
  const into =
    identifierType === undefined ? await segmentOf(context, segment, retailer, operation) : {};
  const choices: Choices = {
    ...(await choicesOf(
      files.map((file) => terminal.uriOf(file)),
      { ...request, ...into },
      session.accounts,
    )),
    identifierType,
    operation: 'add',
  };
  const draft = session
    .drafts(settings)
    .draft(choices, { by: 'program', command: operation, checks: true });
  return {
    draft,
    planned: requireDraftPlan(await followedCheck(context, draft)),
    maxInvalid: request.maxInvalid,
  };
}

/** How a file was read that another one is written from. Throws `Failure` 'unsupported-type'. */
export function requireReadAs({ plan }: DraftPlan, operation: string): ReadingOptions {
  const readAs = readAsOf(plan, 0);
  if (readAs) return readAs;
  throw new Failure(
    'unsupported-type',
    t('This segment’s identifier type can’t be checked.'),
    operation,
  );
}

/** Writes a file; an interruption cancels it, and leaves nothing. */
export function whileWriting<T>(
  { interruption, reporter }: CommandContext,
  write: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return interruption.during(() => reporter.note(t('Cancelling…')), write);
}

/** Checks a draft with progress, and says so; an interruption cancels the check. */
export function followedCheck(
  { interruption, progress, reporter, session }: CommandContext,
  draft: Draft,
): ReturnType<Draft['check']> {
  reporter.note(checkingText(session, draft.choices));
  let saysOthers = true;
  const show = (state: Progress): void => {
    if (saysOthers && state.otherFiles !== undefined) {
      saysOthers = false;
      progress.clear();
      reporter.note(otherFilesText(state.otherFiles));
    }
    progress.show(state);
  };
  return interruption.during(
    () => reporter.note(t('Cancelling…')),
    async (signal) => {
      // The size of the segment goes by them.
      await session.readRecords();
      return followChecks(draft, () => draft.check(), signal, show).finally(() => progress.clear());
    },
  );
}

async function segmentOf(
  { session }: CommandContext,
  segment: string | undefined,
  retailer: string | undefined,
  operation: string,
): Promise<{ segmentId?: string; accountId?: string }> {
  if (segment === undefined) return {};
  const account = await session.account();
  const segmentId = await resolveSegmentId(session, account, segment, retailer, operation);
  return { segmentId, accountId: account.accountId };
}
