import { t } from '@vscode/l10n';
import { ProgressLocation, window } from 'vscode';
import type { Operation } from '../../api/apiError';
import { sleep } from '../../common/abort';
import { duration } from '../../common/format';

const SECOND = 1000;

/**
 * Shows in the status bar that requests are paused by the API's rate limit, and for how long:
 * a loading view gives no other sign of it. Uploads have their own status bar item.
 */
export class LimitNotice {
  #waiting = 0;
  #until = 0;
  #shown = false;

  /** `isSaid`: whether an upload's status bar item says it at this moment. */
  constructor(private readonly isSaid: () => boolean) {}

  /**
   * A request is paused until `until` (milliseconds since 1970). Call the returned function when it
   * resumes.
   */
  begin(operation: Operation, until: number): () => void {
    if (operation === 'addRemove' || operation === 'clear') return () => undefined;
    this.#waiting++;
    this.#until = Math.max(this.#until, until);
    if (!this.#shown)
      void window.withProgress({ location: ProgressLocation.Window }, (progress) =>
        this.#show(progress.report.bind(progress)),
      );
    return () => this.#waiting--;
  }

  async #show(report: (step: { message: string }) => void): Promise<void> {
    this.#shown = true;
    while (this.#waiting > 0) {
      const left = this.#until - Date.now();
      // Without a message, the editor shows nothing.
      report({
        message: this.isSaid()
          ? ''
          : t('Paused: API rate limit reached, retrying in {0}', duration(left)),
      });
      await sleep(Math.min(SECOND, Math.max(50, left)));
    }
    this.#shown = false;
  }
}
