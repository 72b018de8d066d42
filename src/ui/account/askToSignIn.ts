import { t } from '@vscode/l10n';
import { window, type LogOutputChannel } from 'vscode';
import type { AccountService } from '../../app/accounts/accountService';
import type { Session } from '../../app/accounts/sessions';
import { signInWith, type Credentials } from '../../app/accounts/signIn';
import { Cancelled, describe, orCancel, toFailure } from '../../common/failure';
import { showFailure } from '../base/failureNotice';
import { askWithHelp } from '../base/inputWithHelp';
import { whileWorking } from '../base/progress';

/** Where applications and their keys are managed. The API calls them API key and API secret. */
const PARTNER_DASHBOARD = 'https://partners.criteo.com/';
const CREDENTIALS_GUIDE = 'https://developers.criteo.com/retail-media/docs/get-credentials';

/**
 * Prompts for client ID and secret until they work, keeping what was typed. Throws `Cancelled` when
 * the user gives up.
 */
export async function askToSignIn(
  accounts: AccountService,
  log: LogOutputChannel,
): Promise<Session> {
  const typed: Partial<Credentials> = await offerEnvironment();
  let confirmed = Boolean(typed.clientId && typed.clientSecret);
  for (;;) {
    if (!confirmed) {
      typed.clientId = orCancel(await askForId(typed.clientId));
      typed.clientSecret = orCancel(await askForSecret(typed.clientSecret));
    }
    confirmed = false;
    const credentials = { clientId: typed.clientId ?? '', clientSecret: typed.clientSecret ?? '' };
    try {
      return await whileWorking({ title: t('Signing in to Criteo Retail Media…') }, () =>
        signInWith(accounts, credentials),
      );
    } catch (error) {
      const failure = toFailure(error, 'signIn');
      log.error(`${failure.operation} failed: ${describe(failure)}`);
      if (!(await showFailure(failure, log, t('Try Again')))) throw new Cancelled();
    }
  }
}

/** Offers the credentials of the environment: they are never used without asking. */
async function offerEnvironment(): Promise<Partial<Credentials>> {
  const { CRITEO_CLIENT_ID: clientId, CRITEO_CLIENT_SECRET: clientSecret } = process.env;
  if (!clientId || !clientSecret) return {};
  const use = {
    label: t('Use credentials from the environment'),
    description: 'CRITEO_CLIENT_ID, CRITEO_CLIENT_SECRET',
  };
  const type = { label: t('Enter client ID and secret') };
  const choice = orCancel(
    await window.showQuickPick([use, type], {
      title: t('Sign in to Criteo Retail Media'),
      ignoreFocusOut: true,
    }),
  );
  return choice === use ? { clientId, clientSecret } : {};
}

function askForId(value: string | undefined): Promise<string | undefined> {
  return ask({
    title: t('Client ID'),
    prompt: t(
      'The API key of your application, under My Apps in the [Criteo Partner Dashboard]({0}).',
      PARTNER_DASHBOARD,
    ),
    value,
  });
}

function askForSecret(value: string | undefined): Promise<string | undefined> {
  return ask({
    title: t('Client secret'),
    prompt: t(
      'The API secret, from the file that was downloaded when the key was created. Stored only in the editor’s secret storage.',
    ),
    value,
    password: true,
  });
}

async function ask(input: {
  title: string;
  prompt: string;
  value?: string;
  password?: boolean;
}): Promise<string | undefined> {
  const text = await askWithHelp({
    ...input,
    help: CREDENTIALS_GUIDE,
    validate: (value) => (value.trim() === '' ? t('Required to sign in.') : undefined),
  });
  return text?.trim();
}
