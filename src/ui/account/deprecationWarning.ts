import { window } from 'vscode';
import type { Deprecation } from '../../api/options';
import { deprecationText } from '../../app/accounts/versionLife';
import type { KeyValueStore, Log } from '../../app/state';
import { openSetting, runAction } from '../base/failureActions';

const WARNED = 'criteoAudiences.deprecationWarned';

/**
 * Warns that the API version that is set is deprecated, or no longer used: once per version, across
 * windows and restarts, with a button that opens the setting.
 */
export class DeprecationWarning {
  /** When each version ends, as far as the API says it. */
  readonly #pending = new Map<string, number | undefined>();

  constructor(
    private readonly store: KeyValueStore,
    private readonly log: Log,
  ) {}

  /**
   * Logs the notice, and keeps it for `show`. `sunset` is in milliseconds since 1970. No notice: the
   * version is set, but no longer used.
   */
  record(version: string, { operation, code, sunset }: Partial<Deprecation> = {}): void {
    this.log.warn(
      `${operation ?? 'apiVersion'}: ${code ?? 'ended'} version=${version} sunset=${sunset ? new Date(sunset).toISOString() : '-'}`,
    );
    this.#pending.set(version, sunset ?? this.#pending.get(version));
  }

  /**
   * Shows the recorded notices. Called after a command that the user ran, so that neither starting
   * the window nor loading a view interrupts anyone.
   */
  show(): void {
    const warned = (this.store.get<string>(WARNED) ?? '').split(' ');
    const open = openSetting('apiVersion');
    const fresh = [...this.#pending].filter(([version]) => !warned.includes(version));
    this.#pending.clear();
    if (fresh.length === 0) return;
    void this.store.update(WARNED, [...warned, ...fresh.map(([version]) => version)].join(' '));
    for (const [version, sunset] of fresh)
      void window
        .showWarningMessage(deprecationText(version, sunset, Date.now()), open.title)
        .then((choice) => {
          if (choice === open.title) void runAction(open);
        });
  }
}
