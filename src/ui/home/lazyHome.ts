import { commands as editor, type ExtensionContext } from 'vscode';
import { Owner } from '../../common/lifecycle';
import { setContext } from '../base/contextKeys';
import type { HomeDeps } from './context';

const COMMANDS = ['createSampleCsv', 'forgetAccountData', 'openWalkthrough'].map(
  (name) => `criteoAudiences.${name}`,
);

/**
 * First minutes and last ones: the walkthrough's steps, the sample file, and the hand-over. The
 * commands are read from disk when one is run.
 */
export class Home extends Owner {
  private loading: Promise<void> | undefined;

  constructor(
    private readonly extension: Pick<ExtensionContext, 'extension'>,
    private readonly deps: HomeDeps,
  ) {
    super();
    deps.commands.addLate(COMMANDS, () => this.load());
    this.followSteps();
  }

  private load(): Promise<void> {
    this.loading ??= import('./index').then(({ registerHome }) => {
      registerHome(this.deps, async () => {
        await editor.executeCommand(
          'workbench.action.openWalkthrough',
          `${this.extension.extension.id}#start`,
          false,
        );
      });
    });
    return this.loading;
  }

  /** Steps of the walkthrough complete when their thing was done, not when a button was pressed. */
  private followSteps(): void {
    const { accounts, list, history } = this.deps;
    this.register(
      accounts.onDidChange(() => {
        if (accounts.state === 'ready' || accounts.state === 'noAccount')
          void setContext('criteoAudiences.did.signIn', true);
        if (accounts.state === 'ready') void setContext('criteoAudiences.did.selectAccount', true);
      }),
    );
    this.register(
      list.onDidCreate(() => void setContext('criteoAudiences.did.createSegment', true)),
    );
    this.register(
      history.onDidChange(({ kind }) => {
        if (kind === 'upload') void setContext('criteoAudiences.did.upload', true);
        if (kind === 'reading') void setContext('criteoAudiences.did.readStatistics', true);
      }),
    );
  }
}
