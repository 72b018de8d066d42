import { commands, env } from 'vscode';
import type { MachineSetting } from './failure';
import { SECTION } from './settings';

/**
 * Shows a setting of machine scope. In a remote window those stand on a page of their own, and the ordinary one would
 * say that there is no such setting.
 */
export async function openSetting(key: MachineSetting): Promise<void> {
  const command = env.remoteName === undefined ? 'workbench.action.openSettings' : 'workbench.action.openRemoteSettings';
  await commands.executeCommand(command, { query: `@id:${SECTION}.${key}` });
}
