import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import type { UploadModel } from '../../../webview/uploadModel';
import { sendableGroups } from '../batch/batchGroup';
import { limitsOf } from '../choices/engineOptions';
import type { DraftPlan } from '../draftStep';
import { heldBar, oneButtonBar } from '../page/draftBase';
import { andRemove, anyway, mayLoseTooMuch, sendLabel, updatesLabel } from '../plan/sendLabel';
import { lossLine, typedIds } from '../plan/typedIds';
import { plannedChange, type ListChange } from '../update/updateFigures';
import { WORDS } from '../words/operationWords';
import {
  commonOperation,
  isChecking,
  isFixed,
  isPreparing,
  isTicked,
  lacksPrevious,
  lacksSegment,
  linesSent,
  linesWhere,
  type BatchPageInput,
  type GroupView,
} from './batchView';
import { groupSizes, groupSizesText } from './groupSizes';

/** Segments that the guard of several names; of more, how many there are. */
const MOST_NAMED = 3;

/** The one button with the sum. */
export function batchBar(input: BatchPageInput): UploadModel['bar'] {
  const held = heldBar(input, t('Checking the segments…'), true);
  if (held) return held;
  const { groups } = input;
  const all = linesWhere(groups).length;
  const unchecked = linesWhere(groups, isChecking).length;
  const isPending = isStillChecked(groups);
  const sendable = sendableGroups(groups);
  const danger = sendable.some(
    (one) => one.planned.optOut !== undefined || isRisky(one, input.now),
  );
  const text =
    unchecked > 0
      ? t('Checking: {0} of {1}', count(all - unchecked), count(all))
      : isPending
        ? t('Preparing the uploads…')
        : undefined;
  return oneButtonBar({
    label: batchLabel(input, isPending ? [] : sendable, isPending),
    isDangerous: danger,
    missing: whyNotSend(input),
    text,
    busy: text === undefined ? undefined : true,
    remember: isPending ? undefined : input.remember,
  });
}

/**
 * What each of the uploads would lose that may lose too much, wherever it stands in the table, and the
 * account IDs to type; undefined if there is nothing of that, or not yet.
 */
export function batchTyped(input: BatchPageInput): UploadModel['typed'] {
  if (heldBar(input, '') || isStillChecked(input.groups)) return undefined;
  const sendable = sendableGroups(input.groups);
  const risky = sendable.filter((one) => isRisky(one, input.now));
  const lines = risky.slice(0, MOST_NAMED).flatMap(({ group }) => {
    const [name, sizes] = [group.names?.segment.forTree(), groupSizesText(group, input.now)];
    const { isLoss = false } = groupSizes(group, input.now);
    return name !== undefined && sizes !== undefined ? [lossLine(name, sizes, isLoss)] : [];
  });
  const more = risky.length - MOST_NAMED;
  return typedIds(
    sendable.map(({ planned }) => planned),
    more > 0 ? [...lines, { text: t('… and {0} more', count(more)) }] : lines,
  );
}

/** Whether it may lose so much that no key sends it, or an account ID has to be typed. */
function isRisky({ group, planned }: Sendable[number], now: number): boolean {
  const limits = limitsOf((group.draft ?? group).choices);
  return mayLoseTooMuch(planned, { ...planned, now }, limits);
}

/** Why nothing can be sent yet; undefined if it can. */
export function whyNotSend({
  groups,
  isOneFile,
}: Pick<BatchPageInput, 'groups' | 'isOneFile'>): string | undefined {
  if (isStillChecked(groups))
    return isOneFile
      ? t('The file is still being checked.')
      : t('The files are still being checked.');
  if (groups.some(({ isConflicting }) => isConflicting))
    return t('Some files change the same segment in different ways. Leave some of them out.');
  if (groups.some(({ isIncomplete }) => isIncomplete))
    return t('A file without which people would be lost can’t be sent. Fix it, or leave it out.');
  if (linesSent(groups).length > 0) return undefined;
  if (groups.some(lacksSegment)) return t('Choose a segment first.');
  if (groups.some(lacksPrevious)) return t('Choose the previous file first.');
  if (linesWhere(groups, (line, group) => !isFixed(line, group)).length > 0)
    return isOneFile ? t('Select at least one segment.') : t('Select at least one file.');
  return t('Nothing can be sent. The table says why.');
}

/** Whether something that would be sent is still checked. */
function isStillChecked(groups: readonly GroupView[]): boolean {
  return (
    isPreparing(groups) ||
    linesWhere(groups, (line, group) => isTicked(line) && isChecking(line, group)).length > 0
  );
}

type Sendable = ReturnType<typeof sendableGroups<GroupView>>;

/** The verb, its figure, and what it is about; without figures, only the verb. */
function batchLabel(input: BatchPageInput, sendable: Sendable, isPending: boolean): string {
  if (sendable.length === 0)
    return WORDS[(isPending && commonOperation(input.groups)) || 'any'].label();
  const groups = sendable.map(({ group }) => group);
  const lines = linesSent(groups).length;
  const [{ planned }] = sendable;
  const operation = commonOperation(groups);
  if (lines === 1 || (groups.length === 1 && operation === 'update'))
    return sendLabel(planned, { ...planned, now: input.now });
  const label = severalLabel(input, sendable, lines);
  const isAnyway = sendable.some(
    ({ planned: { plan, optOut, reasons } }) =>
      optOut !== undefined || (plan.update && reasons.length > 0),
  );
  return isAnyway ? anyway(label) : label;
}

/** One that adds and removes has both figures. */
function severalLabel({ isOneFile }: BatchPageInput, sendable: Sendable, lines: number): string {
  const operation = commonOperation(sendable.map(({ group }) => group));
  // One file has the same people for each segment; how they change it differs.
  const isOnce = isOneFile && operation !== 'update';
  const total = (figures: readonly number[]): number =>
    isOnce ? Math.max(...figures) : figures.reduce((sum, figure) => sum + figure, 0);
  const changes = sendable.map(({ planned }) => changeOf(planned));
  const added = total(changes.map((change) => change.added));
  const removed = total(changes.map((change) => change.removed));
  const suppressed = total(changes.map((change) => change.suppressed ?? 0));
  if (operation === 'update') return updatesLabel({ added, removed, suppressed }, sendable.length);
  const isReplaced = sendable.some(({ planned }) => planned.plan.options.operation === 'replace');
  if (operation === undefined && !isReplaced)
    return removed + suppressed > 0
      ? t('Add {0}, Remove {1}', count(added), count(removed + suppressed))
      : WORDS.add.send(count(added));
  const n = count(total(sendable.map(({ planned }) => planned.plan.good)));
  const { sendFiles, sendSegments } = WORDS[operation ?? 'any'];
  const label = (isOneFile ? sendSegments : sendFiles)(n, count(lines));
  return suppressed > 0 ? andRemove(label, suppressed) : label;
}

/** Whom a plan adds and removes, without what a Replace removes. */
function changeOf({ plan }: DraftPlan): ListChange {
  const { good, options } = plan;
  const removes = options.operation === 'remove';
  const [added, removed] = removes ? [0, good] : [good, 0];
  return plannedChange(plan) ?? { added, removed };
}
