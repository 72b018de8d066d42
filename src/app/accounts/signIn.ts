import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { ApiError } from '../../api/apiError';
import type { Account } from '../../api/apiTypes';
import { checkApiUrl } from '../../api/baseUrl';
import { Failure } from '../../common/failure';
import { OutsideText } from '../../common/outsideText';
import type { AccountHandle } from './account';
import type { AccountService } from './accountService';
import type { Session } from './sessions';

export interface Credentials {
  clientId: string;
  clientSecret: string;
}

export const SANDBOX_SESSION = 'sandbox';

/**
 * Verifies credentials with a token request and who-am-I, then stores them. Rejects with the API's
 * error, or with `Failure` 'bad-setting'.
 */
export async function signInWith(
  accounts: AccountService,
  { clientId, clientSecret }: Credentials,
): Promise<Session> {
  const baseUrl = requireApiUrl(accounts);
  const client = await accounts.newClient(baseUrl, clientId, clientSecret);
  const application = await client.checkCredentials();
  const session = (others: readonly Session[]): Session => ({
    ...newSession(baseUrl, clientId),
    label: uniqueLabel(others, application.name?.forTree() || clientId, clientId),
  });
  return accounts.keep(sessionId(baseUrl, clientId), clientSecret, session, client);
}

/**
 * Stores credentials without a request: the first request verifies them. Rejects with `Failure`
 * 'bad-setting'.
 */
export async function signInUnverified(
  accounts: AccountService,
  { clientId, clientSecret }: Credentials,
): Promise<Session> {
  const session = newSession(requireApiUrl(accounts), clientId);
  return accounts.keep(session.id, clientSecret, () => session);
}

function newSession(baseUrl: string, clientId: string): Session {
  return {
    id: sessionId(baseUrl, clientId),
    label: OutsideText.name(clientId),
    clientId,
    baseUrl,
    sandbox: false,
  };
}

function requireApiUrl({ settings }: AccountService): string {
  const address = checkApiUrl(settings.apiUrl());
  if (!address.ok) throw new Failure('bad-setting', address.message, 'signIn');
  return address.base;
}

/** Starts the sandbox, signs in to it, and selects its account. */
export async function useSandbox(
  accounts: AccountService,
): Promise<{ accountId: string; url: string }> {
  const address = await accounts.sandbox.ensure();
  const session: Session = {
    id: SANDBOX_SESSION,
    label: OutsideText.name(t('Sandbox')),
    clientId: address.clientId,
    baseUrl: address.url,
    sandbox: true,
  };
  await accounts.keep(SANDBOX_SESSION, address.clientSecret, () => session);
  const account = (await listAccounts(accounts, SANDBOX_SESSION))?.find(
    (account) => account.id === address.accountId,
  );
  await accounts.select(SANDBOX_SESSION, account ?? { id: address.accountId, countries: [] });
  return { accountId: address.accountId, url: address.url };
}

/**
 * The accounts that the app can list, or undefined if it lacks the permission, as apps with
 * audience permissions usually do.
 */
export async function listAccounts(
  accounts: AccountService,
  sessionId: string,
): Promise<Account[] | undefined> {
  try {
    return await (await accounts.client(sessionId)).accounts();
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'permission') return undefined;
    throw error;
  }
}

/**
 * Selects the account of an app that has exactly one. Resolves with undefined otherwise, or if the
 * app can't list accounts.
 */
export async function selectOnlyAccount(
  accounts: AccountService,
  session: Session,
): Promise<AccountHandle | undefined> {
  const all = await listAccounts(accounts, session.id);
  return all?.length === 1 ? accounts.select(session.id, all[0]) : undefined;
}

/**
 * Selects an account of any session. An ID that no session lists is accepted if some session can't
 * list accounts. Rejects with `Failure` 'unknown-account'.
 */
export async function selectAccountById(
  accounts: AccountService,
  accountId: string,
): Promise<AccountHandle> {
  await accounts.start();
  const sessions = accounts.sessions.all();
  if (sessions.length === 0) return accounts.require(accountId);
  let unlistable: Session | undefined;
  let failed: unknown;
  for (const session of sessions) {
    let all: Account[] | undefined;
    try {
      all = await listAccounts(accounts, session.id);
    } catch (error) {
      // A session that fails doesn't hide the accounts of others.
      failed ??= error;
      continue;
    }
    const found = all?.find((account) => account.id === accountId);
    if (found) return accounts.select(session.id, found);
    if (!all) unlistable ??= session;
  }
  if (unlistable) return accounts.select(unlistable.id, { id: accountId, countries: [] });
  if (failed) throw failed;
  throw new Failure(
    'unknown-account',
    t(
      'No signed-in session has access to account {0}. Check the ID, or sign in with another application.',
      accountId,
    ),
    'selectAccount',
  );
}

/**
 * The editor merges sessions with the same label, so a second application of the same name gets its
 * client ID or a number added.
 */
function uniqueLabel(others: readonly Session[], name: string, clientId: string): OutsideText {
  const candidates = [
    name,
    `${name} (${clientId.slice(0, 8)})`,
    ...others.map((_, index) => `${name} (${index + 2})`),
    clientId,
  ];
  return OutsideText.name(
    candidates.find((label) => !others.some((other) => other.label.forTree() === label)) ??
      clientId,
  );
}

/** One ID per application and address. Hashed, because other extensions can read session IDs. */
function sessionId(baseUrl: string, clientId: string): string {
  return createHash('sha256').update(`${baseUrl}\n${clientId}`).digest('hex').slice(0, 16);
}
