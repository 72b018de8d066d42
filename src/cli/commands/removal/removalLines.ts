import { t } from '@vscode/l10n';
import { removalDocument } from '../../../app/removals/receipt/removalDocument';
import { REMOVAL } from '../../../app/removals/removalFailure';
import { isSendable, ofType, peopleWhoStay, stateOf } from '../../../app/removals/removalFigures';
import {
  acceptedText,
  addedText,
  againText,
  alsoFromText,
  columnText,
  costText,
  countsText,
  formatsSentence,
  largestLossText,
  leftOutTexts,
  maybeEmptyText,
  notLookedAtText,
  notReadText,
  outOfReachText,
  plannedFormats,
  resultTitle,
  sameCompanyText,
  sentAgain,
  staysBefore,
  staysTexts,
  wellFormedText,
} from '../../../app/removals/removalTexts';
import type { PlannedRemoval, RemovalRecord } from '../../../app/removals/removalTypes';
import { unreadLines } from '../../../app/removals/typedPeople';
import { outcomeOfFailure } from '../../../app/uploads/outcome';
import { problemsOf } from '../../../app/uploads/plan/planProblems';
import { codeFields } from '../../../common/codes/toolCodes';
import { peopleText } from '../../../common/counts';
import type { StoredFailure } from '../../../common/failure';
import { count, dateTime } from '../../../common/format';
import { present } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { nextComputation } from '../../../upload/schedule';
import type { CommandContext } from '../../context';
import type { Ending } from '../../exitCodes';
import {
  problemLines,
  problemsDocument,
  problemsIn,
  type LocatedProblem,
} from '../../output/problemLines';
import type { Result } from '../../output/reporter';
import { recordLine } from '../runUpload';

/** Problems of rows that are named, before a removal is confirmed. */
const MOST_PROBLEMS = 20;

/** Whether whoever reads the output of a run may read counts only: a log of GitHub is kept and shared. */
export function hasCountsOnly({
  options,
  terminal,
}: Pick<CommandContext, 'options' | 'terminal'>): boolean {
  return !options.json && terminal.env.GITHUB_ACTIONS === 'true';
}

/** Says what a removal will send, before anyone is asked. */
export function noteRemoval(context: CommandContext, planned: PlannedRemoval): void {
  const { reporter, terminal } = context;
  if (hasCountsOnly(context)) {
    reporter.note(costText(planned));
    return;
  }
  for (const line of problemLines(problemsOfRows(context, planned), MOST_PROBLEMS, terminal))
    reporter.note(line);
  for (const line of planLines(planned, Date.now())) reporter.note(line);
}

/** What is said of a removal before it: first who stays whatever it does, then what it takes. */
export function planLines(planned: PlannedRemoval, now: number): string[] {
  const { record, continues, again, part } = planned;
  return present([
    ...staysTexts(record, staysBefore(record)),
    unreadText(planned),
    continues &&
      t('Continues the removal of {0}: {1}', dateTime(Date.parse(continues.startedAt)), record.id),
    costText(planned),
    ...columnLines(part),
    !part.isTyped && notReadText(part),
    plannedFormats(planned),
    ...leftOutTexts(record),
    alsoFromText(record),
    addedText(record),
    outOfReachText(record),
    maybeEmptyText(planned),
    largestLossText(planned),
    again.length > 0 && againText(again, nextComputation(now)),
    record.accounts.length > 1 && sameCompanyText(),
    notLookedAtText(record),
    t('Receipt: {0}', record.folder),
  ]);
}

/** Which of the typed lines can't be read: they have no place in a file. */
function unreadText({ part, request: { files, isTyped } }: PlannedRemoval): string | undefined {
  const reading = part.readings.at(-1);
  if (!isTyped || !reading || part.unreadable === 0) return undefined;
  const lines = unreadLines(files[0], reading.readable);
  const shown = lines.slice(0, MOST_PROBLEMS).map((line) => count(line));
  return t(
    'Lines that can’t be read: {0}',
    [...shown, ...(lines.length > shown.length ? ['…'] : [])].join(', '),
  );
}

/** What each type was read from. Of typed people, there is nothing that a person would know. */
function columnLines({ types, columns, isTyped }: PlannedRemoval['part']): string[] {
  return types.map(({ type }) => {
    const label = identifierTypeLabel(type);
    const people = peopleText(ofType({ types }, type)?.people ?? 0);
    const names = columns.filter((one) => one.type === type).map(columnText);
    return isTyped || names.length === 0
      ? t('{0}: {1}', label, people)
      : t('{0}: {1} ({2})', label, people, [...new Set(names)].join(', '));
  });
}

/** The rows that can't be read, for every type that the files have. */
function problemsOfRows(
  { terminal }: Pick<CommandContext, 'terminal'>,
  { plans, request }: PlannedRemoval,
): LocatedProblem[] {
  // What was typed has lines, and no place on disk.
  const files = [...plans.values()]
    .flatMap((plan) => problemsOf(plan))
    .map((file) => (request.isTyped ? { ...file, uri: terminal.uriOf('-') } : file));
  return problemsIn(files, terminal);
}

/** What a removal would send. Nothing was sent, and nothing is kept. */
export function dryRunResult(context: CommandContext, planned: PlannedRemoval): Result {
  const { record, requests, isGuarded } = planned;
  const problems = problemsOfRows(context, planned);
  const isCounted = hasCountsOnly(context);
  return {
    document: {
      plan: { requests, isGuarded, removal: removalDocument(record) },
      ...problemsDocument(problems),
    },
    lines: [
      t('Nothing was sent.'),
      ...(isCounted ? [costText(planned)] : planLines(planned, Date.now())),
    ],
    ...(staysBefore(record).length > 0 && { ending: 'incomplete' }),
    ...(!isCounted && { problems }),
  };
}

/** What became of a removal: first who stays. `receipt`: the paths of its receipt. */
export function removalResult(
  context: CommandContext,
  record: RemovalRecord,
  receipt: { readonly text: string; readonly json: string },
): Result {
  const isCounted = hasCountsOnly(context);
  const { ending, error } = endOf(record);
  const counts = countsText(record);
  if (ending !== 'finished' && isSendable(record, Date.now()) && !isCounted)
    context.terminal.note(continueText(context, record, record.id));
  return {
    document: { removal: removalDocument(record) },
    lines: isCounted ? [counts] : resultLines(context, record, receipt),
    ending,
    ...(error && !isCounted && { error }),
    summary: () => counts,
  };
}

/** How what is left of it is sent. People who were typed aren't stored. `what`: to resume. */
function continueText(context: CommandContext, { parts }: RemovalRecord, what: string): string {
  return parts.some(({ isTyped }) => isTyped)
    ? t('To continue, type them again, with the same {0} and {1}.', '--receipt', '--reference')
    : t('To resume: {0}', recordLine(context, 'resume', what));
}

function resultLines(
  context: CommandContext,
  record: RemovalRecord,
  receipt: { readonly text: string; readonly json: string },
): string[] {
  const again = sentAgain(record);
  return present([
    ...staysTexts(record),
    `${acceptedText(record)}.`,
    wellFormedText(),
    addedText(record),
    formatsSentence(record),
    again && againText(again.segments, again.after),
    again && continueText(context, record, '--all'),
    ...leftOutTexts(record),
    outOfReachText(record),
    notLookedAtText(record),
    t('Receipt: {0}', receipt.text),
    t('Receipt as JSON: {0}', receipt.json),
    record.keptOut
      ? t('Kept out of later uploads from this machine: {0}', record.keptOut.path)
      : t('The next export may bring these people back. To keep them out: {0}', '--keep-out'),
  ]);
}

/** How the command ends, and why it isn't `finished`. */
function endOf(record: RemovalRecord): { ending: Ending; error?: StoredFailure } {
  const { stoppedBy } = record;
  const outcome = stoppedBy && outcomeOfFailure(stoppedBy);
  if (outcome === 'cancelled' || outcome === 'gave-up' || outcome === 'denied')
    return { ending: outcome, error: stoppedBy };
  if (stateOf(record) === 'complete') return { ending: 'finished' };
  const again = sentAgain(record);
  const message =
    peopleWhoStay(record).length === 0 && again
      ? againText(again.segments, again.after)
      : resultTitle(record);
  return {
    ending: 'incomplete',
    error: stoppedBy ?? { ...codeFields('incomplete'), message, operation: REMOVAL },
  };
}
