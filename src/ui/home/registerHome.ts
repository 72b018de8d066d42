import { commands as editor, type Extension } from 'vscode';
import type { AccountService } from '../../app/accounts/accountService';
import type { History } from '../../app/segments/history';
import type { RecentSegments } from '../../app/segments/recentSegments';
import type { Commands } from '../base/command';
import { setContext } from '../base/contextKeys';
import type { LazyUploads } from '../uploads/lazyUploads';
import { registerDocumentation } from './documentation';
import { registerForget } from './forgetAccountData';
import { registerSampleCsv } from './sampleCsv';

/** Registers the commands for getting started, the documentation, and deleting an account's local data. */
export function registerHome(
  commands: Commands,
  { id, extensionUri }: Pick<Extension<unknown>, 'id' | 'extensionUri'>,
  accounts: AccountService,
  history: History,
  recent: RecentSegments,
  uploads: Pick<LazyUploads, 'load'>,
): void {
  registerDocumentation(commands, extensionUri);
  registerSampleCsv(commands, accounts);
  registerForget(commands, accounts, history, recent, uploads);
  commands.add({
    id: 'criteoAudiences.openWalkthrough',
    prompt: async () => {
      await editor.executeCommand('workbench.action.openWalkthrough', `${id}#start`, false);
      // By now, the editor has read the steps: see `WalkthroughSteps`.
      await setContext('criteoAudiences.walkthrough', true);
    },
  });
}
