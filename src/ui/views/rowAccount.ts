import type { AccountHandle, Accounts } from '../../app/accounts/account';

/** Whether a value is a row, of which the account is known. */
export function hasAccount(value: unknown): value is { account: AccountHandle } {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('account' in value))
    return false;
  return typeof value.account === 'object' && value.account !== null && 'key' in value.account;
}

/** The account of a row, if it is still shown. */
export function rowAccount(accounts: Accounts, row: unknown): AccountHandle | undefined {
  return hasAccount(row) ? accounts.byKey(row.account.key) : undefined;
}
