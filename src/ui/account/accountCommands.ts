import { t } from '@vscode/l10n';
import { QuickPickItemKind, window, type LogOutputChannel, type QuickPickItem } from 'vscode';
import { ApiError } from '../../api/apiError';
import type { Account } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import type { AccountService } from '../../app/accounts/accountService';
import type { Session } from '../../app/accounts/sessions';
import { loadAccountChoices, showAccounts } from '../../app/accounts/showAccounts';
import {
  listAccounts,
  selectAccountById,
  selectOnlyAccount,
  signInWith,
  useSandbox,
} from '../../app/accounts/signIn';
import { isContractArgument } from '../../app/contractArgument';
import { badArgument, orCancel } from '../../common/failure';
import { type Commands } from '../base/command';
import { askWithHelp } from '../base/inputWithHelp';
import { askToSignIn } from './askToSignIn';

/** What an account is, and how its ID is read from the API. */
const ACCOUNTS_GUIDE = 'https://developers.criteo.com/retail-media/docs/accounts';

/** Result of `signIn`. */
interface SignedIn {
  sessionId: string;
  label: string;
  accountId?: string;
}

/** Result of `selectAccount`. */
interface PickedAccount {
  accountId: string;
  label: string;
  sandbox: boolean;
}

/** Registers the commands of sessions and accounts. */
export function registerAccountCommands(
  accounts: AccountService,
  commands: Commands,
  log: LogOutputChannel,
): void {
  addSignIn(accounts, commands, log);
  addSignOut(accounts, commands);
  addSelectAccount(accounts, commands);
  commands.add({
    id: 'criteoAudiences.useSandbox',
    prompt: () => useSandbox(accounts),
  });
  commands.add({
    id: 'criteoAudiences.showAccounts',
    prompt: async () => {
      await chooseShownAccounts(accounts);
      return accounts.settings.accounts();
    },
  });
}

function addSignIn(accounts: AccountService, commands: Commands, log: LogOutputChannel): void {
  const signedIn = (
    { id, label }: Session,
    account: AccountHandle | undefined | void,
  ): SignedIn => ({
    sessionId: id,
    label: label.forTree(),
    accountId: account?.accountId,
  });
  commands.add({
    id: 'criteoAudiences.signIn',
    read: (args) => ({
      clientId: args.secret('clientId'),
      clientSecret: args.secret('clientSecret'),
    }),
    run: async (credentials) => {
      const session = await signInWith(accounts, credentials);
      // Failing to list the accounts doesn't undo the sign-in: one can be selected later.
      const account = await selectOnlyAccount(accounts, session).catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
      });
      return signedIn(session, account);
    },
    prompt: async () => {
      const session = await askToSignIn(accounts, log);
      const only = await selectOnlyAccount(accounts, session);
      return signedIn(session, only ?? (await pickAccount(accounts, session)));
    },
  });
}

function addSignOut(accounts: AccountService, commands: Commands): void {
  commands.add({
    id: 'criteoAudiences.signOut',
    read: (args) => ({ sessionId: args.text('sessionId') }),
    run: async ({ sessionId }) => {
      await accounts.forget(sessionId);
      return { sessionId };
    },
    prompt: async () => {
      const session = await pickSession(accounts, t('Sign Out'));
      if (!session) return undefined;
      await accounts.forget(session.id);
      return { sessionId: session.id };
    },
  });
}

function addSelectAccount(accounts: AccountService, commands: Commands): void {
  const picked = ({ accountId, label, sandbox }: AccountHandle): PickedAccount => ({
    accountId,
    label: label.forTree(),
    sandbox,
  });
  commands.add<string, PickedAccount>({
    id: 'criteoAudiences.selectAccount',
    parse: ([argument]) => {
      if (typeof argument !== 'string' && !isContractArgument(argument)) return undefined;
      if (typeof argument !== 'string' || !/^\d+$/.test(argument))
        throw badArgument(
          'selectAccount',
          t('selectAccount takes an account ID: a string of digits.'),
          argument,
        );
      return argument;
    },
    run: async (accountId) => picked(await selectAccountById(accounts, accountId)),
    prompt: async () => {
      const session = await pickSession(accounts, t('Select Account'));
      if (!session) return void (await accounts.require());
      return picked(await pickAccount(accounts, session));
    },
  });
}

/** The only session, or the one that is picked; undefined if there is none. */
async function pickSession(accounts: AccountService, title: string): Promise<Session | undefined> {
  await accounts.start();
  const sessions = accounts.sessions.all();
  if (sessions.length <= 1) return sessions.at(0);
  const items = sessions.map((session) => ({
    label: session.label.forPrompt(),
    description: session.sandbox ? t('local sandbox') : session.clientId,
    session,
  }));
  return orCancel(await window.showQuickPick(items, { title })).session;
}

/** Picks an account, or takes a typed ID: some applications may not list accounts. */
async function pickAccount(accounts: AccountService, session: Session): Promise<AccountHandle> {
  const all = (await listAccounts(accounts, session.id)) ?? [];
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
    const other: Item = { label: t('Enter another account ID…'), alwaysShow: true };
    const choice = orCancel(
      await window.showQuickPick<Item>(
        [...items, { label: '', kind: QuickPickItemKind.Separator }, other],
        {
          title: session.sandbox
            ? t('Select Account (local sandbox: nothing is sent to Criteo)')
            : t('Select Account'),
          matchOnDescription: true,
          ignoreFocusOut: true,
        },
      ),
    );
    if (choice.account) return accounts.select(session.id, choice.account);
  }
  const id = orCancel(
    await askWithHelp({
      title: t('Select Account'),
      prompt:
        all.length > 0
          ? t('You can find the account ID in the URL of the Retail Media pages.')
          : t(
              'This application isn’t allowed to list accounts. You can find the account ID in the URL of the Retail Media pages.',
            ),
      help: ACCOUNTS_GUIDE,
      validate: (text) =>
        /^\d+$/.test(text.trim()) ? undefined : t('An account ID contains only digits.'),
    }),
  ).trim();
  return accounts.select(session.id, { id, countries: [] });
}

/** Picks the accounts to show side by side, and stores them in the `accounts` setting. */
async function chooseShownAccounts(accounts: AccountService): Promise<void> {
  const offered = await loadAccountChoices(accounts);
  const items = offered.map((offer) => ({
    label: offer.account.name?.forPrompt() ?? offer.account.id,
    description: [
      offer.account.id,
      offer.session.sandbox ? t('local sandbox') : offer.session.label.forPrompt(),
    ].join(' · '),
    picked: offer.isShown,
    offer,
  }));
  const picked = orCancel(
    await window.showQuickPick(items, {
      title: t('Choose Accounts to Show'),
      canPickMany: true,
    }),
  );
  await showAccounts(
    accounts,
    offered,
    picked.map(({ offer }) => offer),
  );
}
