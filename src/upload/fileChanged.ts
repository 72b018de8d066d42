import { t } from '@vscode/l10n';
import { fileNamesOf } from '../common/messageText';
import { UploadError } from './uploadError';

/** The error for a file that isn't the one that was checked any more. */
export function fileChangedError(file: { uri: string }): UploadError {
  return new UploadError(
    'file-changed',
    t(
      '{0} has changed since it was checked, or no longer exists. Nothing more was sent. Start over to check it again.',
      fileNamesOf([file]),
    ),
  );
}
