import {
  env,
  type Disposable,
  type ExtensionContext,
  type Task,
  type TreeDragAndDropController,
  type Uri,
} from 'vscode';
import type { AccountHandle } from '../../app/accounts/account';
import type { Lists } from '../../app/segments/access';
import { forgetUploads, jobsOf } from '../../app/uploads/forgetUploads';
import { Memory } from '../../app/uploads/pairings';
import { LaterReadings } from '../../app/uploads/scheduledReadings';
import { configureFormat } from '../../common/format';
import type { JobSummary } from '../../upload/types';
import { UploadDocuments } from '../base/pages';
import { explanation, registerProblemCommands } from '../problems/commands';
import { registerExport } from '../problems/exportCommand';
import { Fixes } from '../problems/fixes';
import { registerFixFile } from '../problems/fixFileCommand';
import { Problems } from '../problems/problems';
import type { Node } from '../segments/treeItems';
import { registerCheck } from './commands/check';
import { Drop } from './commands/drop';
import { registerFindRefused } from './commands/findRefused';
import { registerJobCommands } from './commands/jobs';
import { followLink } from './commands/link';
import { resolveTask } from './commands/task';
import { registerUploadCommands } from './commands/upload';
import { registerUploadAgain } from './commands/uploadAgain';
import { registerUploadMany } from './commands/uploadMany';
import type { UploadDeps } from './context';
import { Runner } from './runner';
import type { UploadParts } from './services';
import { pauseOnSignOut } from './signOut';
import { JobEvents } from './view/jobEvents';
import { UploadStatus } from './view/statusBar';
import { UploadsRows } from './view/tree';

export type { UploadDeps } from './context';

/** What other parts of the window need of the uploads. */
export interface UploadsUi {
  /** For the Segments view: files dropped on a segment. */
  readonly drop: TreeDragAndDropController<Node>;
  followLink(uri: Uri): Promise<void>;
  resolveTask(task: Task): Task;
  readonly rows: UploadsRows;
  /** The text of a page, after a reload of the window too. */
  textOf(page: Uri): Promise<string>;
  /** Every job of an account, plans included. */
  jobsOf(account: AccountHandle): Promise<readonly JobSummary[]>;
  /** For a hand-over: see `forgetUploads`. */
  forget(account: AccountHandle, segmentIds: readonly string[]): Promise<number>;
  readonly lists: Lists;
}

/**
 * Registers everything the user sees of an upload. Makes no call, and no engine before one is
 * needed.
 */
export function registerUploads(extension: ExtensionContext, deps: UploadDeps): UploadsUi {
  const own = <T extends Disposable>(item: T): T => {
    extension.subscriptions.push(item);
    return item;
  };
  configureFormat(env.language);
  const events = own(new JobEvents(deps.engine));
  const context = { ...deps, engine: events.engine, extension };
  const problems = own(new Problems());
  const memory = new Memory(extension.globalState);
  const later = own(new LaterReadings(extension.globalState, deps.accounts, deps.history));
  const documents: UploadDocuments = own(
    new UploadDocuments(deps.pageChanged, {
      report: (jobId) => runner.reportText(jobId),
      rule: explanation,
    }),
  );
  const runner = new Runner(context, problems, documents, later);
  const parts: UploadParts = { context, problems, documents, runner, memory };

  registerUploadCommands(parts);
  registerUploadMany(parts);
  registerUploadAgain(parts);
  own(registerCheck(parts));
  registerJobCommands(parts);
  registerFindRefused(parts);
  registerProblemCommands(deps.commands, problems, documents);
  registerExport(deps.commands, problems);
  registerFixFile(deps.commands, problems);
  own(Fixes.register(problems));
  const rows = own(new UploadsRows(context, events));
  own(new UploadStatus(events));
  own(pauseOnSignOut(context, events));

  return {
    rows,
    textOf: (page) => documents.textOf(page),
    drop: new Drop(parts),
    followLink: (uri) => followLink(parts, uri),
    resolveTask: (task) => resolveTask(parts, task),
    jobsOf: (account) => jobsOf(events.engine(), account),
    forget: (account, segmentIds) =>
      forgetUploads({ engine: events.engine(), memory, later }, account, segmentIds),
    lists: {
      refuseBusy: async ({ origin }, segmentId) => events.engine().refuseBusy(origin, segmentId),
      empty: ({ origin }, segmentId, clear) => events.engine().emptyList(origin, segmentId, clear),
      changed: ({ origin }, segmentId) => events.engine().segmentChanged(origin, segmentId),
    },
  };
}
