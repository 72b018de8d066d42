import { t } from '@vscode/l10n';

/**
 * The name shown to people for an identifier type, whatever case the API spells it in. A type that
 * this version doesn't know is shown as the API spells it; undefined gives an empty string.
 */
export function identifierTypeLabel(type: string | undefined): string {
  switch (type?.toLowerCase()) {
    case 'email':
      return t('Email');
    case 'useridentifier':
      return t('Mobile or cookie ID');
    case 'identitylink':
      return t('LiveRamp IdentityLink');
    case 'customerid':
      return t('Customer ID');
    case 'phonenumber':
      return t('Phone number');
    default:
      return type ?? '';
  }
}
