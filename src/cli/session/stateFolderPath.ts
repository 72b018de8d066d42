import { homedir } from 'node:os';
import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';

const NAME = 'criteo-audiences';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder for upload records, segment history and the sandbox, where no option names one. */
export function stateFolderOf(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.XDG_STATE_HOME) return join(env.XDG_STATE_HOME, NAME);
  const home = env.HOME || homedir();
  switch (platform) {
    case 'win32':
      return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), NAME);
    case 'darwin':
      return join(home, 'Library', 'Application Support', NAME);
    default:
      return join(home, '.local', 'state', NAME);
  }
}

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
