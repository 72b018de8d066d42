import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { checkApiUrl } from '../../api/baseUrl';
import { ApiError } from '../../api/errors';
import type { Account } from '../../api/types';
import type { Session } from '../../app/accounts/sessions';
import { answered, Cancelled, Failure, toFailure } from '../../common/failure';
import { OutsideText } from '../../common/outsideText';
import { describe, showFailure } from '../base/command';
import { whileWorking } from '../base/progress';
import { settings } from '../base/settings';
import type { AccountService } from './accounts';

interface Credentials {
  clientId: string;
  clientSecret: string;
}

/**
 * Checks credentials with a token request and who-am-I, then keeps them. Rejects with what the API
 * said.
 */
export async function signInWith(
  accounts: AccountService,
  credentials: Credentials,
): Promise<Session> {
  const address = checkApiUrl(settings.apiUrl());
  if (!address.ok) {
    throw new Failure('bad-setting', address.message, 'signIn');
  }
  const client = accounts.newClient(address.base, credentials.clientId, credentials.clientSecret);
  const application = await client.checkCredentials();
  const { clientId, clientSecret } = credentials;
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

/** Asks for client id and secret until they work or the user gives up. What was typed stays. */
export async function askToSignIn(accounts: AccountService): Promise<Session> {
  const typed: Partial<Credentials> = await offerEnvironment();
  let confirmed = Boolean(typed.clientId && typed.clientSecret);
  for (;;) {
    if (!confirmed) {
      typed.clientId = answered(
        await box(
          t('Client id'),
          t('From your application in the Criteo developer dashboard'),
          typed.clientId,
          false,
        ),
      );
      typed.clientSecret = answered(
        await box(
          t('Client secret'),
          t('Kept in the secret storage of the editor, nowhere else'),
          typed.clientSecret,
          true,
        ),
      );
    }
    confirmed = false;
    const credentials = { clientId: typed.clientId ?? '', clientSecret: typed.clientSecret ?? '' };
    try {
      return await whileWorking({ title: t('Signing in to Criteo Retail Media…') }, () =>
        signInWith(accounts, credentials),
      );
    } catch (error) {
      const failure = toFailure(error, 'signIn');
      accounts.log.error(`${failure.operation} failed: ${describe(failure)}`);
      if (!(await showFailure(failure, accounts.log, t('Try Again')))) throw new Cancelled();
    }
  }
}

/** Credentials in the environment are offered, never taken silently. */
async function offerEnvironment(): Promise<Partial<Credentials>> {
  const { CRITEO_CLIENT_ID: clientId, CRITEO_CLIENT_SECRET: clientSecret } = process.env;
  if (!clientId || !clientSecret) return {};
  const use = {
    label: t('Use those in the environment'),
    description: 'CRITEO_CLIENT_ID, CRITEO_CLIENT_SECRET',
  };
  const type = { label: t('Type client id and secret') };
  const choice = answered(
    await window.showQuickPick([use, type], {
      title: t('Sign in to Criteo Retail Media'),
      ignoreFocusOut: true,
    }),
  );
  return choice === use ? { clientId, clientSecret } : {};
}

function box(
  title: string,
  prompt: string,
  value: string | undefined,
  password: boolean,
): Thenable<string | undefined> {
  return window
    .showInputBox({
      title,
      prompt,
      value,
      password,
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? t('Needed to sign in.') : undefined),
    })
    .then((text) => text?.trim());
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

/**
 * The accounts that the app may list; undefined where it may not, which is normal for one made for
 * audiences.
 */
export async function listed(
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

export const SANDBOX_SESSION = 'sandbox';

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
  const known = (await listed(accounts, SANDBOX_SESSION))?.find(
    (account) => account.id === address.accountId,
  );
  await accounts.select(SANDBOX_SESSION, known ?? { id: address.accountId, countries: [] });
  return { accountId: address.accountId, url: address.url };
}
