import { t } from '@vscode/l10n';
import { env, window, type LogOutputChannel } from 'vscode';
import { describe, type Failure } from '../../common/failure';
import { escapeLinks } from '../../common/outsideText';
import { actionsFor, runAction, SIGN_IN } from './failureActions';

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
  // What `first` is the way on for needs no second one.
  const actions = actionsFor(failure).filter(
    ({ command }) => first === undefined || command !== SIGN_IN,
  );
  const titles = [
    ...(first === undefined ? [] : [first]),
    ...actions.map((action) => action.title),
    copy,
    open,
  ];
  for (;;) {
    const choice = await window.showErrorMessage(escapeLinks(failure.message), ...titles);
    if (choice === copy) await env.clipboard.writeText(`${describe(failure)}\n${failure.message}`);
    if (choice === open) log.show();
    const action = actions.find((item) => item.title === choice);
    if (action) await runAction(action);
    if (first === undefined || choice === undefined || choice === first)
      return first !== undefined && choice === first;
  }
}
