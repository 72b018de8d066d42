import { t } from '@vscode/l10n';
import { codeFields } from '../../common/codes/toolCodes';
import type { ReportError } from '../jobTypes';
import type { Entry } from './journal';

/** 0.1.0 stored no message. */
export function legacyRejection({
  code = 'api',
  status,
  tr,
}: Extract<Entry, { t: 'refused' }>): ReportError {
  const message = t('Criteo rejected part of the file ({0}, status {1}).', code, status);
  return {
    // A rejection without a code had its kind as the code.
    ...codeFields(code === 'api' ? code : { api: code }),
    message,
    operation: 'addRemove',
    status,
    ...(tr !== undefined && { traceId: tr }),
  };
}
