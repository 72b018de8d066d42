import { t } from '@vscode/l10n';
import { commands, env, window, type LogOutputChannel } from 'vscode';
import { describe, type Failure, type FailureAction } from '../../common/failure';
import { withoutLinks } from '../../common/outsideText';

/**
 * One notification for a failure, with its own actions, "Copy Details" and "Open Log". With
 * `first`, the way on, it comes again after each other button, and gives true once `first` was
 * chosen.
 */
export async function showFailure(
  failure: Failure,
  log: LogOutputChannel,
  first?: string,
): Promise<boolean> {
  const copy = t('Copy Details');
  const open = t('Open Log');
  const actions = actionsOf(failure);
  const titles = [
    ...(first === undefined ? [] : [first]),
    ...actions.map((action) => action.title),
    copy,
    open,
  ];
  for (;;) {
    const choice = await window.showErrorMessage(withoutLinks(failure.message), ...titles);
    if (choice === copy) await env.clipboard.writeText(`${describe(failure)}\n${failure.message}`);
    if (choice === open) log.show();
    const action = actions.find((item) => item.title === choice);
    if (action) await runAction(action);
    if (first === undefined || choice === undefined || choice === first)
      return first !== undefined && choice === first;
  }
}

/** The buttons of a failure: its own, and the way to the setting that is to be changed. */
export function actionsOf({ actions, facts }: Failure): FailureAction[] {
  return facts.setting ? [...actions, openSetting(facts.setting)] : actions;
}

const OPEN_SETTINGS = 'workbench.action.openSettings';

/** "Open Setting", for a setting of machine scope; see `runAction`. */
export function openSetting(key: NonNullable<Failure['facts']['setting']>): FailureAction {
  return {
    title: t('Open Setting'),
    command: OPEN_SETTINGS,
    args: [{ query: `@id:criteoAudiences.${key}` }],
  };
}

/**
 * Does what a button under a message says. In a remote window settings of machine scope stand on a
 * page of their own, and the ordinary one would say that there is no such setting.
 */
export async function runAction({ command, args = [] }: FailureAction): Promise<void> {
  const remote = command === OPEN_SETTINGS && env.remoteName !== undefined;
  await commands.executeCommand(remote ? 'workbench.action.openRemoteSettings' : command, ...args);
}
