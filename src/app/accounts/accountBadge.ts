import { t } from '@vscode/l10n';
import type { AccountBadge } from '../../webview/pageModel';
import type { AccountHandle } from './account';

/** The account's badge: sandbox, live or protected. */
export function accountBadge({
  sandbox,
  isProtected,
}: Pick<AccountHandle, 'sandbox' | 'isProtected'>): AccountBadge {
  if (sandbox)
    return {
      kind: 'sandbox',
      text: isProtected
        ? t('Sandbox, protected: nothing goes to Criteo')
        : t('Sandbox: nothing goes to Criteo'),
    };
  return isProtected
    ? { kind: 'protected', text: t('Live, protected') }
    : { kind: 'live', text: t('Live account') };
}
