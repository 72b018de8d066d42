import {
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type Task,
  type Uri,
} from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import { explainRule } from '../../app/repair/ruleTexts';
import type { UploadLocks } from '../../app/segments/access';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import type { StateFolder } from '../../app/stateFolderSetting';
import { choicesOfJob } from '../../app/uploads/choices/jobChoices';
import { Drafts } from '../../app/uploads/draft/drafts';
import { forgetUploads, jobsOfAccount } from '../../app/uploads/forgetUploads';
import { JobEvents } from '../../app/uploads/jobEvents';
import { choicesOfKept, requireKept } from '../../app/uploads/page/keptDraft';
import { Pairings } from '../../app/uploads/pairings/pairings';
import { pauseOnSignOut } from '../../app/uploads/pauseOnSignOut';
import { recordUpload } from '../../app/uploads/recordUpload';
import type { ReplacedFile } from '../../app/uploads/replacedFile';
import { requireAccountOfJob } from '../../app/uploads/requireJob';
import { ScheduledReadings } from '../../app/uploads/scheduledReadings';
import { isUndoable } from '../../app/uploads/undoUpload';
import { Upload, type OpenUpload } from '../../app/uploads/upload';
import type { Uploads } from '../../upload/contract';
import type { JobSummary } from '../../upload/jobTypes';
import type { Commands } from '../base/command';
import { editorFiles } from '../base/editorFiles';
import { FOCUSED_UPLOAD, rowsInFocus } from '../base/focusedRow';
import { toggleFocusedRowTwice } from '../base/toggleFocusedRow';
import { UploadDocuments } from '../base/uploadDocuments';
import { accountOf } from '../panels/panel';
import { registerExport } from '../problems/exportCommand';
import { registerFixFile } from '../problems/fixFileCommand';
import { registerProblemCommands } from '../problems/problemCommands';
import { Problems } from '../problems/problems';
import { QuickFixes } from '../problems/quickFixes';
import { RowFixes } from '../problems/rowFixes';
import type { SegmentsView } from '../segments/registerSegments';
import type { SegmentPanels } from '../segments/segmentPanels';
import { BatchRunner } from './batchRunner';
import { CheckCommand } from './commands/checkCommand';
import { registerDeleteRecords } from './commands/deleteRecords';
import { DropController } from './commands/dropFiles';
import { registerFindRejected } from './commands/findRejectedCommand';
import { followLink } from './commands/followLink';
import { jobCommandAdder } from './commands/jobCommand';
import { JobCommands } from './commands/jobCommands';
import { registerJobFileCommands } from './commands/jobFileCommands';
import { registerOpenReportFile } from './commands/openReportFileCommand';
import { registerUndo } from './commands/undoCommand';
import { registerUploadCommands } from './commands/uploadCommands';
import { UploadMany } from './commands/uploadMany';
import { resolveTask } from './commands/uploadTask';
import { DraftHost } from './page/draftHost';
import { JobHost } from './page/jobHost';
import { PageSegments } from './page/pageSegments';
import { PreviousActions } from './page/previousActions';
import { ReportHost } from './page/reportHost';
import { RowActions } from './page/rowActions';
import { UploadPages, type RowActionsOf } from './page/uploadPages';
import { registerPairings } from './pairings/registerPairings';
import { TeamPairings } from './pairings/teamPairings';
import { Runner } from './runner';
import { Uploader } from './uploader';
import { UploadKeys } from './uploadKeys';
import { FileCodeLenses } from './view/fileCodeLenses';
import { UploadStatus } from './view/statusBar';
import { UploadsHeader } from './view/uploadsHeader';
import { UploadsTreeProvider, type UploadsTree } from './view/uploadsTree';

/** The uploads as the rest of the window uses them. */
export type UploadsUi = ReturnType<typeof registerUploads>;

/**
 * Registers the upload commands, view, pages and quick fixes. Sends no request and calls
 * `createEngine` only once an engine is needed. `pageChanged` makes the editor request a page's
 * text again, and `lensesChanged` the lenses of all files. `view`: the picker, selection and recent segments of the Segments view.
 */
export function registerUploads(
  {
    extensionUri,
    subscriptions,
    globalState,
  }: Pick<ExtensionContext, 'extensionUri' | 'subscriptions' | 'globalState'>,
  {
    stateFolder,
    accounts,
    segments,
    audiences,
    history,
    commands,
    log,
    view,
    engine: createEngine,
    tree,
    createSegment,
    pageChanged,
    lensesChanged,
    jobChanged,
  }: {
    stateFolder: StateFolder;
    accounts: Accounts;
    segments: SegmentList;
    audiences: AudienceList;
    history: History;
    commands: Commands;
    log: LogOutputChannel;
    view: () => Pick<SegmentsView, 'pick' | 'pickSeveral' | 'chosen' | 'recent'>;
    engine: () => Uploads;
    tree: UploadsTree;
    createSegment: SegmentPanels['create'];
    pageChanged: (uri: Uri) => void;
    lensesChanged: () => void;
    /** For the pages of segments. */
    jobChanged: (jobId: string) => void;
  },
) {
  const own = <T extends Disposable>(item: T): T => {
    subscriptions.push(item);
    return item;
  };
  const events = own(new JobEvents(createEngine));
  const { engine } = events;
  const problems = own(new Problems());
  const teamPairings = own(new TeamPairings(log));
  const pairings = new Pairings(globalState, (uri) => teamPairings.of(uri));
  own(teamPairings.onDidChange(() => pairings.sharedChanged()));
  const scheduled = own(new ScheduledReadings(globalState, accounts, history));
  const documents = own(new UploadDocuments(pageChanged, explainRule));
  const openUpload: OpenUpload = (jobId, account, begin) =>
    new Upload(
      jobId,
      account,
      accounts,
      engine,
      (...ended) => recordUpload(...ended, history, scheduled),
      begin,
    );
  const drafts = new Drafts(
    accounts,
    segments,
    audiences,
    history,
    pairings,
    engine,
    editorFiles,
    openUpload,
  );
  const runner = new Runner(accounts, segments, engine, view, problems, (jobId) =>
    pages.isVisible(jobId),
  );
  const batches = new BatchRunner(accounts, engine, runner, openUpload, (jobIds) =>
    pages.isVisible(...jobIds),
  );
  const uploader: Uploader = new Uploader(
    accounts,
    drafts,
    view,
    problems,
    () => pages,
    runner,
    batches,
  );
  const fixes = new RowFixes(problems, documents);
  const rowActionsFor =
    (reveal: () => void): RowActionsOf =>
    (uris, list) =>
      new RowActions(problems, fixes, uris, reveal, list);
  const reportUpload = (error: unknown): void => commands.report(error, 'uploadCsv');
  const reported = <T>(ended: Promise<T>): Promise<T> =>
    ended.catch((error: unknown) => {
      reportUpload(error);
      throw error;
    });
  const canUndo = (job: JobSummary, all: readonly JobSummary[]): Promise<boolean> =>
    isUndoable(engine(), job, all, (uri) => editorFiles.stampOf(uri));
  const putBack = async (previous: ReplacedFile, replaced: JobSummary): Promise<void> => {
    // Of the page that it is pressed on: the earlier upload may be of another session.
    const account = await requireAccountOfJob(accounts, replaced, 'uploadCsv');
    await uploader.upload(choicesOfJob(await engine().planOf(previous.jobId), account));
  };
  const chooser = (): PageSegments =>
    new PageSegments(accounts, segments, history, view(), createSegment);
  const sendLeftOut = async (draft: object): Promise<void> => {
    const { choices } = requireKept(choicesOfKept(draft, (key) => accounts.byKey(key)));
    // What it was to be done with was chosen for its segment.
    await uploader.upload(choices.into ? choices : { files: choices.files });
  };
  const pages: UploadPages = own(
    new UploadPages({ extensionUri }, accounts, commands, {
      drafts: (opened, page) =>
        new DraftHost(opened, page, chooser(), engine, problems, {
          proposed: (all) => drafts.proposed(all),
          previousOf: (draft) => new PreviousActions(draft, engine, pairings),
          rowActionsOf: rowActionsFor(() => page.reveal()),
          startUpload: (choices) => void uploader.upload(choices).catch(reportUpload),
          report: reportUpload,
        }),
      jobs: (jobIds, show, fail, reveal) =>
        new JobHost(
          jobIds,
          {
            ...{ events, accounts, segments, history, putBack, sendLeftOut },
            rowActionsOf: rowActionsFor(reveal),
            isUndoable: canUndo,
          },
          show,
          fail,
        ),
      report: (uri, show) => new ReportHost(uri, show),
      restore: async (lines) => {
        const keys = lines.flatMap(({ accountKey }) => accountKey ?? []);
        for (const key of new Set(keys)) await accountOf(accounts, key);
        const opened = await uploader.restore(lines);
        // No command waits for it any more.
        return { ...opened, run: (uploads) => reported(opened.run(uploads)) };
      },
    }),
  );
  const uploadMany = new UploadMany(commands, accounts, drafts, engine, uploader);

  registerUploadCommands(commands, accounts, view, drafts, uploader, uploadMany);
  own(new CheckCommand(commands, accounts, drafts, uploader, problems, fixes));
  registerUndo(commands, accounts, segments, engine, drafts, uploader);
  const addJobCommand = jobCommandAdder(commands, accounts, segments, engine);
  new JobCommands(
    addJobCommand,
    accounts,
    segments,
    engine,
    runner,
    batches,
    uploader,
    openUpload,
    stateFolder.path,
    (jobIds) => pages.openJobs(jobIds),
    (jobId) => pages.followJob(jobId),
  );
  registerJobFileCommands(addJobCommand, accounts, segments);
  registerDeleteRecords(addJobCommand, commands, engine);
  registerPairings(commands, pairings, teamPairings, accounts, segments, view);
  registerOpenReportFile(commands, (uri) => pages.openReport(uri));
  registerFindRejected(commands, accounts, segments, engine, problems);
  registerProblemCommands(commands, problems, documents);
  registerExport(commands, problems);
  registerFixFile(commands, problems);
  own(QuickFixes.register(problems));
  const treeProvider = own(
    new UploadsTreeProvider(tree, accounts, segments, events, canUndo, (uri) =>
      editorFiles.stampOf(uri),
    ),
  );
  const header = own(new UploadsHeader(tree, events, globalState));
  commands.followFocus(FOCUSED_UPLOAD, () =>
    rowsInFocus(tree.view, ({ jobId }) => jobId, toggleFocusedRowTwice),
  );
  own(new UploadStatus(events));
  own(events.onDidChange(jobChanged));
  const keys = own(new UploadKeys(events));
  const lenses = own(new FileCodeLenses(problems, pairings, accounts, segments, lensesChanged));
  own(pauseOnSignOut(accounts, events, log));

  return {
    /** For uploads that a language model proposes and the user confirms in the editor. */
    drafts,
    uploader,
    runner,
    treeProvider,
    /** Shows how many uploads are unfinished, by what is on disk. */
    showUnfinished: () => header.load(),
    /** To be told when uploads may have changed without an event. */
    keys,
    lenses,
    /** For panels that the editor restores. */
    pages,
    /** The text of a page, also after a reload of the window. */
    textOf: (page: Uri) => documents.textOf(page),
    /** For the Segments view: files dropped on a segment. */
    drop: new DropController(commands, uploader),
    followLink: (uri: Uri) =>
      followLink(uri, accounts, segments, uploader).catch((error: unknown) =>
        commands.report(error, 'link'),
      ),
    resolveTask: (task: Task) => resolveTask(task, drafts, uploader, accounts, segments),
    /** Where files of a name go; for hints about a file. */
    pairings,
    /** All jobs of an account, including those that were only planned. */
    jobsOf: (account: AccountHandle) => jobsOfAccount(engine(), account),
    leftSince: ({ origin }: AccountHandle, segmentId: string) =>
      engine().updates.leftSince(origin, segmentId),
    forget: (account: AccountHandle, segmentIds: readonly string[]) =>
      forgetUploads(engine(), pairings, scheduled, account, segmentIds),
    lists: {
      requireIdle: async ({ origin }, segmentId) => engine().assertNotBusy(origin, segmentId),
      clear: ({ origin }, segmentId, clear) => engine().clearList(origin, segmentId, clear),
      forget: ({ origin }, segmentIds) => engine().recordSegmentChanges(origin, segmentIds),
    } satisfies UploadLocks,
  };
}
