import { t } from '@vscode/l10n';
import type { FailureAction } from './failure';

export const OPEN_SETTINGS = 'workbench.action.openSettings';

/**
 * "Open Setting", for a setting of machine scope. `runAction` finds the page that it stands on;
 * here nothing of the editor is needed.
 */
export function openSetting(key: 'apiUrl' | 'apiVersion' | 'accounts'): FailureAction {
  return {
    title: t('Open Setting'),
    command: OPEN_SETTINGS,
    args: [{ query: `@id:criteoAudiences.${key}` }],
  };
}
