import {
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type Task,
  type Uri,
} from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { explainRule } from '../../app/repair/ruleTexts';
import type { Lists } from '../../app/segments/access';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import { Drafts } from '../../app/uploads/draft/drafts';
import { forgetUploads, jobsOfAccount } from '../../app/uploads/forgetUploads';
import { JobEvents } from '../../app/uploads/jobEvents';
import { Pairings } from '../../app/uploads/pairings';
import { pauseOnSignOut } from '../../app/uploads/pauseOnSignOut';
import { recordUpload } from '../../app/uploads/recordUpload';
import { ScheduledReadings } from '../../app/uploads/scheduledReadings';
import { Upload, type OpenUpload } from '../../app/uploads/upload';
import type { Uploads } from '../../upload/contract';
import type { Commands } from '../base/command';
import { editorFiles } from '../base/editorFiles';
import { UploadDocuments } from '../base/uploadDocuments';
import { registerExport } from '../problems/exportCommand';
import { registerFixFile } from '../problems/fixFileCommand';
import { registerProblemCommands } from '../problems/problemCommands';
import { Problems } from '../problems/problems';
import { QuickFixes } from '../problems/quickFixes';
import type { SegmentsView } from '../segments/registerSegments';
import { DraftQuestions } from './askDraft';
import { CheckCommand } from './commands/checkCommand';
import { DropController } from './commands/dropFiles';
import { registerFindRejected } from './commands/findRejectedCommand';
import { followLink } from './commands/followLink';
import { JobCommands } from './commands/jobCommands';
import { registerUploadCommands } from './commands/uploadCommands';
import { UploadMany } from './commands/uploadMany';
import { resolveTask } from './commands/uploadTask';
import { Runner } from './runner';
import { UploadStatus } from './view/statusBar';
import { UploadsTreeProvider, type UploadsTree } from './view/uploadsTree';

/** The uploads as the rest of the window uses them. */
export type UploadsUi = ReturnType<typeof registerUploads>;

/**
 * Registers the upload commands, view, pages and quick fixes. Sends no request and calls
 * `createEngine` only once an engine is needed. `pageChanged` makes the editor request a page's
 * text again. `view`: the picker, selection and recent segments of the Segments view.
 */
export function registerUploads(
  {
    subscriptions,
    globalState,
    globalStorageUri,
  }: Pick<ExtensionContext, 'subscriptions' | 'globalState' | 'globalStorageUri'>,
  {
    accounts,
    segments,
    history,
    commands,
    log,
    view,
    engine: createEngine,
    tree,
    pageChanged,
  }: {
    accounts: Accounts;
    segments: SegmentList;
    history: History;
    commands: Commands;
    log: LogOutputChannel;
    view: () => Pick<SegmentsView, 'pick' | 'chosen' | 'recent'>;
    engine: () => Uploads;
    tree: UploadsTree;
    pageChanged: (uri: Uri) => void;
  },
) {
  const own = <T extends Disposable>(item: T): T => {
    subscriptions.push(item);
    return item;
  };
  const events = own(new JobEvents(createEngine));
  const { engine } = events;
  const problems = own(new Problems());
  const pairings = new Pairings(globalState);
  const scheduled = own(new ScheduledReadings(globalState, accounts, history));
  const documents: UploadDocuments = own(
    new UploadDocuments(pageChanged, {
      report: (jobId) => runner.reportText(jobId),
      rule: explainRule,
    }),
  );
  const openUpload: OpenUpload = (jobId, account, begin) =>
    new Upload(
      jobId,
      account,
      accounts,
      engine,
      (...ended) => recordUpload(...ended, history, scheduled),
      begin,
    );
  const drafts = new Drafts(accounts, segments, history, pairings, engine, editorFiles, openUpload);
  const runner = new Runner(accounts, segments, engine, view, problems, documents);
  const questions = new DraftQuestions(accounts, drafts, view, problems, documents, runner);
  const uploadMany = new UploadMany(commands, accounts, drafts, engine, questions, runner);

  registerUploadCommands(commands, accounts, view, drafts, questions, uploadMany);
  own(new CheckCommand(commands, accounts, drafts, questions, problems, documents));
  new JobCommands(
    commands,
    accounts,
    segments,
    engine,
    runner,
    questions,
    openUpload,
    globalStorageUri.fsPath,
  );
  registerFindRejected(commands, accounts, segments, engine, problems);
  registerProblemCommands(commands, problems, documents);
  registerExport(commands, problems);
  registerFixFile(commands, problems);
  own(QuickFixes.register(problems));
  const treeProvider = own(new UploadsTreeProvider(tree, accounts, segments, events));
  own(new UploadStatus(events));
  own(pauseOnSignOut(accounts, events, log));

  return {
    /** For uploads that a language model proposes and the user confirms in the editor. */
    drafts,
    questions,
    runner,
    treeProvider,
    /** The text of a page, also after a reload of the window. */
    textOf: (page: Uri) => documents.textOf(page),
    /** For the Segments view: files dropped on a segment. */
    drop: new DropController(commands, questions),
    followLink: (uri: Uri) =>
      followLink(uri, accounts, segments, questions).catch((error: unknown) =>
        commands.report(error, 'link'),
      ),
    resolveTask: (task: Task) => resolveTask(task, drafts, questions, accounts, segments),
    /** All jobs of an account, including those that were only planned. */
    jobsOf: (account: AccountHandle) => jobsOfAccount(engine(), account),
    forget: (account: AccountHandle, segmentIds: readonly string[]) =>
      forgetUploads(engine(), pairings, scheduled, account, segmentIds),
    lists: {
      requireIdle: async ({ origin }, segmentId) => engine().assertNotBusy(origin, segmentId),
      clear: ({ origin }, segmentId, clear) => engine().clearList(origin, segmentId, clear),
      forget: ({ origin }, segmentIds) => engine().recordSegmentChanges(origin, segmentIds),
    } satisfies Lists,
  };
}
