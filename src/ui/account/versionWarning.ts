import { window } from 'vscode';
import type { KeyValueStore } from '../../app/state';
import { openSetting, runAction } from '../base/failureActions';

const WARNED = 'criteoAudiences.versionWarned';

/**
 * Warns that the API version in use ends: once per version, across windows and restarts, with a button
 * that opens the setting.
 */
export class VersionWarning {
  #pending: { version: string; text: string } | undefined;

  constructor(private readonly store: KeyValueStore) {}

  record(version: string, text: string): void {
    this.#pending = { version, text };
  }

  /**
   * Shows what was recorded. Called after a command that the user ran, so that neither starting the window
   * nor loading a view interrupts anyone.
   */
  show(): void {
    const ending = this.#pending;
    this.#pending = undefined;
    if (!ending || this.store.get<string>(WARNED) === ending.version) return;
    void this.store.update(WARNED, ending.version);
    const open = openSetting('apiVersion');
    void window.showWarningMessage(ending.text, open.title).then((choice) => {
      if (choice === open.title) void runAction(open);
    });
  }
}
