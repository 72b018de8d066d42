import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import { Failure } from '../../common/failure';
import type { AccountHandle } from '../accounts/account';
import type { Confirm } from '../arguments';

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

/** What is still to be confirmed before a plan is carried out. */
export interface Confirmation {
  /** `nothing`: it was confirmed by argument. `accountId`: with the account's id, in writing. */
  readonly kind: 'nothing' | 'yes' | 'accountId';
  readonly account: AccountHandle;
  readonly guard: Guard;
}

/** What was confirmed: the id is a yes, too. */
export type Confirmed = 'yes' | { accountId: string };

/**
 * What is to be confirmed after `confirm` of the contract, if it was given. Throws `protected`
 * where a guarded account's id is needed and missing, and for an id of another account.
 */
export function confirmationOf(
  account: AccountHandle,
  guard: Guard,
  confirm: Confirm,
  operation: string,
): Confirmation {
  if (typeof confirm === 'string' && confirm !== account.accountId)
    throw new Failure(
      'protected',
      t('“confirm” is the ID of another account. Pass the ID of this one, {0}.', account.accountId),
      operation,
    );
  if (confirm === false && guard !== undefined) throw guarded(account, guard, operation);
  const kind = confirm !== undefined ? 'nothing' : guard === undefined ? 'yes' : 'accountId';
  return { kind, account, guard };
}

/** Throws `not-confirmed` or `protected` where that is not what is to be confirmed. */
export function requireConfirmed(
  { kind, account, guard }: Confirmation,
  confirmed: Confirmed | undefined,
  operation: string,
): void {
  if (kind === 'nothing') return;
  if (confirmed === undefined)
    throw new Failure('not-confirmed', t('Not confirmed. Nothing was changed.'), operation);
  if (kind === 'yes') return;
  if (confirmed === 'yes' || confirmed.accountId !== account.accountId)
    throw guarded(account, guard, operation);
}

function guarded({ label, accountId }: AccountHandle, guard: Guard, operation: string): Failure {
  return new Failure(
    'protected',
    guard === 'marked'
      ? t(
          'Account {0} is protected: pass its ID, {1}, as “confirm”.',
          label.forNotification(),
          accountId,
        )
      : t(
          'The API doesn’t say that this segment belongs to account {0}, so it is treated as protected: pass the account ID, {1}, as “confirm”.',
          label.forNotification(),
          accountId,
        ),
    operation,
  );
}
