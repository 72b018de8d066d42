import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure';
import { openPrivateFolder } from '../common/privateFiles';

/** The setting that names the folder, and the code of the failure about it. */
export const STATE_FOLDER_SETTING = 'criteoAudiences.stateFolder';

/** The folder for upload records, segment history and the sandbox. */
export class StateFolder {
  /**
   * For whatever may be kept elsewhere if the chosen folder can't be used: `own` if the setting names
   * no folder.
   */
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
   * Creates the chosen folder, readable by this user only. Uploads must not begin before: kept
   * anywhere else, they could neither be resumed nor exclude those of other programs. Rejects with
   * `Failure` 'state-folder' if it can't be used.
   */
  async open(): Promise<void> {
    if (!this.isChosen) return;
    if (!this.isValid)
      throw failure(
        t(
          'The setting “{0}” must be an absolute path, or begin with ~/. Correct it and reload the window: until then, nothing is uploaded.',
          STATE_FOLDER_SETTING,
        ),
      );
    try {
      await openPrivateFolder(this.path);
    } catch (error) {
      throw failure(
        t(
          'The folder of the setting “{0}” can’t be used: {1} ({2}). Choose another one and reload the window: until then, nothing is uploaded.',
          STATE_FOLDER_SETTING,
          this.path,
          error instanceof Error && 'code' in error ? String(error.code) : '',
        ),
      );
    }
  }

  /** Whether another value of the setting is another folder. */
  differsFrom(chosen: string): boolean {
    return chosen !== this.chosen;
  }
}

function failure(message: string): Failure {
  return new Failure('state-folder', message);
}
