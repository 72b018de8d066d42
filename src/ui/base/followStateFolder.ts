import { t } from '@vscode/l10n';
import { commands, window, type Disposable, type LogOutputChannel } from 'vscode';
import type { StateFolder } from '../../app/stateFolderSetting';
import { toFailure } from '../../common/failure';
import { showFailure } from './failureNotice';
import { settings } from './settings';

/**
 * Opens the folder for upload records, and says so if it can't be used. Once its setting has
 * changed, asks to reload the window, which reads it only when it starts.
 */
export function followStateFolder(folder: StateFolder, log: LogOutputChannel): Disposable {
  void folder.open().catch((error: unknown) => showFailure(toFailure(error, 'activate'), log));
  return settings.onDidChange(() => void askToReload(folder));
}

let asking = false;

async function askToReload(folder: StateFolder): Promise<void> {
  if (asking || !folder.differsFrom(settings.stateFolder())) return;
  asking = true;
  const reload = t('Reload Window');
  const choice = await window.showInformationMessage(
    t(
      'Reload the window to use the other folder for upload records. Running uploads pause, and can be resumed with the folder they began in.',
    ),
    reload,
  );
  asking = false;
  if (choice === reload) await commands.executeCommand('workbench.action.reloadWindow');
}
