import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { AccountService } from './app/accounts/accountService';
import { SandboxProcess } from './app/accounts/sandboxProcess';
import { SessionStore } from './app/accounts/sessions';
import { AudienceList } from './app/audiences/audienceList';
import { createHistory } from './app/segments/history';
import { LazyReadings } from './app/segments/readings/lazyReadings';
import type { ReadingsParts, SegmentReadings } from './app/segments/readings/segmentReadings';
import { SegmentList } from './app/segments/segmentList';
import { StoredValues } from './app/state';
import { StateFolder } from './app/stateFolderSetting';
import { configureFormat } from './common/format';
import { restrictToOwner } from './common/privateFiles';
import type { ApiNotices } from './ui/account/apiNotices';
import { CriteoAuthentication } from './ui/account/authenticationProvider';
import { AgentTools } from './ui/agents/agentTools';
import { Commands } from './ui/base/command';
import { followStateFolder, warnOfOtherVersions } from './ui/base/followStateFolder';
import { createLog } from './ui/base/log';
import { settings } from './ui/base/settings';
import { WalkthroughSteps } from './ui/home/walkthroughSteps';
import { LazyNightly } from './ui/nightly/lazyNightly';
import { LazyPanels } from './ui/panels/lazyPanels';
import { registerSegments, type SegmentsView } from './ui/segments/registerSegments';
import { LazyUploads } from './ui/uploads/lazyUploads';
import type { UploadsUi, UsedByUploads } from './ui/uploads/registerUploads';
import type { ShownBefore } from './ui/uploads/view/uploadsTree';
import type { Uploads } from './upload/contract';

/** For tests of the window. */
export { settled } from './common/later';

let endUploads: (() => Promise<void>) | undefined;

/** Composes the extension and registers it. Synchronous: no logic, no network. */
export function activate(context: vscode.ExtensionContext): void {
  const logTime = timeActivation();
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  configureFormat(vscode.env.language);
  const own = <T extends vscode.Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const { globalStorageUri, secrets } = context;
  const globalState = new StoredValues(context.globalState);
  const workspaceState = new StoredValues(context.workspaceState);
  const { version, name, contributes } = context.extension.packageJSON as Manifest;
  void restrictToOwner(globalStorageUri.fsPath);
  const stateFolder = new StateFolder(settings.stateFolder(), globalStorageUri.fsPath);

  const log = own(createLog());
  own(warnOfOtherVersions(log));
  own(followStateFolder(stateFolder, log));
  let notices: ApiNotices | undefined;
  const loadNotices = async (): Promise<ApiNotices> => {
    const { ApiNotices } = await import('./ui/account/apiNotices');
    return (notices ??= new ApiNotices(globalState, log, () => uploads.isLimitShown));
  };
  const commands = new Commands(
    contributes.commands.map(({ command }) => command),
    log,
    own,
    () => notices?.show(),
  );

  const sandbox = own(
    new SandboxProcess(inDist(context, 'sandbox.js'), path.join(stateFolder.path, 'sandbox'), log, {
      open: stateFolder.open,
    }),
  );
  const sessions = own(new SessionStore(secrets));
  const userAgent = `${name}/${version} vscode/${vscode.version}`;
  const accounts = own(
    new AccountService(sessions, sandbox, settings, globalState, log, loadNotices, { userAgent }),
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
  const segments = own(new SegmentList(accounts));
  const audiences = own(new AudienceList(accounts));
  const readings = own(
    new LazyReadings(() =>
      loadReadings({
        ...{ accounts, history, log },
        sentTo: uploads.sentTo,
        onDidChangeSent: uploads.onDidChangeSent,
      }),
    ),
  );
  const uploads: LazyUploads = own(
    new LazyUploads(stateFolder, globalState, commands, (shown) =>
      loadUploads(context, shown, {
        ...{ accounts, audiences, segments, history, readings, commands, log, view, panels },
        ...{ stateDir: stateFolder.path, globalState },
      }),
    ),
  );
  endUploads = () => uploads.end();
  const panels: LazyPanels = own(
    new LazyPanels(
      async () => {
        const { SegmentForms } = await import('./ui/panels/segmentForms');
        return new SegmentForms(context, accounts, segments, commands);
      },
      async () => {
        const [{ SegmentPages }, { SegmentHost }] = await Promise.all([
          import('./ui/panels/segmentPages'),
          import('./ui/panels/segmentHost'),
        ]);
        return new SegmentPages(context, accounts, segments, commands, (panel) => {
          const { records } = uploads;
          return new SegmentHost(panel, accounts, segments, history, audiences, records, readings);
        });
      },
    ),
  );
  const view: SegmentsView = registerSegments(context, {
    ...{ accounts, list: segments, history, readings, audiences, commands, log, panels },
    ...{ globalState, workspaceState },
    fileOf: (jobId) => uploads.fileOf(jobId),
    dragAndDropController: uploads.drop,
    lists: uploads.lists,
    sentTo: uploads.sentTo,
  });

  own(new LazyNightly(accounts, segments));
  own(new WalkthroughSteps(accounts, segments, history));
  commands.addLazy(async () => {
    const { registerHome } = await import('./ui/home/registerHome');
    registerHome(commands, context.extension, accounts, history, view.recent, uploads);
  });
  // Last, because it is the largest chunk: a third of the extension.
  commands.addLazy(async () => void (await uploads.load()));
  own(new AgentTools(accounts, segments, audiences, uploads));

  // Loads stored data in the background.
  void accounts.start();
  logTime(log);
}

export function deactivate(): Promise<void> | undefined {
  return endUploads?.();
}

interface Manifest {
  version: string;
  name: string;
  contributes: { commands: { command: string }[] };
}

function inDist(context: vscode.ExtensionContext, file: string): string {
  return context.asAbsolutePath(path.join('dist', file));
}

async function loadReadings(
  used: Pick<ReadingsParts, 'accounts' | 'history' | 'log' | 'sentTo' | 'onDidChangeSent'>,
): Promise<SegmentReadings> {
  const [{ SegmentReadings }, { lastComputation }] = await Promise.all([
    import('./app/segments/readings/segmentReadings'),
    import('./upload/schedule'),
  ]);
  return new SegmentReadings({
    ...used,
    isAutomatic: () => settings.readStatistics() === 'automatic',
    onDidChangeSettings: settings.onDidChange,
    lastComputation,
  });
}

async function loadUploads(
  context: vscode.ExtensionContext,
  shown: ShownBefore,
  used: UsedByUploads,
): Promise<UploadsUi> {
  const [{ registerUploads }, { UploadEngine }, { RemovalRecords, removalsFolder }] =
    await Promise.all([
      import('./ui/uploads/registerUploads'),
      import('./upload/engine'),
      import('./app/removals/removalRecords'),
    ]);
  const createEngine = (): Uploads =>
    new UploadEngine({
      storageDir: used.stateDir,
      workerPath: inDist(context, 'worker.js'),
      l10n: vscode.l10n.bundle && JSON.stringify(vscode.l10n.bundle),
      log: (line) => used.log.info(line),
      isKeptOut: (removal) => new RemovalRecords(removalsFolder(used.stateDir)).isKeptOut(removal),
    });
  return registerUploads(context, createEngine, shown, used);
}

/** Returns what logs the time since. */
function timeActivation(): (log: vscode.LogOutputChannel) => void {
  const started = performance.now();
  const work = process.cpuUsage();
  return (log) => {
    const took = (performance.now() - started).toFixed(1);
    // Tells a slow start from a busy machine.
    const { user, system } = process.cpuUsage(work);
    log.info(`activated in ${took} ms, processor time ${((user + system) / 1000).toFixed(1)} ms`);
  };
}
