import { commands as editor } from 'vscode';
import type { AccountService } from '../../app/accounts/accountService';
import type { History } from '../../app/segments/history';
import type { RecentSegments } from '../../app/segments/recentSegments';
import type { Commands } from '../base/command';
import { setContext } from '../base/contextKeys';
import type { LazyUploads } from '../uploads/lazyUploads';
import { registerForget } from './forgetAccountData';
import { registerSampleCsv } from './sampleCsv';

/** Registers the commands for getting started, and for deleting an account's local data. */
export function registerHome(
  commands: Commands,
  extensionId: string,
  accounts: AccountService,
  history: History,
  recent: RecentSegments,
  uploads: Pick<LazyUploads, 'load'>,
): void {
  registerSampleCsv(commands, accounts);
  registerForget(commands, accounts, history, recent, uploads);
  commands.add({
    id: 'criteoAudiences.openWalkthrough',
    prompt: async () => {
      await editor.executeCommand(
        'workbench.action.openWalkthrough',
        `${extensionId}#start`,
        false,
      );
      // By now, the editor has read the steps: see `WalkthroughSteps`.
      await setContext('criteoAudiences.walkthrough', true);
    },
  });
}
