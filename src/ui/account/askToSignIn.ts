import { t } from '@vscode/l10n';
import { window, type LogOutputChannel } from 'vscode';
import type { AccountService } from '../../app/accounts/accountService';
import type { Session } from '../../app/accounts/sessions';
import { signInWith, type Credentials } from '../../app/accounts/signIn';
import { Cancelled, describe, orCancel, toFailure } from '../../common/failure';
import { showFailure } from '../base/failureNotice';
import { whileWorking } from '../base/progress';

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
      typed.clientId = orCancel(
        await promptFor(
          t('Client ID'),
          t('From your application in the Criteo developer dashboard'),
          typed.clientId,
          false,
        ),
      );
      typed.clientSecret = orCancel(
        await promptFor(
          t('Client secret'),
          t('Stored only in the editor’s secret storage'),
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

function promptFor(
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
      validateInput: (text) => (text.trim() === '' ? t('Required to sign in.') : undefined),
    })
    .then((text) => text?.trim());
}
