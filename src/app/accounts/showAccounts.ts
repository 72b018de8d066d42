import { t } from '@vscode/l10n';
import type { Account } from '../../api/apiTypes';
import { Failure } from '../../common/failure';
import type { AccountService } from './accountService';
import { isEntryFor, type AccountSetting } from './accountSettings';
import type { Session } from './sessions';
import { listAccounts } from './signIn';

/** An account that can be shown, with the settings entry that shows it. */
interface AccountChoice {
  readonly account: Account;
  readonly session: Session;
  /** Whether it is shown now or listed in the settings. */
  readonly isShown: boolean;
  readonly setting: AccountSetting;
}

/**
 * Lists the accounts of all sessions. Rejects with `Failure` 'permission' if no app has permission to
 * list any; its message says how to add accounts by ID.
 */
export async function loadAccountChoices(accounts: AccountService): Promise<AccountChoice[]> {
  await accounts.start();
  const listed = accounts.settings.accounts();
  const choices: AccountChoice[] = [];
  for (const session of accounts.sessions.all()) {
    for (const account of (await listAccounts(accounts, session.id)) ?? []) {
      const entries = listed.filter((entry) => entry.id === account.id);
      const label =
        (entries.find((entry) => entry.session === session.id) ?? entries[0])?.label ??
        account.name?.forTree();
      const shown = accounts
        .shown()
        .some((handle) => handle.accountId === account.id && handle.sessionId === session.id);
      choices.push({
        account,
        session,
        isShown: shown || entries.some((entry) => isEntryFor(entry, account.id, session.id)),
        setting: {
          id: account.id,
          label,
          session: session.id,
          protected: entries.some((entry) => entry.protected),
        },
      });
    }
  }
  if (choices.length > 0) return choices;
  await accounts.require();
  throw new Failure(
    'permission',
    t(
      'This application isn’t allowed to list accounts. Add them by ID to the setting "{0}".',
      'criteoAudiences.accounts',
    ),
    'showAccounts',
  );
}

/**
 * Shows the `picked` accounts side by side. Settings entries of accounts that no session lists now
 * stay as written, and so does the protection of the selected account even if it isn't picked.
 */
export async function showAccounts(
  accounts: AccountService,
  choices: readonly AccountChoice[],
  picked: readonly AccountChoice[],
): Promise<void> {
  const selected = accounts.selected()?.accountId;
  const kept = accounts.settings.accountsAsWritten().filter((entry) => {
    const isListed = choices.some(({ account, session }) =>
      isEntryFor(entry, account.id, session.id),
    );
    return (
      !isListed ||
      (entry.protected === true &&
        entry.id === selected &&
        !picked.some(({ setting }) => setting.id === selected))
    );
  });
  await accounts.settings.writeAccounts([...kept, ...picked.map(({ setting }) => setting)]);
}
