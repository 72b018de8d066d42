import {
  type DataTransfer,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type Task,
  type Uri,
} from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import { explainRule } from '../../app/repair/ruleTexts';
import type { History } from '../../app/segments/history';
import type { Readings } from '../../app/segments/readings/readings';
import type { SegmentList } from '../../app/segments/segmentList';
import type { KeyValueStore } from '../../app/state';
import { choicesOfJob } from '../../app/uploads/choices/jobChoices';
import { Drafts } from '../../app/uploads/draft/drafts';
import { startOverByRecord } from '../../app/uploads/draft/startOverAlone';
import { forgetUploads, jobsOfAccount } from '../../app/uploads/forgetUploads';
import { JobEvents } from '../../app/uploads/jobEvents';
import { Pairings } from '../../app/uploads/pairings/pairings';
import { pauseOnSignOut } from '../../app/uploads/pauseOnSignOut';
import { SentUploads } from '../../app/uploads/plan/sentUploads';
import { ScheduledReadings } from '../../app/uploads/scheduledReadings';
import { isUndoable } from '../../app/uploads/undoUpload';
import { UploadOpener } from '../../app/uploads/upload';
import { namesFrom, namesIn } from '../../app/verify/verifyNames';
import { VerifyRecord } from '../../app/verify/verifyRecord';
import type { VerifiedSegment } from '../../app/verify/verifyTypes';
import { verifyOne } from '../../app/verify/verifyUploads';
import { fileOrCount } from '../../common/fileName';
import type { Uploads } from '../../upload/contract';
import type { Commands } from '../base/command';
import { editorFiles } from '../base/editorFiles';
import { FOCUSED_UPLOAD, rowsInFocus } from '../base/focusedRow';
import { toggleFocusedRowTwice } from '../base/toggleFocusedRow';
import { UploadDocuments } from '../base/uploadDocuments';
import { NightlyPairings } from '../nightly/nightlyPairings';
import { registerRunNightlyFile } from '../nightly/openNightly';
import { registerExport } from '../problems/exportCommand';
import { registerFixFile } from '../problems/fixFileCommand';
import { registerProblemCommands } from '../problems/problemCommands';
import { Problems } from '../problems/problems';
import { QuickFixes } from '../problems/quickFixes';
import { RowFixes } from '../problems/rowFixes';
import type { SegmentsView } from '../segments/registerSegments';
import type { SegmentPanels } from '../segments/segmentPanels';
import type { Node } from '../segments/treeItems';
import { BatchRunner } from './batchRunner';
import { registerAddToNightlyFile } from './commands/addToNightlyFile';
import { registerCancel, ResumeCommand } from './commands/cancelAndResume';
import { CheckCommand } from './commands/checkCommand';
import { registerCopyAsCommand } from './commands/copyAsCommand';
import { registerDeleteRecords } from './commands/deleteRecords';
import { dropFiles } from './commands/dropFiles';
import { registerFindRejected } from './commands/findRejectedCommand';
import { followLink } from './commands/followLink';
import { JobCommands } from './commands/jobCommands';
import { registerJobFileCommands } from './commands/jobFileCommands';
import { registerOpenReportFile } from './commands/openReportFileCommand';
import { StartOver } from './commands/startOver';
import { registerUndo } from './commands/undoCommand';
import { UploadCommands } from './commands/uploadCommands';
import { resolveTask } from './commands/uploadTask';
import { registerVerify, verifyNotices } from './commands/verifyWindow';
import { DraftHost } from './page/draftHost';
import { JobHost } from './page/jobHost';
import { PageDrafts } from './page/pageDrafts';
import type { HostedPage } from './page/pageHost';
import { PageSegments } from './page/pageSegments';
import { RowActions } from './page/rowActions';
import type { UploadSources } from './page/sentUpload';
import { UploadPages } from './page/uploadPages';
import { ManagePairings } from './pairings/managePairings';
import { registerRemovalCommands } from './removal/removalCommands';
import { RemovalHost } from './removal/removalHost';
import { RemovalsUi } from './removal/removalsUi';
import { windowRemovals } from './removal/windowRemovals';
import { ReportHost } from './reports/reportHost';
import { VerifyHost, type WindowVerify } from './reports/verifyHost';
import { Runner } from './runner';
import { Uploader } from './uploader';
import { UploadKeys } from './uploadKeys';
import { FileCodeLenses } from './view/fileCodeLenses';
import { registerOpenUploadRow } from './view/openUploadRow';
import { UploadStatus } from './view/statusBar';
import { UploadsHeader } from './view/uploadsHeader';
import { idOfNode, UploadsTreeProvider, type ShownBefore } from './view/uploadsTree';

/** What of the window uploads use. */
export interface UsedByUploads {
  readonly accounts: Accounts;
  readonly segments: SegmentList;
  readonly audiences: AudienceList;
  readonly history: History;
  readonly readings: Readings;
  readonly commands: Commands;
  readonly log: LogOutputChannel;
  /** The picker, selection and recent segments of the Segments view. */
  readonly view: Pick<SegmentsView, 'pick' | 'pickSeveral' | 'chosen' | 'recent'>;
  readonly panels: Pick<SegmentPanels, 'create' | 'show'>;
  /** Path of the folder for upload records. */
  readonly stateDir: string;
  readonly globalState: KeyValueStore;
}

/** The uploads as the rest of the window uses them. */
export type UploadsUi = ReturnType<typeof registerUploads>;

/**
 * Registers the upload commands, view, pages and quick fixes. Sends no request and calls
 * `createEngine` only once an engine is needed. `shown`: what of them the editor has already.
 */
export function registerUploads(
  { subscriptions, extension }: Pick<ExtensionContext, 'subscriptions' | 'extension'>,
  createEngine: () => Uploads,
  shown: ShownBefore,
  used: UsedByUploads,
) {
  const { accounts, segments, audiences, history, commands, log, view, panels, stateDir } = used;
  const own = <T extends Disposable>(item: T): T => {
    subscriptions.push(item);
    return item;
  };
  const events = own(new JobEvents(createEngine));
  const { engine } = events;
  const documents = own(new UploadDocuments(shown.pageChanged, explainRule));
  const nightly = own(new NightlyPairings(() => pairings.sharedChanged()));
  const pairings: Pairings = new Pairings(used.globalState, nightly);
  const problems = own(
    new Problems((uri, other) => pairings.areAlike(uri.toString(), other.toString())),
  );
  const fixes = new RowFixes(problems, documents);
  own(events.onDidChange((jobId) => engine().job(jobId) ?? problems.clearUpload(jobId)));
  const scheduled = own(new ScheduledReadings(used.globalState, accounts, history));
  const opener = new UploadOpener(accounts, segments, engine, history, scheduled);
  const drafts = new Drafts(accounts, segments, audiences, history, pairings, editorFiles, opener);
  opener.startOver = startOverByRecord(drafts, engine);
  const runner = new Runner(accounts, segments, view.recent, problems, opener);
  const batches = new BatchRunner(accounts, engine, runner);
  const sent = own(new SentUploads(events, stateDir, shown.sentChanged));
  const sizes = { history, sentTo: sent.to };
  const choosing = new PageSegments(accounts, segments, sizes, used.readings, view, panels);
  const pageDrafts = new PageDrafts(accounts, drafts, choosing, batches);
  const sources: UploadSources = {
    ...{ events, accounts, segments, history },
    isUndoable: (job, all) => isUndoable(engine(), job, all, (uri) => editorFiles.stampOf(uri)),
  };
  const verifying: WindowVerify = {
    ...{ accounts, events, history, sentTo: sent.to, named: namesFrom(segments) },
    jobs: (account) => jobsOfAccount(engine(), account),
    receipt: async (job) => job.report && opener.receipt(job, job.report),
    read: (account, segmentId) => used.readings.read(account, segmentId),
  };
  const rowsOf = (page: HostedPage): RowActions => new RowActions(problems, fixes, page);
  const pages = own(
    new UploadPages(extension, accounts, commands, pageDrafts, {
      drafts: (opened, page) =>
        new DraftHost(opened, page, choosing, engine, problems, pairings, rowsOf(page)),
      jobs: (jobIds, page, running) => new JobHost(jobIds, page, sources, rowsOf(page), running),
      report: (uri, page) => new ReportHost(uri, page, sources),
      verify: (state, page) => new VerifyHost(state, page, verifying),
      removal: ({ id, ...start }, page) =>
        new RemovalHost(id, start, page, removals, accounts, problems),
    }),
  );
  const { version } = extension.packageJSON as { version: string };
  const removals: RemovalsUi = own(
    new RemovalsUi(
      own(
        windowRemovals(
          { ...{ accounts, segments, audiences, history, engine, scheduled }, tool: version },
          stateDir,
        ),
      ),
      events,
      accounts,
      (id) => pages.isRemovalVisible(id),
    ),
  );
  own(opener.startedOver.event(({ from, to }) => pages.replaceJob(from, to)));
  const uploader = new Uploader(pageDrafts, pages, problems, runner);

  new UploadCommands(commands, accounts, view, drafts, engine, uploader);
  own(new CheckCommand(commands, accounts, drafts, uploader, problems, fixes));
  const jobs = new JobCommands(commands, accounts, segments, engine);
  registerUndo(jobs, drafts, uploader);
  registerCancel(jobs, engine, batches);
  const startOver = new StartOver(jobs, accounts, engine, uploader);
  new ResumeCommand(jobs, accounts, engine, runner, batches, pages, startOver);
  registerAddToNightlyFile(jobs, accounts, engine);
  registerRunNightlyFile(commands, accounts, segments, stateDir, ({ choices, ...more }) =>
    uploader.uploadSeveral(choices, false, { ...more, isEntry: true }),
  );
  registerCopyAsCommand(jobs, accounts, engine, stateDir);
  registerJobFileCommands(jobs, accounts, segments, pages, opener.receipt);
  registerFindRejected(jobs, accounts, engine, problems);
  registerDeleteRecords(jobs, engine);
  registerRemovalCommands(commands, accounts, removals, pages);
  registerOpenReportFile(commands, pages);
  registerVerify(commands, accounts, pages, verifying);
  own(verifyNotices(verifying, pages));
  new ManagePairings(commands, pairings, accounts, segments, view);
  registerProblemCommands(commands, problems, fixes);
  registerExport(commands, problems);
  registerFixFile(commands, problems);
  own(QuickFixes.register(problems));

  const { tree } = shown;
  const rows = own(
    new UploadsTreeProvider(tree, accounts, segments, events, removals, sources.isUndoable),
  );
  const header = own(new UploadsHeader(tree, events, removals, used.globalState));
  registerOpenUploadRow(commands, tree.view);
  commands.followFocus(FOCUSED_UPLOAD, () =>
    rowsInFocus(tree.view, idOfNode, toggleFocusedRowTwice),
  );
  const status = own(new UploadStatus(events));
  const keys = own(new UploadKeys(events));
  const lenses = own(
    new FileCodeLenses(problems, pairings, accounts, segments, events, shown.lensesChanged),
  );
  own(events.onDidChange(shown.jobChanged));
  own(pauseOnSignOut(accounts, events, log));

  return {
    events,
    /** For uploads that a language model proposes and the user confirms in the editor. */
    drafts,
    uploader,
    runner,
    rows,
    header,
    /** For the sizes of segments. */
    sent,
    status,
    /** To be told when uploads may have changed without an event. */
    keys,
    lenses,
    /** For panels that the editor restores. */
    pages,
    /** The texts of pages, also after a reload of the window. */
    documents,
    /** For the Segments view: files dropped on a segment. */
    drop: (target: Node | undefined, data: DataTransfer) =>
      dropFiles(target, data, commands, uploader),
    followLink: (uri: Uri) => followLink(uri, accounts, segments, uploader),
    resolveTask: (task: Task) => resolveTask(task, drafts, uploader, accounts),
    /** Where files of a name go; for hints about a file. */
    pairings,
    /** See `LazyUploads.fileOf`. */
    fileOf: (jobId: string) => {
      const files = events.ifMade?.job(jobId)?.files ?? [];
      return files.length === 0 ? undefined : fileOrCount(files);
    },
    /** All jobs of an account, including those that were only planned. */
    jobsOf: (account: AccountHandle) => jobsOfAccount(engine(), account),
    /** For the pages of segments. */
    verify: {
      // Each drawing would search anew for segments that are gone.
      of: (account: AccountHandle, segmentId: string) =>
        verifyOne({ ...verifying, named: namesIn(segments) }, account, segmentId),
      explain: (account: AccountHandle, segment: VerifiedSegment) =>
        new VerifyRecord(history).explain(account.key, segment),
      show: (account: AccountHandle) => pages.openVerify(account.key),
      again: async (account: AccountHandle, jobId: string) =>
        uploader.upload(choicesOfJob(await engine().planOf(jobId), account)),
    },
    forget: (account: AccountHandle, segmentIds: readonly string[]) =>
      forgetUploads(engine(), pairings, scheduled, account, segmentIds),
  };
}
