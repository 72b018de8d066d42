import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { ApiError } from '../../api/errors';
import { READING_TIMEOUT } from '../../api/options';
import type { Audience, Segment, Statistics } from '../../api/types';
import type { AccountHandle } from '../../app/accounts/account';
import type { Confirm } from '../../app/arguments';
import { Cancelled, Failure } from '../../common/failure';

/** The audiences that use the segments, or undefined where they could not be looked up. */
export async function lookUpAudiences(
  account: AccountHandle,
  segmentIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Audience[] | undefined> {
  try {
    return await account.client.audiencesUsing(account.accountId, segmentIds, { signal });
  } catch (error) {
    // Only a help for the decision: an app without that permission may delete all the same.
    if (error instanceof ApiError && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}

/**
 * What the API says of a list at this moment, or undefined where it could not be read. `at`:
 * milliseconds since 1970.
 */
export async function lookUpStatistics(
  account: AccountHandle,
  segmentId: string,
): Promise<(Omit<Statistics, 'segmentId'> & { at: number }) | undefined> {
  try {
    const { numberOfIdentifiers, numberOfMatches, matchRate } = await account.client.statistics(
      account.accountId,
      segmentId,
      { timeout: READING_TIMEOUT },
    );
    return { at: Date.now(), numberOfIdentifiers, numberOfMatches, matchRate };
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** A modal question with one way to say yes. Throws `Cancelled` for anything else. */
export async function ask(question: string, detail: readonly string[], yes: string): Promise<void> {
  const answer = await window.showWarningMessage(
    question,
    { modal: true, detail: detail.join('\n') },
    yes,
  );
  if (answer !== yes) throw new Cancelled();
}

/** Why the account's id is asked for in writing. */
export type Guard = 'marked' | 'unresolved' | undefined;

/**
 * `marked`: the settings say so. `unresolved`: the segment does not say that it is this account's;
 * clearing and add-remove have no account in their path, so that nothing else would tell. Without a
 * segment: the call itself names the account.
 */
export function guardOf(account: AccountHandle, segment?: Segment): Guard {
  if (account.isProtected) return 'marked';
  return segment && segment.accountId !== account.accountId ? 'unresolved' : undefined;
}

/**
 * Has the account's id typed, where there is a guard, and says why. Throws `Cancelled` on Escape.
 */
export async function askAccountId(
  account: AccountHandle,
  guard: Guard,
  what: string,
): Promise<void> {
  if (guard === undefined) return;
  const { accountId } = account;
  const label = account.label.forPrompt();
  const typed = await window.showInputBox({
    title: what,
    prompt:
      guard === 'marked'
        ? t('Account {0} is protected. Type its id, {1}, to go on.', label, accountId)
        : t(
            'The API does not say that this segment belongs to account {0}, so it counts as protected. If it does, type the account’s id, {1}, to go on.',
            label,
            accountId,
          ),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === account.accountId ? undefined : t('Type {0}.', account.accountId),
  });
  if (typed?.trim() !== account.accountId) throw new Cancelled();
}

/** What a confirmation says of the sandbox, and only of it. */
export function sandboxLines({ sandbox }: AccountHandle): string[] {
  return sandbox ? ['', t('Local sandbox: nothing goes to Criteo.')] : [];
}

/**
 * What `confirm` of the contract allows: true where nothing is to be asked, false where the window
 * is to ask. Rejects where a guarded account's id is needed and missing, and for an id of another
 * account.
 */
export function isConfirmed(
  { label, accountId }: AccountHandle,
  guard: Guard,
  confirm: Confirm,
  operation: string,
): boolean {
  if (confirm === accountId) return true;
  if (typeof confirm === 'string')
    throw new Failure(
      'protected',
      t('“confirm” is another account’s id: this is {0}. Pass this one.', accountId),
      operation,
    );
  if (confirm === false && guard === 'marked')
    throw new Failure(
      'protected',
      t(
        'Account {0} is protected: pass its id, {1}, as “confirm”.',
        label.forNotification(),
        accountId,
      ),
      operation,
    );
  if (confirm === false && guard === 'unresolved') {
    throw new Failure(
      'protected',
      t(
        'The API does not say that this segment belongs to account {0}, so it counts as protected: pass the account’s id, {1}, as “confirm”.',
        label.forNotification(),
        accountId,
      ),
      operation,
    );
  }
  return confirm === false;
}
