import { t } from '@vscode/l10n';
import { present } from '../../../common/records';
import type { UploadModel } from '../../../webview/uploadModel';
import type { Confirmation, Confirmed } from '../../segments/confirmation';
import type { DraftPlan } from '../draftStep';

type TypedIds = NonNullable<UploadModel['typed']>;

/** Confirmations whose account ID has to be typed: one for each account. */
function typedConfirmations(planned: readonly DraftPlan[]): Confirmation[] {
  const byAccount = new Map<string, Confirmation>();
  for (const { confirmation } of planned)
    if (confirmation?.kind === 'accountId') {
      const { accountId } = confirmation.account;
      if (!byAccount.has(accountId)) byAccount.set(accountId, confirmation);
    }
  return [...byAccount.values()];
}

/**
 * The account IDs to type, each once, under what they are about. `reasons`: what would be lost, where the
 * page doesn't say it above them. `isSaid`: it also says why the IDs are typed. Undefined if none has to be
 * typed and nothing would be lost.
 */
export function typedIds(
  planned: readonly DraftPlan[],
  reasons: TypedIds['reasons'],
  isSaid = false,
): TypedIds | undefined {
  const confirmations = typedConfirmations(planned);
  if (confirmations.length + reasons.length === 0) return undefined;
  return {
    reasons: present([...reasons, ...(isSaid ? [] : confirmations.map(guardReason))]),
    fields: confirmations.map(({ account: { label, accountId } }) => ({
      label: t('Type the ID of {0}', label.forTree()),
      text: accountId,
    })),
  };
}

/** Why an account’s ID is typed whatever would be lost; undefined where the loss is the reason. */
function guardReason({ account, guard }: Confirmation): { text: string } | undefined {
  switch (guard) {
    case 'unresolved':
      return {
        text: t(
          'Criteo doesn’t confirm that this segment belongs to account {0}, so it’s treated as protected.',
          account.label.forTree(),
        ),
      };
    case 'marked':
    case undefined:
      return { text: t('Account {0} is protected.', account.label.forTree()) };
    default:
      return undefined;
  }
}

/** How the size of a segment changes, in one line: `CRM Users 2025: 5,000 → 600 (−88%)`. */
export function lossLine(segment: string, sizes: string, isLoss: boolean): TypedIds['reasons'][0] {
  return { text: t('{0}: {1}', segment, sizes), ...(isLoss && { loss: true }) };
}

/**
 * What was confirmed for a plan. `typed`: what was typed in each field of `typedIds`, one line each.
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
