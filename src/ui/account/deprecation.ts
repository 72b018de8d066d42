import { env, window, type LogOutputChannel } from 'vscode';
import { t } from '@vscode/l10n';
import type { Deprecation } from '../../api/options';
import { runAction } from '../base/command';
import { openSetting } from '../base/openSetting';
import { settings } from '../base/settings';

const warned = new Set<string>();

/** The API says that what was called will go away: said once a version and restart, with the way to the setting. */
export function warnOfDeprecation({ operation, code, sunset }: Deprecation, log: LogOutputChannel): void {
  const version = settings.apiVersion();
  log.warn(`${operation}: ${code} version=${version} sunset=${sunset ? new Date(sunset).toISOString() : '-'}`);
  if (warned.has(version)) return;
  warned.add(version);
  const open = openSetting('apiVersion');
  const message = sunset
    ? t('The API says that version {0} will stop working on {1}. Choose a newer one.', version, new Intl.DateTimeFormat(env.language).format(sunset))
    : t('The API says that version {0} is deprecated. Choose a newer one.', version);
  void window.showWarningMessage(message, open.title).then((choice) => {
    if (choice === open.title) void runAction(open);
  });
}
