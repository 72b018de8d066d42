import { homedir } from 'node:os';
import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import { openPrivateFolder } from '../../common/privateFiles';

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

/**
 * Creates the folder, readable by this user only. Rejects with `Failure` 'state-folder' if that
 * isn't possible.
 */
export async function openStateFolder(folder: string): Promise<void> {
  try {
    await openPrivateFolder(folder);
  } catch (error) {
    throw new Failure(
      'state-folder',
      t(
        'Couldn’t create the folder for upload records, {0} ({1}). Choose another one with --state-dir.',
        folder,
        error instanceof Error && 'code' in error ? String(error.code) : '',
      ),
    );
  }
}

/** Names the folder in the engine's message about a disk that can't be written. */
export function withStateFolder(failure: Failure, folder: string): Failure {
  return failure.code === 'journal-full'
    ? failure.withMessage(t('{0} Upload records are in {1}.', failure.message, folder))
    : failure;
}
