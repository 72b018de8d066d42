import { t } from '@vscode/l10n';
import type { ValueFormat } from './identifierTypes';

/** The name shown to people for what a value was recognized as. */
export function formatLabel(form: ValueFormat): string {
  return {
    plain: t('plain'),
    md5: 'MD5',
    sha256: 'SHA-256',
    sha256ofMd5: t('SHA-256 of MD5'),
    mobileId: t('mobile advertising ID'),
    cookieId: t('cookie ID'),
    opaque: t('opaque ID'),
  }[form];
}
