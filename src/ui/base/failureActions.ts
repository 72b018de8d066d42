import { t } from '@vscode/l10n';
import { commands, env } from 'vscode';
import { ApiError } from '../../api/apiError';
import type { Failure } from '../../common/failure';

/** A button of a failure's notification. */
interface FailureAction {
  title: string;
  command: string;
  args?: unknown[];
}

export const SIGN_IN = 'criteoAudiences.signIn';
const OPEN_SETTINGS = 'workbench.action.openSettings';

/** The buttons that help with a failure. */
export function actionsFor(failure: Failure): FailureAction[] {
  if (failure.status === 410) return [openSetting('apiVersion')];
  if (failure instanceof ApiError)
    return failure.kind === 'credentials' ? [{ title: t('Sign In Again'), command: SIGN_IN }] : [];
  switch (failure.code) {
    case 'signed-out':
    case 'other-session':
      return [{ title: t('Sign In'), command: SIGN_IN }];
    case 'no-account':
    case 'unknown-account':
      return [{ title: t('Select Account'), command: 'criteoAudiences.selectAccount' }];
    case 'no-list':
      return [openSetting('accounts')];
    case 'bad-setting':
      return [openSetting(failure.operation === 'signIn' ? 'apiUrl' : 'apiVersion')];
    case 'state-folder':
      return [openSetting('stateFolder')];
    default:
      return [];
  }
}

/** "Open Setting", for a machine-scoped setting. */
export function openSetting(
  key: 'apiUrl' | 'apiVersion' | 'accounts' | 'stateFolder',
): FailureAction {
  return {
    title: t('Open Setting'),
    command: OPEN_SETTINGS,
    args: [{ query: `@id:criteoAudiences.${key}` }],
  };
}

/**
 * Runs the command of a button. In a remote window machine-scoped settings have their own page: the
 * ordinary one doesn't list them.
 */
export async function runAction({ command, args = [] }: FailureAction): Promise<void> {
  const remote = command === OPEN_SETTINGS && env.remoteName !== undefined;
  await commands.executeCommand(remote ? 'workbench.action.openRemoteSettings' : command, ...args);
}
