import { homedir } from 'node:os';
import { join } from 'node:path';

const NAME = 'criteo-audiences';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of the terminal for upload records, segment history and the sandbox, where no option names one. */
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
