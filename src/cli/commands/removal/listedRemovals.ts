import { t } from '@vscode/l10n';
import { SANDBOX_ORIGIN } from '../../../app/accounts/account';
import { removalDocument } from '../../../app/removals/receipt/removalDocument';
import { REMOVAL } from '../../../app/removals/removalFailure';
import { isSendable, removing, stateOf } from '../../../app/removals/removalFigures';
import { resultTitle } from '../../../app/removals/removalTexts';
import type { RemovalRecord } from '../../../app/removals/removalTypes';
import { segmentsText } from '../../../common/counts';
import { Failure, toFailure } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import { dateTime } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import type { CommandContext } from '../../context';
import type { Ending } from '../../exitCodes';
import { failureSummary } from '../../output/github';
import { entryOf, type Entry, type Result } from '../../output/reporter';
import { hasCountsOnly } from './removalLines';
import { resumeRemoval } from './removeEverywhere';

/** Removals that aren't complete, newest first, as cells of a list and as they are in a document. */
export async function openRemovalRows({ session }: Pick<CommandContext, 'session'>): Promise<{
  cells: string[][];
  documents: object[];
}> {
  const removals = await session.removals();
  const open = (await removals.all()).filter((record) => stateOf(record) !== 'complete');
  return {
    cells: open.map((record) => [
      record.id,
      dateTime(Date.parse(record.startedAt)),
      t('Remove everywhere'),
      titleOf(record),
      segmentsText(removing(record).length),
      standingText(record),
    ]),
    documents: open.map((record) => ({
      id: record.id,
      state: stateOf(record),
      receipt: removals.receiptOf(record),
      removal: removalDocument(record),
    })),
  };
}

function titleOf({ reference, parts }: RemovalRecord): string {
  const part = parts.at(-1);
  const files = part?.isTyped ? t('typed') : fileNames(part?.files ?? []).forTerminal();
  return reference === undefined
    ? files
    : t('{0} ({1})', files, OutsideText.name(reference).forTerminal());
}

function standingText(record: RemovalRecord): string {
  const { endedAt, parts } = record;
  const text = endedAt === undefined ? t('not finished') : resultTitle(record);
  if (!isSendable(record, Date.now())) return text;
  return parts.at(-1)?.isTyped ? t('{0}; type them again', text) : t('{0}; can be resumed', text);
}

/** How one of all removals was resumed. `counts`: how the run ends because of it. */
export interface ResumedRemoval {
  readonly entry: Omit<Entry, 'ending'> & { id: string; ending: Ending | 'skipped' };
  readonly lines: readonly string[];
  readonly counts: Ending;
  readonly result?: Pick<Result, 'summary' | 'problems'>;
}

/** Sends what is left of every removal of this API, oldest first, until it is interrupted. Asks nothing. */
export async function resumeRemovals(context: CommandContext): Promise<ResumedRemoval[]> {
  const { session, options, interruption } = context;
  const all: ResumedRemoval[] = [];
  for (const record of [...(await (await session.removals()).all())].reverse()) {
    const isOfSandbox = record.origin === SANDBOX_ORIGIN;
    if (isOfSandbox !== (options.sandbox === true) || !isSendable(record, Date.now())) continue;
    const one = await resumeRemoval(context, record.id).catch((error: unknown) =>
      toFailure(error, REMOVAL),
    );
    all.push(resumedAs(record, one, hasCountsOnly(context) ? '' : titleOf(record)));
    if (interruption.isReceived) break;
  }
  return all;
}

/** `title`: as far as it may be shown. */
function resumedAs(
  { id, parts }: RemovalRecord,
  one: Result | Failure,
  title: string,
): ResumedRemoval {
  const entry = entryOf({ id }, one);
  if (!(one instanceof Failure))
    return {
      ...{ entry, counts: entry.ending, result: one },
      lines: [t('Resumed: {0} {1}.', id, title), ...one.lines],
    };
  // They aren't stored: no run is fine as long as someone has to type them.
  if (one.code === 'file-changed' && parts.at(-1)?.isTyped)
    return {
      entry: { ...entry, ending: 'skipped' },
      lines: [t('Skipped: {0} {1}. {2}', id, title, one.message)],
      counts: 'partial',
    };
  return {
    ...{ entry, counts: entry.ending },
    lines: [t('Not resumed: {0} {1}. {2}', id, title, one.message)],
    result: { summary: () => failureSummary(one, id) },
  };
}
