import { ProgressLocation, window } from 'vscode';
import { t } from '@vscode/l10n';
import type { Pacing } from '../../api/pacing';
import { duration } from '../base/format';

const SECOND = 1000;

/** Says in the status bar that calls wait for the API's limit, and for how long yet: a view that reads waits without a word else. */
export class LimitNotice {
  readonly #followed = new WeakSet<Pacing>();
  #until = 0;

  /** Clients of one application share their pacing: it is followed once. */
  follow(pacing: Pacing): void {
    if (this.#followed.has(pacing)) return;
    this.#followed.add(pacing);
    pacing.onWait(({ until }) => this.#show(until));
  }

  #show(until: number): void {
    const shown = this.#until > Date.now();
    this.#until = Math.max(this.#until, until);
    if (shown) return;
    void window.withProgress({ location: ProgressLocation.Window }, async (progress) => {
      for (let left = this.#until - Date.now(); left > 0; left = this.#until - Date.now()) {
        progress.report({ message: t('Paused by the API\'s limit, goes on in {0}', duration(left)) });
        await new Promise((resolve) => setTimeout(resolve, Math.min(SECOND, left)));
      }
    });
  }
}
