import { t } from '@vscode/l10n';
import { commands, env, window, type LogOutputChannel } from 'vscode';
import { describe, type Failure } from '../../common/failure';
import { escapeLinks } from '../../common/outsideText';
import { actionsFor, runAction, SIGN_IN } from './failureActions';

/**
 * Shows a failure in a notification with its actions, "Copy Details", "Open Log" and "Learn More". `first` is a
 * leading button such as "Try Again": then the notification reappears after any other button.
 * Resolves to true if `first` was chosen.
 */
export async function showFailure(
  failure: Failure,
  log: LogOutputChannel,
  first?: string,
): Promise<boolean> {
  const copy = t('Copy Details');
  const open = t('Open Log');
  const learn = t('Learn More');
  // `first` already retries signing in.
  const actions = actionsFor(failure).filter(
    ({ command }) => first === undefined || command !== SIGN_IN,
  );
  const titles = [
    ...(first === undefined ? [] : [first]),
    ...actions.map((action) => action.title),
    copy,
    open,
    learn,
  ];
  for (;;) {
    const choice = await window.showErrorMessage(escapeLinks(failure.message), ...titles);
    if (choice === copy) await env.clipboard.writeText(`${describe(failure)}\n${failure.message}`);
    if (choice === open) log.show();
    if (choice === learn)
      await commands.executeCommand('criteoAudiences.openDocumentation', failure.code);
    const action = actions.find((item) => item.title === choice);
    if (action) await runAction(action);
    if (first === undefined || choice === undefined || choice === first)
      return first !== undefined && choice === first;
  }
}
