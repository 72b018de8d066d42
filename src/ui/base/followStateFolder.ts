import { t } from '@vscode/l10n';
import { commands, window, type Disposable, type LogOutputChannel } from 'vscode';
import type { StateFolder } from '../../app/stateFolderSetting';
import { toFailure } from '../../common/failure';
import { Later } from '../../common/later';
import { configureOtherVersions, otherVersionText } from '../../common/recordVersion';
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

/** Milliseconds: records are read together. */
const TOGETHER = 1_000;

/** Warns of records of another version. All of their files are in the log. */
export function warnOfOtherVersions(log: LogOutputChannel): Disposable {
  const paths: string[] = [];
  const warning = new Later('after', TOGETHER, () => {
    const open = t('Open Log');
    void window
      .showWarningMessage(otherVersionText(...paths.splice(0)), open)
      .then((pressed) => pressed && log.show());
  });
  configureOtherVersions((path) => {
    log.warn(`records: another version: ${path}`);
    paths.push(path);
    warning.call();
  });
  return warning;
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
