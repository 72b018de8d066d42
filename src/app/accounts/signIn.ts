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
 * Checks credentials with a token request and who-am-I, then keeps them. Rejects with what the API
 * said.
 */
export async function signInWith(
  accounts: AccountService,
  { clientId, clientSecret }: Credentials,
): Promise<Session> {
  const address = checkApiUrl(accounts.settings.apiUrl());
  if (!address.ok) throw new Failure('bad-setting', address.message, 'signIn');
  const client = await accounts.newClient(address.base, clientId, clientSecret);
  const application = await client.checkCredentials();
  const id = sessionId(address.base, clientId);
  const session = (others: readonly Session[]): Session => ({
    id,
    label: labelBeside(others, application.name?.forTree() || clientId, clientId),
    clientId,
    baseUrl: address.base,
    sandbox: false,
  });
  return accounts.keep(id, clientSecret, session, client);
}

/** Starts the sandbox, signs in to it and selects its account. */
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
  const known = (await listAccounts(accounts, SANDBOX_SESSION))?.find(
    (account) => account.id === address.accountId,
  );
  await accounts.select(SANDBOX_SESSION, known ?? { id: address.accountId, countries: [] });
  return { accountId: address.accountId, url: address.url };
}

/**
 * The accounts that the app may list; undefined where it may not, which is normal for one made for
 * audiences.
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
 * Selects the account of an application that sees exactly one. An app that may not ask gets
 * undefined.
 */
export async function selectOnlyAccount(
  accounts: AccountService,
  session: Session,
): Promise<AccountHandle | undefined> {
  const all = await listAccounts(accounts, session.id);
  return all?.length === 1 ? accounts.select(session.id, all[0]) : undefined;
}

/**
 * Selects an account of any session; an id that no session lists is taken where a session may not
 * list.
 */
export async function selectAccountById(
  accounts: AccountService,
  accountId: string,
): Promise<AccountHandle> {
  await accounts.start();
  const sessions = accounts.sessions.all();
  if (sessions.length === 0) return accounts.require(accountId);
  let blind: Session | undefined;
  let failed: unknown;
  for (const session of sessions) {
    let all: Account[] | undefined;
    try {
      all = await listAccounts(accounts, session.id);
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
      'No signed-in session has access to account {0}. Check the ID, or sign in with another application.',
      accountId,
    ),
    'selectAccount',
  );
}

/**
 * The editor shows sessions of one label as one: a second application of a name is told by its
 * client id, or a number.
 */
function labelBeside(others: readonly Session[], name: string, clientId: string): OutsideText {
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

/**
 * The same application at the same address is the same session; the id can be read by other
 * extensions.
 */
function sessionId(baseUrl: string, clientId: string): string {
  return createHash('sha256').update(`${baseUrl}\n${clientId}`).digest('hex').slice(0, 16);
}
