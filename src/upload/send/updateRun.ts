import { t } from '@vscode/l10n';
import { fileNamesOf } from '../../common/messageText';
import type { Job } from '../journal/job';
import { putCopy } from '../update/keptFile';
import { UploadError } from '../uploadError';

/**
 * Puts a copy of the file beside the kept one, before the first request: the next job then knows what
 * may be in the list. Rejects as `putCopy`, and if the file has changed.
 */
export async function keepCopy({ stored: { keep, files } }: Job): Promise<void> {
  const [{ path, contentHash }] = files;
  if (keep !== undefined && path !== undefined && contentHash !== undefined)
    await putCopy(path, keep, contentHash);
}

/** The error for an add or an update that removes no one yet. */
export function addsOpenError({ stored: { files, update } }: Job): UploadError {
  return new UploadError(
    'adds-open',
    update
      ? t(
          'No one was removed: Criteo rejected part of what {0} adds, or didn’t say what it accepted. Resume the upload to send that again and then remove the people who left.',
          fileNamesOf(files),
        )
      : t(
          'No one was removed: Criteo rejected part of what {0} adds, or didn’t say what it accepted. Resume the upload to send that again and then remove the suppressed people.',
          fileNamesOf(files),
        ),
  );
}
