import { t } from '@vscode/l10n';
import { window } from 'vscode';
import {
  typeAccountIdText,
  type Confirmation,
  type Confirmed,
  type Question,
} from '../../app/segments/confirmation';
import { Cancelled, Failure, isCancelled } from '../../common/failure';

/** Asks a modal question; `yes` labels its only button. Throws `Cancelled` for any other answer. */
export async function confirmModal(
  question: string,
  detail: readonly string[],
  yes: string,
): Promise<void> {
  const choice = await window.showWarningMessage(
    question,
    { modal: true, detail: detail.join('\n') },
    yes,
  );
  if (choice !== yes) throw new Cancelled();
}

/**
 * Asks for the confirmation that is still missing: a yes, then the account ID where the account is
 * protected. Returns what was confirmed, or undefined where nothing had to be. Throws `Cancelled`.
 */
export async function askConfirmation(
  { confirmation, question, lines }: Question,
  yes: string,
): Promise<Confirmed | undefined> {
  if (confirmation.kind === 'nothing') return undefined;
  await confirmModal(question, lines, yes);
  return typeAccountId(confirmation, question);
}

/**
 * Asks the user to type the account ID where `kind` is `accountId`, and says why; otherwise returns
 * `yes`. `title` is the input's. Throws `Cancelled` on Escape.
 */
async function typeAccountId(confirmation: Confirmation, title: string): Promise<Confirmed> {
  if (confirmation.kind !== 'accountId') return 'yes';
  const { accountId } = confirmation.account;
  const typed = await window.showInputBox({
    title,
    prompt: typeAccountIdText(confirmation),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === accountId ? undefined : t('Type {0}.', accountId)),
  });
  if (typed?.trim() !== accountId) throw new Cancelled();
  return { accountId };
}

/**
 * Turns `Cancelled` into a `Failure` with code `cancelled`: a program that runs a command waits for
 * a result, so Escape must reject.
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
