import { t } from '@vscode/l10n';
import type { Account } from '../../api/apiTypes';
import { Failure } from '../../common/failure';
import type { AccountService } from './accountService';
import type { AccountSetting } from './accountSettings';
import type { Session } from './sessions';
import { listAccounts } from './signIn';

/** An account that may be shown, with the entry that shows it. */
export interface AccountChoice {
  readonly account: Account;
  readonly session: Session;
  /** Shown now, or listed in the settings. */
  readonly isShown: boolean;
  readonly setting: AccountSetting;
}

/**
 * Every account that the sessions list. Rejects with `no-list` where none may be listed: `message`
 * says how to show one then.
 */
export async function loadAccountChoices(accounts: AccountService): Promise<AccountChoice[]> {
  await accounts.start();
  const listed = accounts.settings.accounts();
  const offered: AccountChoice[] = [];
  for (const session of accounts.sessions.all()) {
    for (const account of (await listAccounts(accounts, session.id)) ?? []) {
      const entries = listed.filter((entry) => entry.id === account.id);
      const label =
        (entries.find((entry) => entry.session === session.id) ?? entries[0])?.label ??
        account.name?.forTree();
      const shown = accounts
        .shown()
        .some((handle) => handle.accountId === account.id && handle.sessionId === session.id);
      offered.push({
        account,
        session,
        isShown:
          shown ||
          entries.some((entry) => entry.session === undefined || entry.session === session.id),
        setting: {
          id: account.id,
          label,
          session: session.id,
          protected: entries.some((entry) => entry.protected),
        },
      });
    }
  }
  if (offered.length > 0) return offered;
  await accounts.require();
  throw new Failure(
    'no-list',
    t(
      'This application isn’t allowed to list accounts. Add them by ID to the setting "{0}".',
      'criteoAudiences.accounts',
    ),
    'showAccounts',
  );
}

/**
 * Shows `picked` side by side. Those that no session lists now stay as they were written, and so
 * does the protection of the account that is shown all the same.
 */
export async function showAccounts(
  accounts: AccountService,
  offered: readonly AccountChoice[],
  picked: readonly AccountChoice[],
): Promise<void> {
  const selected = accounts.selected()?.accountId;
  const left = accounts.settings.accountsAsWritten().filter((entry) => {
    const isOffered = offered.some(
      ({ setting: { id, session } }) =>
        id === entry.id && (entry.session === undefined || entry.session === session),
    );
    return (
      !isOffered ||
      (entry.protected === true &&
        entry.id === selected &&
        !picked.some(({ setting }) => setting.id === selected))
    );
  });
  await accounts.settings.writeAccounts([...left, ...picked.map(({ setting }) => setting)]);
}
