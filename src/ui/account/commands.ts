import { t } from '@vscode/l10n';
import {
  ConfigurationTarget,
  QuickPickItemKind,
  window,
  workspace,
  type QuickPickItem,
} from 'vscode';
import { ApiError } from '../../api/errors';
import type { Account } from '../../api/types';
import type { AccountHandle } from '../../app/accounts/account';
import type { Session } from '../../app/accounts/sessions';
import { Arguments, hasAnyKey } from '../../app/arguments';
import { openSetting } from '../../app/toFailure';
import { answered, badArgument, Failure } from '../../common/failure';
import { type Commands } from '../base/command';
import { SECTION, settings, type AccountSetting } from '../base/settings';
import type { AccountService } from './accounts';
import { askToSignIn, listed, signInWith, useSandbox } from './signIn';

/** What `selectAccount` and the sign-in commands return. */
interface Chosen {
  accountId: string;
  label: string;
  sandbox: boolean;
}

const chosen = ({ accountId, label, sandbox }: AccountHandle): Chosen => ({
  accountId,
  label: label.forTree(),
  sandbox,
});

export function registerAccountCommands(accounts: AccountService, commands: Commands): void {
  commands.add<
    { clientId: string; clientSecret: string },
    { sessionId: string; label: string; accountId?: string }
  >({
    id: 'criteoAudiences.signIn',
    accepts: ([argument]) => {
      const args = Arguments.of(argument, 'signIn', 'clientId', 'clientSecret');
      return (
        args && { clientId: args.secret('clientId'), clientSecret: args.secret('clientSecret') }
      );
    },
    called: async (credentials) => {
      const session = await signInWith(accounts, credentials);
      // Signed in is signed in: an account can be selected once they can be listed.
      const account = await onlyAccount(accounts, session).catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
      });
      return {
        sessionId: session.id,
        label: session.label.forTree(),
        accountId: account?.accountId,
      };
    },
    asked: async () => {
      const session = await askToSignIn(accounts);
      const account =
        (await onlyAccount(accounts, session)) ?? (await pickAccount(accounts, session));
      return {
        sessionId: session.id,
        label: session.label.forTree(),
        accountId: account.accountId,
      };
    },
  });

  commands.add<{ sessionId: string }, { sessionId: string }>({
    id: 'criteoAudiences.signOut',
    accepts: ([argument]) =>
      hasAnyKey(argument, 'sessionId') && typeof argument.sessionId === 'string'
        ? { sessionId: argument.sessionId }
        : undefined,
    called: async ({ sessionId }) => {
      await accounts.forget(sessionId);
      return { sessionId };
    },
    asked: async () => {
      await accounts.start();
      const sessions = accounts.sessions.all();
      if (sessions.length === 0) return undefined;
      const session =
        sessions.length === 1 ? sessions[0] : await pickSession(sessions, t('Sign out of'));
      await accounts.forget(session.id);
      return { sessionId: session.id };
    },
  });

  commands.add<string, Chosen>({
    id: 'criteoAudiences.selectAccount',
    accepts: ([argument]) => {
      if (typeof argument !== 'string') return undefined;
      if (!/^\d+$/.test(argument))
        throw badArgument(
          'selectAccount',
          t('selectAccount takes an account id: digits, as text.'),
          argument,
        );
      return argument;
    },
    called: async (accountId) => chosen(await selectById(accounts, accountId)),
    asked: async () => {
      await accounts.start();
      const sessions = accounts.sessions.all();
      if (sessions.length === 0) return void (await accounts.require());
      const session =
        sessions.length === 1 ? sessions[0] : await pickSession(sessions, t('Select Account'));
      return chosen(await pickAccount(accounts, session));
    },
  });

  commands.add<never, { accountId: string; url: string }>({
    id: 'criteoAudiences.useSandbox',
    asked: () => useSandbox(accounts),
  });

  commands.add<never, AccountSetting[]>({
    id: 'criteoAudiences.showAccounts',
    asked: async () => showAccounts(accounts),
  });
}

/**
 * Selects the account of an application that sees exactly one. An app that may not ask gets
 * undefined.
 */
async function onlyAccount(
  accounts: AccountService,
  session: Session,
): Promise<AccountHandle | undefined> {
  const all = await listed(accounts, session.id);
  return all?.length === 1 ? accounts.select(session.id, all[0]) : undefined;
}

/**
 * Looks through all sessions; an id that no session lists is taken where a session may not list.
 */
async function selectById(accounts: AccountService, accountId: string): Promise<AccountHandle> {
  await accounts.start();
  const sessions = accounts.sessions.all();
  if (sessions.length === 0) return accounts.require(accountId);
  let blind: Session | undefined;
  let failed: unknown;
  for (const session of sessions) {
    let all: Account[] | undefined;
    try {
      all = await listed(accounts, session.id);
    } catch (error) {
      // One that does not answer hides no account of another.
      failed ??= error;
      continue;
    }
    const found = all?.find((account) => account.id === accountId);
    if (found) return accounts.select(session.id, found);
    if (!all) blind ??= session;
  }
  if (blind) return accounts.select(blind.id, { id: accountId, countries: [] });
  if (failed) throw failed;
  throw new Failure(
    'unknown-account',
    t(
      'No session that is signed in has an account {0}. Check the id, or sign in with another application.',
      accountId,
    ),
    'selectAccount',
  );
}

async function pickSession(sessions: readonly Session[], title: string): Promise<Session> {
  const items = sessions.map((session) => ({
    label: session.label.forPrompt(),
    description: session.sandbox ? t('local sandbox') : session.clientId,
    session,
  }));
  return answered(await window.showQuickPick(items, { title })).session;
}

/** A picker over the accounts, with a typed id as the way for apps that may not list them. */
async function pickAccount(accounts: AccountService, session: Session): Promise<AccountHandle> {
  const all = (await listed(accounts, session.id)) ?? [];
  if (all.length > 0) {
    type Item = QuickPickItem & { account?: Account };
    const items: Item[] = all.map((account) => ({
      label: account.name?.forPrompt() ?? account.id,
      description: [account.id, account.type, account.countries.join(' ')]
        .filter(Boolean)
        .join(' · '),
      detail: account.companyName?.forPrompt(),
      account,
    }));
    const other: Item = { label: t('Type another account id…'), alwaysShow: true };
    const choice = answered(
      await window.showQuickPick<Item>(
        [...items, { label: '', kind: QuickPickItemKind.Separator }, other],
        {
          title: session.sandbox
            ? t('Select Account: local sandbox, nothing goes to Criteo')
            : t('Select Account'),
          matchOnDescription: true,
          ignoreFocusOut: true,
        },
      ),
    );
    if (choice.account) return accounts.select(session.id, choice.account);
  }
  const prompt =
    all.length > 0
      ? t('Account id')
      : t(
          'This application may not list accounts. The id stands in the address of the Retail Media pages.',
        );
  const id = answered(
    await window.showInputBox({
      title: t('Select Account'),
      prompt,
      ignoreFocusOut: true,
      validateInput: (text) =>
        /^\d+$/.test(text.trim()) ? undefined : t('An account id has digits only.'),
    }),
  ).trim();
  return accounts.select(session.id, { id, countries: [] });
}

/** Several accounts side by side: writes the machine's setting, which is what is shown. */
async function showAccounts(accounts: AccountService): Promise<AccountSetting[]> {
  await accounts.start();
  const now = settings.accounts();
  const items: (QuickPickItem & { setting: AccountSetting })[] = [];
  for (const session of accounts.sessions.all()) {
    for (const account of (await listed(accounts, session.id)) ?? []) {
      const entries = now.filter((entry) => entry.id === account.id);
      const label =
        (entries.find((entry) => entry.session === session.id) ?? entries[0])?.label ??
        account.name?.forTree();
      const shown = accounts
        .shown()
        .some((handle) => handle.accountId === account.id && handle.sessionId === session.id);
      items.push({
        label: account.name?.forPrompt() ?? account.id,
        description: [
          account.id,
          session.sandbox ? t('local sandbox') : session.label.forPrompt(),
        ].join(' · '),
        picked:
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
  if (items.length === 0) {
    await accounts.require();
    throw new Failure(
      'no-list',
      t(
        'This application may not list accounts. Add them to the setting "{0}" by id.',
        `${SECTION}.accounts`,
      ),
      'showAccounts',
      {
        actions: [openSetting('accounts')],
      },
    );
  }
  const picked = answered(
    await window.showQuickPick(items, {
      title: t('Show Accounts Side by Side'),
      canPickMany: true,
    }),
  ).map((item) => item.setting);
  const selected = accounts.selected()?.accountId;
  // Those that no session lists now stay as they were written, and so does the protection of the
  // account that is shown all the same.
  const left = settings.accountsAsWritten().filter((entry) => {
    const offered = items.some(
      ({ setting: { id, session } }) =>
        id === entry.id && (entry.session === undefined || entry.session === session),
    );
    return (
      !offered ||
      (entry.protected === true &&
        entry.id === selected &&
        !picked.some(({ id }) => id === selected))
    );
  });
  await workspace
    .getConfiguration(SECTION)
    .update('accounts', [...left, ...picked], ConfigurationTarget.Global);
  return settings.accounts();
}
