import { t } from '@vscode/l10n';
import { commands, env, Uri, window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { History } from '../../../app/segments/history';
import type { SegmentList } from '../../../app/segments/segmentList';
import { batchJobsModel } from '../../../app/uploads/batch/batchJobsPage';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { filesLeftOut, leftOutList, leftOutOf } from '../../../app/uploads/leftOutFiles';
import { jobModel } from '../../../app/uploads/page/jobPage';
import type { JobPageInput } from '../../../app/uploads/page/jobPageFacts';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import { byRuleOf } from '../../../app/uploads/plan/planProblems';
import { findReplacedFile, type ReplacedFile } from '../../../app/uploads/replacedFile';
import { reportDocument, reportJson } from '../../../app/uploads/reportDocument';
import { requireJob } from '../../../app/uploads/requireJob';
import {
  figuresOf,
  findLaterUpload,
  hasEnded,
  isInProgress,
  isUnderWay,
} from '../../../app/uploads/standing';
import { accountOfJob, namesOfJob } from '../../../app/uploads/target';
import { findUndo, undoneUpload } from '../../../app/uploads/undoUpload';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Failure } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import { present } from '../../../common/records';
import { Throttle } from '../../../common/throttle';
import type { JobSummary } from '../../../upload/jobTypes';
import { readSize } from '../../../upload/segmentSize';
import type { Plan } from '../../../upload/uploadTypes';
import type { UploadAction, UploadModel } from '../../../webview/uploadModel';
import type { JobNode } from '../view/jobNode';
import type { PageHost } from './pageHost';
import type { RowActions } from './rowActions';
import type { RowActionsOf } from './uploadPages';

/** Milliseconds. */
const DRAW_EVERY = 200;
const TICK = 1000;
/** Until then, uploads that were just sent are about to be queued. */
const QUEUED_WITHIN = 5000;

/** Presses that are a command on the uploads, or on the only one. */
const COMMANDS: Partial<Record<UploadAction, string>> = {
  cancel: 'cancelUpload',
  resume: 'resumeUpload',
  startOver: 'startOver',
  undo: 'undoUpload',
  findRejected: 'findRefusedRows',
  copyAsTask: 'copyAsTask',
  copyAsCommand: 'copyAsCommand',
};

/** The host's side of the page of an upload, or of several that were sent together: progress, then reports. */
export class JobHost extends DisposableOwner implements PageHost {
  private readonly drawing = new Throttle(DRAW_EVERY, () => this.redraw());
  private readonly plans = new Map<string, Plan | undefined>();
  private ticking: NodeJS.Timeout | undefined;
  private readonly openedAt = performance.now();
  private listed?: ListedRows;
  private canUndo = false;
  /** Of a Replace that has ended. */
  private replacedFile?: ReplacedFile;
  private searched = false;
  /** When the current run began, or was first seen, and what was answered by then. */
  private pace?: { at: number; answered: number };

  constructor(
    private readonly jobIds: readonly string[],
    private readonly events: JobEvents,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: Pick<History, 'of' | 'onDidChange'>,
    private readonly rowActionsOf: RowActionsOf,
    /** Opens the page that puts an earlier upload's file back. */
    private readonly putBack: (file: ReplacedFile, replaced: JobSummary) => Promise<void>,
    /** Opens the page of an upload as it was when it was left out. */
    private readonly sendLeftOut: (draft: object) => Promise<void>,
    /** Whether to offer to undo an upload. */
    private readonly isUndoable: (job: JobSummary, all: readonly JobSummary[]) => Promise<boolean>,
    /** Sends a model to the page. */
    private readonly show: (model: UploadModel) => void,
    /** Shows why there is nothing to show. */
    private readonly fail: (error: unknown) => void,
  ) {
    super();
    this.register(events.onDidChange((changed) => this.follow(changed)));
    this.register(accounts.onDidChange(() => this.drawing.call()));
    this.register(segments.onDidChange(() => this.drawing.call()));
    this.register(history.onDidChange(({ segmentId }) => this.followSegment(segmentId)));
    const late = setTimeout(() => jobIds.length > 1 && this.redraw(), QUEUED_WITHIN);
    this.register({
      dispose: () => {
        clearTimeout(late);
        clearInterval(this.ticking);
      },
    });
  }

  /** Also of other uploads to its segment. */
  private follow(jobId: string): void {
    if (this.jobIds.includes(jobId)) this.drawing.call();
    else this.followSegment(this.events.engine().job(jobId)?.target.segmentId);
  }

  private followSegment(segmentId: string | undefined): void {
    if (this.jobs.some(({ target }) => target.segmentId === segmentId)) this.drawing.call();
  }

  get title(): string {
    const names = fileNames(this.files).forTree();
    return names ? t('Upload {0}', names) : t('Upload');
  }

  /** Those that weren't deleted. */
  private get jobs(): JobSummary[] {
    const engine = this.events.engine();
    return this.jobIds.flatMap((jobId) => engine.job(jobId) ?? []);
  }

  private get files(): { uri: string }[] {
    const uris = new Set(this.jobs.flatMap(({ files }) => files.map(({ uri }) => uri)));
    return [...uris].map((uri) => ({ uri }));
  }

  async draw(): Promise<void> {
    const jobs = await this.requireJobs();
    const isJustSent = performance.now() - this.openedAt < QUEUED_WITHIN;
    if (this.jobIds.length > 1 && isJustSent && jobs.every(({ state }) => state === 'planned'))
      return;
    this.tick(jobs.some(isInProgress));
    const { answered } = figuresOf(jobs);
    this.pace = jobs.some(isUnderWay) ? (this.pace ?? { at: Date.now(), answered }) : undefined;
    const inputs = await Promise.all(jobs.map((job) => this.inputOf(job)));
    const details = this.jobIds.length === 1 ? await this.detailsOf(jobs[0]) : {};
    if (this.disposed) return;
    this.show(
      this.jobIds.length === 1
        ? jobModel({ ...inputs[0], ...details, pace: this.pace })
        : batchJobsModel({
            jobs: inputs,
            leftOut: leftOutOf(jobs, this.events.engine().jobs()),
            pace: this.pace,
            hasProblems: this.rowActions.hasRows,
            now: Date.now(),
          }),
    );
  }

  /** Rejects with `Failure` 'unknown-job' if none is left. */
  private async requireJobs(): Promise<JobSummary[]> {
    const engine = this.events.engine();
    if (this.jobIds.length === 1) return [await requireJob(engine, this.jobIds[0], 'openReport')];
    if (this.jobs.length === 0) await engine.refresh();
    if (this.jobs.length > 0) return this.jobs;
    throw new Failure('unknown-job', t('The records of these uploads were deleted.'), 'upload');
  }

  private async inputOf(job: JobSummary): Promise<JobPageInput> {
    const engine = this.events.engine();
    const { jobId, target } = job;
    if (!this.plans.get(jobId))
      this.plans.set(jobId, await engine.planOf(jobId).catch(() => undefined));
    return {
      job,
      plan: this.plans.get(jobId),
      requests: engine.requests(jobId),
      names: namesOfJob(this.accounts, this.segments, target),
      account: accountOfJob(this.accounts, target),
      readings: [],
      unnamed: Math.max(0, (job.report?.refused ?? 0) - engine.serverFindings(jobId).length),
      now: Date.now(),
    };
  }

  /** What only the page of a single upload shows. */
  private async detailsOf(job: JobSummary): Promise<Partial<JobPageInput>> {
    const engine = this.events.engine();
    if (hasEnded(job) && !this.searched) {
      this.searched = true;
      void this.findPrevious(job);
    }
    void this.findUndo(job);
    const account = accountOfJob(this.accounts, job.target);
    const entries = account
      ? await this.history.of(account, job.target.segmentId).catch(() => [])
      : [];
    const undone = job.undoes === undefined ? undefined : engine.job(job.undoes);
    return {
      readings: entries.flatMap((entry) => readSize(entry) ?? []),
      lacksRows: !this.rowActions.hasRows,
      replacedFile: this.replacedFile,
      laterUpload: findLaterUpload(engine, job),
      canUndo: this.canUndo,
      undo: findUndo(job, engine.jobs()),
      undone: undone && undoneUpload(undone),
      listed: this.listed,
      ...(!job.batch && { leftOut: leftOutOf([job], engine.jobs()) }),
    };
  }

  async press(action: UploadAction, value: string | undefined): Promise<void> {
    const [job] = this.jobs;
    if (!job) return;
    const run = async (name: string, ...args: unknown[]): Promise<void> => {
      await commands.executeCommand(`criteoAudiences.${name}`, ...args);
    };
    const { jobIds } = this;
    const [jobId] = jobIds;
    const command = COMMANDS[action];
    const node: JobNode = { kind: 'job', jobId, ...(jobIds.length > 1 && { jobIds }) };
    if (command) return run(command, node);
    switch (action) {
      case 'tryNow':
        return this.events.engine().retryNow(jobId);
      case 'putBack':
        return this.putBackUnchanged(job);
      case 'sendLeftOut': {
        const file = filesLeftOut(this.jobs).at(Number(value));
        return file && this.sendLeftOut(file.draft);
      }
      case 'signIn':
        return run('signIn');
      case 'copyReport':
        return this.copy(this.markdown());
      case 'copyReportJson':
        return this.copy(job.report && reportJson(job.report));
      case 'showSegment':
        return this.showSegment(job);
      case 'openUpload':
        return run('openReport', { kind: 'job', jobId: value });
      case 'showProblems':
        return void (await commands.executeCommand('workbench.actions.view.problems'));
      case 'openFile':
        return openFile(job.files.find(({ uri }) => uri === value)?.uri);
      default:
        await this.rowActions.run(action, value);
    }
  }

  private get rowActions(): RowActions {
    const uris = this.files.map(({ uri }) => Uri.parse(uri));
    return this.rowActionsOf(uris, (rows) => {
      this.listed = rows;
      this.redraw();
    });
  }

  /** Draws again with what filled the segment before: finding it reads a whole file. */
  private async findPrevious(job: JobSummary): Promise<void> {
    this.replacedFile = await findReplacedFile(this.events.engine(), job).catch(() => undefined);
    if (this.replacedFile) this.redraw();
  }

  /** Draws again if what it may take changed: it depends on files, and on what else changes the segment. */
  private async findUndo(job: JobSummary): Promise<void> {
    const canUndo = await this.isUndoable(job, this.events.engine().jobs());
    if (canUndo === this.canUndo) return;
    this.canUndo = canUndo;
    this.redraw();
  }

  /** The file may have changed since the page was drawn: then the page says so. */
  private async putBackUnchanged(job: JobSummary): Promise<void> {
    await this.findPrevious(job);
    if (this.replacedFile?.isUnchanged) await this.putBack(this.replacedFile, job);
  }

  /** The reports, one after the other. */
  private markdown(): string {
    const reports = this.jobs.map((job) => {
      const plan = this.plans.get(job.jobId);
      const names = namesOfJob(this.accounts, this.segments, job.target);
      return job.report && reportDocument(job.report, job, names, plan ? byRuleOf(plan) : []);
    });
    const notSent = this.jobIds.length > 1 && leftOutList(filesLeftOut(this.jobs), '#');
    return present([notSent && `${notSent}\n`, ...reports]).join('\n');
  }

  private async copy(text: string | undefined): Promise<void> {
    if (!text) return;
    await env.clipboard.writeText(text);
    window.setStatusBarMessage(t('Copied to the clipboard.'), 3000);
  }

  private async showSegment({ target }: JobSummary): Promise<void> {
    const account = accountOfJob(this.accounts, target);
    const segment = account && this.segments.find(account, target.segmentId);
    if (segment)
      await commands.executeCommand('criteoAudiences.showStatistics', {
        kind: 'segment',
        account,
        segment,
      });
  }

  private redraw(): void {
    if (!this.disposed) void this.draw().catch(this.fail);
  }

  /** While it isn't over, waits count down, and an upload in another window sends no events. */
  private tick(changes: boolean): void {
    if (changes && !this.disposed) this.ticking ??= setInterval(() => void this.poll(), TICK);
    else {
      clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }

  private async poll(): Promise<void> {
    if (this.jobs.some(({ elsewhere }) => elsewhere))
      // If the disk can't be read, the next poll tries again.
      await this.events
        .engine()
        .refresh()
        .catch(() => undefined);
    this.drawing.call();
  }
}

async function openFile(uri: string | undefined): Promise<void> {
  if (uri !== undefined) await commands.executeCommand('vscode.open', Uri.parse(uri));
}
