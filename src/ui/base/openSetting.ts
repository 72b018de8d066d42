import { env } from 'vscode';
import { t } from '@vscode/l10n';
import type { FailureAction } from './failure';
import { SECTION } from './settings';

/**
 * "Open Setting", for a setting of machine scope: in a remote window those stand on a page of their own, and the
 * ordinary one would say that there is no such setting.
 */
export function openSetting(key: 'apiUrl' | 'apiVersion' | 'accounts'): FailureAction {
  const command = env.remoteName === undefined ? 'workbench.action.openSettings' : 'workbench.action.openRemoteSettings';
  return { title: t('Open Setting'), command, args: [{ query: `@id:${SECTION}.${key}` }] };
}
