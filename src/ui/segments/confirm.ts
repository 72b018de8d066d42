import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { Confirmation, Confirmed } from '../../app/segments/confirmation';
import { Cancelled, Failure, isCancelled } from '../../common/failure';

/** A modal question with one way to say yes. Throws `Cancelled` for anything else. */
export async function confirmModal(
  question: string,
  detail: readonly string[],
  yes: string,
): Promise<void> {
  const answer = await window.showWarningMessage(
    question,
    { modal: true, detail: detail.join('\n') },
    yes,
  );
  if (answer !== yes) throw new Cancelled();
}

/**
 * Asks for what is still to be confirmed: a yes, then the account's id. Gives what was confirmed, or
 * undefined where nothing had to be. Throws `Cancelled` for anything else.
 */
export async function askConfirmation(
  confirmation: Confirmation,
  question: string,
  lines: readonly string[],
  yes: string,
): Promise<Confirmed | undefined> {
  if (confirmation.kind === 'nothing') return undefined;
  await confirmModal(question, lines, yes);
  return typeAccountId(confirmation, question);
}

/**
 * Has the account's id typed after the yes, where it is wanted, and says why. Throws `Cancelled` on
 * Escape.
 */
export async function typeAccountId(
  { kind, account, guard }: Confirmation,
  what: string,
): Promise<Confirmed> {
  if (kind !== 'accountId') return 'yes';
  const { accountId } = account;
  const label = account.label.forPrompt();
  const typed = await window.showInputBox({
    title: what,
    prompt:
      guard === 'marked'
        ? t('Account {0} is protected. Type its ID, {1}, to continue.', label, accountId)
        : t(
            'Criteo doesn’t confirm that this segment belongs to account {0}, so it’s treated as protected. If it does belong to the account, type the account ID, {1}, to continue.',
            label,
            accountId,
          ),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === accountId ? undefined : t('Type {0}.', accountId)),
  });
  if (typed?.trim() !== accountId) throw new Cancelled();
  return { accountId };
}

/**
 * Called by contract, an Escape in a confirmation is a rejection, since the caller waits for a
 * result.
 */
export async function rejectOnCancel<T>(operation: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isCancelled(error))
      throw new Failure('cancelled', t('Cancelled. Nothing was changed.'), operation);
    throw error;
  }
}
