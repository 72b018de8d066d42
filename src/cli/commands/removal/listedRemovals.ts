import { t } from '@vscode/l10n';
import { SANDBOX_ORIGIN, type AccountHandle } from '../../../app/accounts/account';
import type { NightRemoval } from '../../../app/nightly/report/nightReport';
import { dueAt, dueOf } from '../../../app/removals/dueAt';
import { removalDocument } from '../../../app/removals/receipt/removalDocument';
import { REMOVAL } from '../../../app/removals/removalFailure';
import { isSendable, removing, stateOf } from '../../../app/removals/removalFigures';
import { resultTitle } from '../../../app/removals/removalTexts';
import type { RemovalRecord } from '../../../app/removals/removalTypes';
import { isSameApplication } from '../../../app/removals/scope';
import { segmentsText } from '../../../common/counts';
import { Failure, toFailure } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import { dateTime, utcDayTime } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import type { CommandContext } from '../../context';
import type { Ending } from '../../exitCodes';
import { entryOf, type Entry, type Result } from '../../output/reporter';
import { failureSummary } from '../../output/stepSummary';
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

/**
 * Sends what is left of every removal of this API, oldest first, until it is interrupted. Asks nothing.
 * `isChosen`: asked when it is its turn.
 */
export async function resumeRemovals(
  context: CommandContext,
  isChosen: (record: RemovalRecord) => boolean = () => true,
): Promise<ResumedRemoval[]> {
  const { session, options, interruption } = context;
  const removals = await session.removals();
  const all: ResumedRemoval[] = [];
  for (const known of [...(await removals.all())].reverse()) {
    if ((known.origin === SANDBOX_ORIGIN) !== (options.sandbox === true)) continue;
    // Each run sends one of its parts.
    for (let parts = known.parts.length; parts > 0 && !interruption.isReceived; parts--) {
      const record = await removals.find(known.id);
      if (!isSendable(record, Date.now()) || !isChosen(record)) break;
      const one = await resumeRemoval(context, record.id).catch((error: unknown) =>
        toFailure(error, REMOVAL),
      );
      all.push(resumedAs(record, one, hasCountsOnly(context) ? '' : titleOf(record)));
      if (one instanceof Failure) break;
    }
  }
  return all;
}

/**
 * Finishes the removals of these accounts that are due, as `resumeRemovals`, but begins none from `deadline` on
 * (milliseconds since 1970). Says what became of each, and which will be due.
 */
export async function finishDue(
  context: CommandContext,
  nights: readonly { account: AccountHandle }[],
  deadline = Infinity,
): Promise<NightRemoval[]> {
  const removals = await context.session.removals();
  const isOfNight = ({ accounts, ...record }: RemovalRecord): boolean =>
    nights.some(
      ({ account }) =>
        isSameApplication(record, account) &&
        accounts.some(({ accountId }) => accountId === account.accountId),
    );
  const due = dueOf(await removals.all()).map(({ record }) => record);
  const ids = due.filter(isOfNight).map(({ id }) => id);
  const resumed = await resumeRemovals(context, (record) => {
    const now = Date.now();
    return ids.includes(record.id) && now < deadline && (dueAt(record) ?? now) <= now;
  });
  return Promise.all(
    ids.map(async (id): Promise<NightRemoval> => {
      const at = dueAt(await removals.find(id));
      const of = (state: NightRemoval['state'], text: string) => ({ id, state, text });
      if (at !== undefined && at > Date.now())
        return of('due', t('Removal {0} is due after {1} UTC', id, utcDayTime(at)));
      const { entry, counts = 'gave-up' } = resumed.findLast((one) => one.entry.id === id) ?? {};
      const isLater = counts === 'gave-up' || counts === 'cancelled';
      if (counts === 'finished' || (isLater && at === undefined))
        return of('finished', t('Removal {0} is finished', id));
      if (isLater) return of('left', t('Removal {0} is left for the next run', id));
      return of('stopped', t('Removal {0} needs you: {1}', id, entry?.error?.message ?? counts));
    }),
  );
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
