import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import type { AccountHandle } from '../../../app/accounts/account';
import { requirePlainReference } from '../../../app/removals/receipt/plainReference';
import { REMOVAL, removalFailure } from '../../../app/removals/removalFailure';
import { stateOf } from '../../../app/removals/removalFigures';
import { questionText, sentBy } from '../../../app/removals/removalTexts';
import type { PlannedRemoval, RemovalRequest } from '../../../app/removals/removalTypes';
import { typedPeople } from '../../../app/removals/typedPeople';
import { resolveRetailerId, resolveSegmentId } from '../../../app/segments/resolveSegment';
import { fileChoice } from '../../../app/uploads/choices/fileChoice';
import { noOneToRemoveText } from '../../../app/uploads/plan/noOneToRemove';
import { badArgument, Cancelled } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import { compact } from '../../../common/records';
import type { SourceFile } from '../../../upload/uploadTypes';
import type { CommandContext } from '../../context';
import type { Result } from '../../output/reporter';
import { askLine, askYes, mayAsk } from '../../prompt';
import { typedText } from '../../session/typedText';
import { startingText } from '../startText';
import { dryRunResult, noteRemoval, removalResult } from './removalLines';
import { ALL, peopleChoices, type EverywhereFlags } from './removalOptions';
import { followRemoval } from './removalProgress';

/** `remove --all-segments`, of files or of people who are typed: plans a removal, or its continuation, and sends it once it is confirmed. */
export async function removeEverywhere(
  context: CommandContext,
  flags: EverywhereFlags,
  files: readonly string[] | 'typed',
): Promise<Result> {
  requireReceipt(context, flags);
  const request = await requestOf(context, flags, files);
  return planAndRun(context, flags, (removals, options) => removals.plan(request, options));
}

type Removals = Awaited<ReturnType<CommandContext['session']['removals']>>;

/** `plan`: of a removal, or of what is left of one. Everything that was confirmed before is `confirmed`. */
export async function planAndRun(
  context: CommandContext,
  flags: Pick<EverywhereFlags, 'confirm' | 'dryRun'> & { isConfirmed?: boolean },
  plan: (removals: Removals, options: Parameters<Removals['plan']>[1]) => Promise<PlannedRemoval>,
): Promise<Result> {
  const { session, interruption, progress, reporter } = context;
  const removals = await session.removals();
  const planned = await interruption.during(
    () => reporter.note(t('Cancelling…')),
    (signal) =>
      plan(removals, { signal, onProgress: (state) => progress.show(state) })
        .catch((error: unknown) => {
          throw signal.aborted ? new Cancelled() : error;
        })
        .finally(() => progress.clear()),
  );
  if (interruption.isReceived) throw new Cancelled();
  const { record, part, request } = planned;
  if (flags.dryRun) return dryRunResult(context, planned);
  if (part.rows === 0) {
    const names = fileNames(request.files).forTerminal();
    const text = `${noOneToRemoveText(names, request.files.length)} ${t('Nothing was sent.')}`;
    return { document: { removal: null }, lines: [text] };
  }
  const hasNothing = sentBy(planned).segments.length === 0;
  if (hasNothing && !planned.continues)
    throw removalFailure(
      'segment-not-found',
      t('There is no segment to remove these people from.'),
    );
  if (!hasNothing) {
    noteRemoval(context, planned);
    if (!flags.isConfirmed) await confirmRemoval(context, planned, flags.confirm);
  }
  // Rows that can’t be read may be gone: then only its record changes.
  const ended = await followRemoval(context, removals, planned);
  const result = removalResult(context, ended, removals.receiptOf(record));
  if (!hasNothing || stateOf(ended) !== 'complete') return result;
  return { ...result, lines: [t('Nothing to send: the removal is complete.'), ...result.lines] };
}

/** Throws `Failure` 'bad-argument' where nobody would see which folder is the default. */
function requireReceipt({ terminal }: CommandContext, { receipt, dryRun }: EverywhereFlags): void {
  if (receipt === undefined && !dryRun && !terminal.isInteractive)
    throw badArgument(
      REMOVAL,
      t('Without a terminal, {0} needs a folder for its receipt: {1}.', ALL, '--receipt'),
    );
}

async function requestOf(
  context: CommandContext,
  flags: EverywhereFlags,
  files: readonly string[] | 'typed',
): Promise<RemovalRequest> {
  const { session, terminal, reporter } = context;
  const { columns, hash, formats, ...reading } = peopleChoices(flags, terminal);
  const { receipt, reference, keepOut, retailer, alsoFrom = [], addTo = [] } = flags;
  const named = reference === undefined ? undefined : requirePlainReference(reference);
  const isTyped = files === 'typed';
  const uris = isTyped ? [] : files.map((file) => terminal.uriOf(file));
  if (terminal.isLog && !isTyped)
    reporter.note(
      startingText(
        'remove',
        uris.map((uri) => ({ uri })),
        [],
        session.namedAccount()?.id,
      ),
    );
  const typed = isTyped ? await typedLines(context) : '';
  const sources: SourceFile[] = isTyped
    ? [typedPeople(typed)]
    : uris.map((uri) => ({ ...fileChoice(uri, reading), path: fileURLToPath(uri) }));
  const accounts = await session.allAccounts();
  const segments = (names: readonly string[]): Promise<string[]> =>
    inAccounts(accounts, names, (account, name) =>
      resolveSegmentId(session, account, name, retailer, REMOVAL),
    );
  const retailers = await inAccounts(
    accounts,
    retailer === undefined ? [] : [retailer],
    (account, name) => resolveRetailerId(session.accounts, account, name, REMOVAL),
  );
  return compact<RemovalRequest>({
    files: sources,
    isTyped: isTyped || undefined,
    accounts,
    options: compact({
      ...{ columns, hash, formats },
      retailerIds: retailers.length > 0 ? retailers : undefined,
      alsoFrom: alsoFrom.length > 0 ? await segments(alsoFrom) : undefined,
      addTo: addTo.length > 0 ? await segments(addTo) : undefined,
    }),
    reference: named,
    folder: receipt === undefined ? undefined : terminal.resolve(receipt),
    keepsOut: keepOut,
  });
}

async function typedLines(context: CommandContext): Promise<string> {
  if (context.options.secret === '-')
    throw badArgument(
      REMOVAL,
      t('Standard input can’t be both the client secret and the people to remove.'),
    );
  return typedText(context, [
    t(
      'Type identifiers, one a line or separated by commas: emails, phone numbers, mobile IDs, or hashes. End with an empty line.',
    ),
  ]);
}

/** The IDs that names have in any of the accounts. Rejects where one has none. */
async function inAccounts(
  accounts: readonly AccountHandle[],
  names: readonly string[],
  resolve: (account: AccountHandle, name: string) => Promise<string>,
): Promise<string[]> {
  const ids = new Set<string>();
  for (const name of names) {
    const found = await Promise.allSettled(accounts.map((account) => resolve(account, name)));
    const those = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const [failed] = found.flatMap((one) => (one.status === 'rejected' ? [one] : []));
    if (those.length === 0 && failed) throw failed.reason;
    for (const id of those) ids.add(id);
  }
  return [...ids];
}

/**
 * Asks once, or above 1,000 identifiers for the ID of each account that wasn't passed. A program, which can't
 * be asked, has to pass them. Throws `Failure` 'not-confirmed'. `given`: what `--confirm` has.
 */
async function confirmRemoval(
  context: CommandContext,
  planned: PlannedRemoval,
  given: readonly string[] = [],
): Promise<void> {
  const accounts = planned.record.accounts.filter(({ failure }) => !failure);
  const ids = accounts.map(({ accountId }) => accountId);
  if (given.some((id) => !ids.includes(id)))
    throw removalFailure(
      'protected',
      t(
        '“{1}” is the ID of another account. Pass the ID of this one, {0}.',
        ids.join(', '),
        '--confirm',
      ),
    );
  const missing = accounts.filter(({ accountId }) => !given.includes(accountId));
  if (missing.length === 0) return;
  if (!mayAsk(context))
    throw notConfirmed(
      t(
        'Nothing was sent: confirm with the ID of each account that people are removed from every segment: {0}.',
        missing.map(({ accountId }) => `--confirm ${accountId}`).join(' '),
      ),
    );
  if (!planned.isGuarded) {
    const toType = (yes: string): string => t('Type “{0}” to remove them:', yes);
    if (await askYes(context, [questionText(planned)], toType)) return;
    throw notConfirmed(t('Not confirmed. Nothing was changed.'));
  }
  let lines = [questionText(planned)];
  for (const { accountId } of missing) {
    const question = t(
      'More than 1,000 identifiers: type the account ID, {0}, to continue.',
      accountId,
    );
    if ((await askLine(context, lines, question)) !== accountId)
      throw notConfirmed(t('Not confirmed. Nothing was changed.'));
    lines = [];
  }
}

function notConfirmed(message: string): Error {
  return removalFailure('not-confirmed', message);
}

/** Sends what is left of a removal that was confirmed. Rejects as `Removals.resume`. */
export async function resumeRemoval(context: CommandContext, id: string): Promise<Result> {
  return planAndRun(context, { isConfirmed: true }, (removals, options) =>
    removals.resume(id, options),
  );
}
