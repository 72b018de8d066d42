import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { AccountService } from './app/accounts/accountService';
import { SandboxProcess } from './app/accounts/sandboxProcess';
import { SessionStore } from './app/accounts/sessions';
import { AudienceList } from './app/audiences/audienceList';
import { createHistory } from './app/segments/history';
import { LazyReadings } from './app/segments/readings/lazyReadings';
import { createSegmentList } from './app/segments/segmentList';
import { isOurs } from './app/stateFolder';
import { StateFolder } from './app/stateFolderSetting';
import { configureFormat } from './common/format';
import { restrictToOwner } from './common/privateFiles';
import { CriteoAuthentication } from './ui/account/authenticationProvider';
import { DeprecationWarning } from './ui/account/deprecationWarning';
import { LimitNotice } from './ui/account/limitNotice';
import { RemarkNotice } from './ui/account/remarkNotice';
import { AgentTools } from './ui/agents/agentTools';
import { registerAudiences } from './ui/audiences/registerAudiences';
import { Commands } from './ui/base/command';
import { followStateFolder } from './ui/base/followStateFolder';
import { createLog } from './ui/base/log';
import { settings } from './ui/base/settings';
import { WalkthroughSteps } from './ui/home/walkthroughSteps';
import { LazyPanels } from './ui/panels/lazyPanels';
import { registerSegments, type SegmentsView } from './ui/segments/registerSegments';
import { LazyUploads } from './ui/uploads/lazyUploads';

let endUploads: (() => Promise<void>) | undefined;

/** Composes the extension and registers it. Synchronous: no logic, no network. */
export function activate(context: vscode.ExtensionContext): void {
  const started = performance.now();
  const work = process.cpuUsage();
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  configureFormat(vscode.env.language);
  const own = <T extends vscode.Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const { version, name, contributes } = context.extension.packageJSON as {
    version: string;
    name: string;
    contributes: { commands: { command: string }[] };
  };
  const inDist = (file: string): string => context.asAbsolutePath(path.join('dist', file));
  const storage = context.globalStorageUri;
  void restrictToOwner(storage.fsPath, isOurs);
  const stateFolder = new StateFolder(settings.stateFolder(), storage.fsPath);

  const log = own(createLog());
  own(followStateFolder(stateFolder, log));
  const deprecation = new DeprecationWarning(context.globalState, log);
  const remarks = new RemarkNotice(log);
  const commands = new Commands(
    contributes.commands.map(({ command }) => command),
    log,
    own,
    () => {
      deprecation.show();
      remarks.show();
    },
  );

  const sandbox = own(
    new SandboxProcess(inDist('sandbox.js'), path.join(stateFolder.path, 'sandbox'), log, {
      open: stateFolder.open,
    }),
  );
  const limit = new LimitNotice();
  const accounts = own(
    new AccountService(
      own(new SessionStore(context.secrets)),
      sandbox,
      settings,
      context.globalState,
      log,
      `${name}/${version} vscode/${vscode.version}`,
      {
        deprecated: (apiVersion, notice) => deprecation.record(apiVersion, notice),
        remarked: (remark) => remarks.record(remark),
        held: (operation, until) => limit.begin(operation, until),
      },
    ),
  );
  own(
    new CriteoAuthentication(
      accounts,
      async () => (await import('./ui/account/askToSignIn')).askToSignIn(accounts, log),
      (sessionId) => accounts.forget(sessionId),
    ),
  );
  commands.addLazy(async () =>
    (await import('./ui/account/accountCommands')).registerAccountCommands(accounts, commands, log),
  );

  const history = own(createHistory(stateFolder.path, (line) => log.warn(line), stateFolder.open));
  const list = own(createSegmentList(accounts));
  const readings = own(
    new LazyReadings(async () => {
      const [{ SegmentReadings }, { lastComputation }] = await Promise.all([
        import('./app/segments/readings/segmentReadings'),
        import('./upload/schedule'),
      ]);
      return new SegmentReadings({
        accounts,
        history,
        recent: (accountKey) => view.recent.of(accountKey),
        isAutomatic: () => settings.readStatistics() === 'automatic',
        onDidChangeSettings: settings.onDidChange,
        lastComputation,
        storage: stateFolder.path,
        openStorage: stateFolder.open,
        log,
      });
    }),
  );
  const audiences = own(new AudienceList(accounts));
  const panels: LazyPanels = own(
    new LazyPanels(
      context,
      accounts,
      list,
      history,
      audiences,
      {
        onDidChange: (...listener) => uploads.records.onDidChange(...listener),
        of: (account) => uploads.records.of(account),
        leftSince: (...segment) => uploads.records.leftSince(...segment),
        open: (jobId) => uploads.records.open(jobId),
      },
      (account, segmentId) => readings.read(account, segmentId),
      commands,
    ),
  );
  const uploads: LazyUploads = own(
    new LazyUploads(
      context,
      stateFolder,
      inDist('worker.js'),
      accounts,
      list,
      audiences,
      history,
      commands,
      log,
      () => view,
      (...segment) => panels.create(...segment),
    ),
  );
  endUploads = () => uploads.end();
  const view: SegmentsView = registerSegments(context, {
    accounts,
    list,
    history,
    readings,
    audiences,
    fileOf: (jobId) => uploads.fileOf(jobId),
    commands,
    log,
    panels,
    dragAndDropController: uploads.drop,
    lists: uploads.lists,
  });

  registerAudiences(context, {
    accounts,
    audiences,
    list,
    readings,
    commands,
    segmentsView: view,
  });

  own(new WalkthroughSteps(accounts, list, history));
  commands.addLazy(async () =>
    (await import('./ui/home/registerHome')).registerHome(
      commands,
      context.extension.id,
      accounts,
      history,
      view.recent,
      uploads,
    ),
  );
  // Last, because it is the largest chunk: a third of the extension.
  commands.addLazy(async () => void (await uploads.load()));
  own(new AgentTools(accounts, list, audiences, uploads));

  // Loads stored data in the background.
  void accounts.start();
  const took = (performance.now() - started).toFixed(1);
  // Tells a slow start from a busy machine.
  const { user, system } = process.cpuUsage(work);
  log.info(`activated in ${took} ms, processor time ${((user + system) / 1000).toFixed(1)} ms`);
}

export function deactivate(): Promise<void> | undefined {
  return endUploads?.();
}
