import { t } from '@vscode/l10n';
import { count, duration } from '../../../common/format';
import type { BarButton, UploadModel } from '../../../webview/uploadModel';
import { typeAccountIdText, type Confirmation, type Confirmed } from '../../segments/confirmation';
import { limitsOf } from '../choices/engineOptions';
import type { DraftPlan } from '../draftStep';
import { shrinkReason } from '../plan/planReview';
import { anyway, plannedLabel } from '../plan/sendLabel';
import { WORDS } from '../words/operationWords';
import { sendableGroups } from './batchGroup';
import {
  commonOperation,
  isChecking,
  isFixed,
  isPreparing,
  linesSent,
  type BatchPageInput,
  type GroupView,
} from './batchView';

/** The one button with the sum, and the one place to type account IDs. */
export function batchBar(input: BatchPageInput): UploadModel['bar'] {
  const { groups, countdown, isSending } = input;
  if (isSending === true)
    return { text: t('Checking the segments…'), busy: true, start: [], buttons: [] };
  if (countdown !== undefined)
    return {
      text: t('Replacing in {0}', duration(countdown * 1000)),
      start: [],
      buttons: [{ label: t('Cancel'), action: 'hold', look: 'secondary' }],
    };
  const lines = groups.flatMap((group) => group.lines.map((line) => ({ line, group })));
  const unchecked = lines.filter(({ line, group }) => isChecking(line, group));
  const isPending = isStillChecked(groups);
  const sendable = sendableGroups(groups);
  const confirmations = typedConfirmations(sendable.map(({ planned }) => planned));
  const isDangerous =
    confirmations.length > 0 ||
    sendable.some((one) => one.planned.optOut !== undefined || mayLose(one, input.now));
  const missing = whyNotSend(input);
  return {
    ...(unchecked.length > 0
      ? {
          text: t(
            'Checking: {0} of {1}',
            count(lines.length - unchecked.length),
            count(lines.length),
          ),
          busy: true,
        }
      : isPending && { text: t('Preparing the uploads…'), busy: true }),
    ...(confirmations.length > 0 &&
      !isPending && {
        typed: confirmations.map((one) => ({
          label: typedLabel(one, sendable),
          text: one.account.accountId,
        })),
      }),
    ...(!isPending && input.remember && { remember: input.remember }),
    start: [],
    buttons: [
      {
        label: sendLabel(input, isPending ? [] : sendable, isPending),
        action: 'send',
        look: isDangerous ? 'danger' : 'primary',
        ...(missing === undefined ? !isDangerous && { byKey: true } : { missing }),
      } satisfies BarButton,
    ],
  };
}

/** What is to be typed and why, with the segment that it is about where there are several. */
function typedLabel(
  confirmation: Confirmation,
  sendable: readonly { group: GroupView; planned: DraftPlan }[],
): string {
  const text = typeAccountIdText(confirmation);
  const about = sendable.find(({ planned }) => planned.confirmation === confirmation);
  const segment = about?.group.names?.segment.forTree();
  return sendable.length > 1 && segment ? t('{0}: {1}', segment, text) : text;
}

/** Confirmations whose account ID has to be typed: one for each account. */
export function typedConfirmations(planned: readonly DraftPlan[]): Confirmation[] {
  const byAccount = new Map<string, Confirmation>();
  for (const { confirmation } of planned)
    if (confirmation?.kind === 'accountId') {
      const { accountId } = confirmation.account;
      if (!byAccount.has(accountId)) byAccount.set(accountId, confirmation);
    }
  return [...byAccount.values()];
}

/**
 * What was confirmed for a plan. `typed`: what was typed for each of `typedConfirmations`, one line
 * each.
 */
export function confirmedBy(
  typed: string | undefined,
  all: readonly DraftPlan[],
): (planned: DraftPlan) => Confirmed {
  const texts = (typed ?? '').split('\n').map((text) => text.trim());
  const accounts = typedConfirmations(all).map(({ account }) => account.accountId);
  return ({ confirmation }) =>
    confirmation?.kind === 'accountId'
      ? { accountId: texts[accounts.indexOf(confirmation.account.accountId)] ?? '' }
      : 'yes';
}

function mayLose(
  { group, planned }: { group: GroupView; planned: DraftPlan },
  now: number,
): boolean {
  return shrinkReason({ ...planned, now }, limitsOf(group.choices)) !== undefined;
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
    return t('A file of a Replace can’t be sent. Fix it, or leave it out.');
  if (linesSent(groups).length > 0) return undefined;
  if (groups.some(({ choices }) => !choices.into)) return t('Choose a segment first.');
  if (groups.some((group) => group.lines.some((line) => !isFixed(line, group))))
    return isOneFile ? t('Select at least one segment.') : t('Select at least one file.');
  return t('Nothing can be sent. The table says why.');
}

/** Whether something that would be sent is still checked. */
function isStillChecked(groups: readonly GroupView[]): boolean {
  return (
    isPreparing(groups) ||
    groups.some((group) => group.lines.some((line) => !line.isLeftOut && isChecking(line, group)))
  );
}

/** The verb, its figure, and what it is about; without figures, only the verb. */
function sendLabel(
  input: BatchPageInput,
  sendable: readonly { group: GroupView; planned: DraftPlan }[],
  isPending: boolean,
): string {
  if (sendable.length === 0) {
    return WORDS[(isPending && commonOperation(input.groups)) || 'any'].label();
  }
  const label = sendableLabel(input, sendable);
  const isOptOut = sendable.some(({ planned }) => planned.optOut !== undefined);
  return isOptOut && linesSent(sendable.map(({ group }) => group)).length > 1
    ? anyway(label)
    : label;
}

function sendableLabel(
  { isOneFile }: Pick<BatchPageInput, 'isOneFile'>,
  sendable: readonly { group: GroupView; planned: DraftPlan }[],
): string {
  const operation = commonOperation(sendable.map(({ group }) => group));
  const [{ planned }] = sendable;
  const n = count(
    isOneFile ? planned.plan.good : sendable.reduce((sum, one) => sum + one.planned.plan.good, 0),
  );
  const lines = linesSent(sendable.map(({ group }) => group)).length;
  if (lines === 1 && operation) return plannedLabel(planned);
  const { sendFiles, sendSegments } = WORDS[operation ?? 'any'];
  return (isOneFile ? sendSegments : sendFiles)(n, count(lines));
}
