import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { Deprecation } from '../../api/options';
import type { KeyValueStore, Log } from '../../app/state';
import { formatLanguage } from '../../common/format';
import { openSetting, runAction } from '../base/failureActions';

const WARNED = 'criteoAudiences.deprecationWarned';

/**
 * Warns that the API version in use is deprecated: once per version, across windows and restarts,
 * with a button that opens the setting.
 */
export class DeprecationWarning {
  private pending: { version: string; sunset?: number } | undefined;

  constructor(
    private readonly store: KeyValueStore,
    private readonly log: Log,
  ) {}

  /** Logs the notice, and keeps it for `show`. `sunset` is in milliseconds since 1970. */
  record(version: string, { operation, code, sunset }: Deprecation): void {
    this.log.warn(
      `${operation}: ${code} version=${version} sunset=${sunset ? new Date(sunset).toISOString() : '-'}`,
    );
    this.pending = { version, sunset: sunset ?? this.pending?.sunset };
  }

  /**
   * Shows the recorded notice. Called after a command that the user ran, so that neither starting
   * the window nor loading a view interrupts anyone.
   */
  show(): void {
    if (!this.pending) return;
    const { version, sunset } = this.pending;
    this.pending = undefined;
    if (this.store.get(WARNED) === version) return;
    void this.store.update(WARNED, version);
    const open = openSetting('apiVersion');
    const message = sunset
      ? t(
          'API version {0} will stop working on {1}. Choose a newer version.',
          version,
          new Intl.DateTimeFormat(formatLanguage()).format(sunset),
        )
      : t('API version {0} is deprecated. Choose a newer version.', version);
    void window.showWarningMessage(message, open.title).then((choice) => {
      if (choice === open.title) void runAction(open);
    });
  }
}
