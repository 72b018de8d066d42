import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure';
import { lazy } from '../common/lazy';
import { openStateFolder } from './stateFolder';

/** The setting that names the folder, and the code of the failure about it. */
const STATE_FOLDER_SETTING = 'criteoAudiences.stateFolder';

/** The folder for upload records, segment history and the sandbox. */
export class StateFolder {
  /** What may be read until `open` has rejected or not: `own` if the setting names no folder. */
  readonly path: string;
  /** Whether the setting chose it. */
  readonly isChosen: boolean;
  private readonly isValid: boolean;

  /**
   * `chosen`: the value of the setting, an absolute path or one that begins with `~/`; empty for
   * `own`, the window's own folder.
   */
  constructor(
    private readonly chosen: string,
    own: string,
    home = homedir(),
  ) {
    const expanded = /^~(?=$|[/\\])/.test(chosen) ? join(home, chosen.slice(1)) : chosen;
    this.isChosen = chosen !== '';
    this.isValid = !this.isChosen || isAbsolute(expanded);
    this.path = this.isChosen && this.isValid ? expanded : own;
  }

  /**
   * Opens the chosen folder: call it before anything is written there. Uploads must not begin before:
   * kept anywhere else, they could neither be resumed nor exclude those of other programs. Rejects with
   * `Failure` 'state-folder' if it can't be used.
   */
  readonly open = lazy(async () => {
    if (!this.isChosen) return;
    const reason = this.isValid
      ? await openStateFolder(this.path)
      : t('it must be an absolute path, or begin with ~/');
    if (reason !== undefined)
      throw new Failure(
        'state-folder',
        t(
          'The folder of the setting “{0}” can’t be used: {1} ({2}). Choose an empty or new one and reload the window: until then, nothing is uploaded.',
          STATE_FOLDER_SETTING,
          this.isValid ? this.path : this.chosen,
          reason,
        ),
      );
  });

  /** Whether another value of the setting is another folder. */
  differsFrom(chosen: string): boolean {
    return chosen !== this.chosen;
  }
}
