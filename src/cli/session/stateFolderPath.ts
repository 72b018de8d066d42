import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';

/** Throws `Failure` 'state-folder' if there is a reason why the folder can't be used. */
export function requireUsable(folder: string, reason: string | undefined): void {
  if (reason !== undefined)
    throw new Failure(
      'state-folder',
      t(
        'The folder for upload records can’t be used: {0} ({1}). Choose an empty or new one with --state-dir.',
        folder,
        reason,
      ),
    );
}

/** Names the folder in the engine's message about a disk that can't be written. */
export function withStateFolder(failure: Failure, folder: string): Failure {
  return failure.code === 'journal-full'
    ? failure.withMessage(t('{0} Upload records are in {1}.', failure.message, folder))
    : failure;
}
