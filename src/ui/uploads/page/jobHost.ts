import { t } from '@vscode/l10n';
import { commands, env, Uri, window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { History } from '../../../app/segments/history';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { findLaterUpload, hasEnded, isUnderWay } from '../../../app/uploads/jobState';
import { jobModel } from '../../../app/uploads/page/jobPage';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import { byRuleOf } from '../../../app/uploads/plan/planProblems';
import { findReplacedFile, type ReplacedFile } from '../../../app/uploads/replacedFile';
import { reportDocument, reportJson } from '../../../app/uploads/reportDocument';
import { requireJob } from '../../../app/uploads/requireJob';
import { accountOfJob, namesOfJob } from '../../../app/uploads/target';
import { findUndo, undoneUpload } from '../../../app/uploads/undoUpload';
import { DisposableOwner } from '../../../common/disposableOwner';
import { fileNames } from '../../../common/fileName';
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

/** The host's side of an upload's page: its progress, then its report. */
export class JobHost extends DisposableOwner implements PageHost {
  private readonly drawing = new Throttle(DRAW_EVERY, () => this.redraw());
  private ticking: NodeJS.Timeout | undefined;
  private plan: Plan | undefined;
  private listed?: ListedRows;
  private canUndo = false;
  /** Of a Replace that has ended. */
  private replacedFile?: ReplacedFile;
  private searched = false;
  /** When the current run began, or was first seen, and what was answered by then. */
  private pace?: { at: number; answered: number };

  constructor(
    private readonly jobId: string,
    private readonly events: JobEvents,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: Pick<History, 'of' | 'onDidChange'>,
    private readonly rowActionsOf: RowActionsOf,
    /** Opens the page that puts an earlier upload's file back. */
    private readonly putBack: (file: ReplacedFile, replaced: JobSummary) => Promise<void>,
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
    this.register(
      history.onDidChange(
        ({ segmentId }) => void (segmentId === this.job?.target.segmentId && this.drawing.call()),
      ),
    );
    this.register({ dispose: () => clearInterval(this.ticking) });
  }

  /** Also of other uploads to its segment. */
  private follow(jobId: string): void {
    const { job } = this;
    const { target } = this.events.engine().job(jobId) ?? {};
    if (jobId === this.jobId || target?.segmentId === job?.target.segmentId) this.drawing.call();
  }

  get title(): string {
    const names = fileNames(this.job?.files ?? []).forTree();
    return names ? t('Upload {0}', names) : t('Upload');
  }

  private get job(): JobSummary | undefined {
    return this.events.engine().job(this.jobId);
  }

  async draw(): Promise<void> {
    const engine = this.events.engine();
    const job = await requireJob(engine, this.jobId, 'openReport');
    this.tick(job);
    this.pace = isUnderWay(job)
      ? (this.pace ?? { at: Date.now(), answered: job.progress.callsDone })
      : undefined;
    if (hasEnded(job) && !this.searched) {
      this.searched = true;
      void this.findPrevious(job);
    }
    void this.findUndo(job);
    this.plan ??= await engine.planOf(this.jobId).catch(() => undefined);
    const account = accountOfJob(this.accounts, job.target);
    const entries = account
      ? await this.history.of(account, job.target.segmentId).catch(() => [])
      : [];
    const undone = job.undoes === undefined ? undefined : engine.job(job.undoes);
    if (this.disposed) return;
    this.show(
      jobModel({
        job,
        plan: this.plan,
        requests: engine.requests(this.jobId),
        names: namesOfJob(this.accounts, this.segments, job.target),
        account,
        readings: entries.flatMap((entry) => readSize(entry) ?? []),
        unnamed: Math.max(0, (job.report?.refused ?? 0) - engine.serverFindings(this.jobId).length),
        lacksRows: !this.rowActionsFor(job).hasRows,
        pace: this.pace,
        replacedFile: this.replacedFile,
        laterUpload: findLaterUpload(engine, job),
        canUndo: this.canUndo,
        undo: findUndo(job, engine.jobs()),
        undone: undone && undoneUpload(undone),
        listed: this.listed,
        now: Date.now(),
      }),
    );
  }

  async press(action: UploadAction, value: string | undefined): Promise<void> {
    const { job } = this;
    if (!job) return;
    const run = async (name: string, ...args: unknown[]): Promise<void> => {
      await commands.executeCommand(`criteoAudiences.${name}`, ...args);
    };
    const node: JobNode = { kind: 'job', jobId: this.jobId };
    switch (action) {
      case 'cancel':
        return run('cancelUpload', node);
      case 'tryNow':
        return this.events.engine().retryNow(this.jobId);
      case 'resume':
        return run('resumeUpload', node);
      case 'startOver':
        return run('startOver', node);
      case 'putBack':
        return this.putBackUnchanged(job);
      case 'undo':
        return run('undoUpload', node);
      case 'signIn':
        return run('signIn');
      case 'findRejected':
        return run('findRefusedRows', node);
      case 'copyAsTask':
        return run('copyAsTask', node);
      case 'copyAsCommand':
        return run('copyAsCommand', node);
      case 'copyReport':
        return this.copy(this.markdown(job));
      case 'copyReportJson':
        return this.copy(job.report && reportJson(job.report));
      case 'showSegment':
        return this.showSegment(job);
      case 'openFile':
        return openFile(job.files.find(({ uri }) => uri === value)?.uri);
      default:
        await this.rowActionsFor(job).run(action, value);
    }
  }

  private rowActionsFor({ files }: JobSummary): RowActions {
    const uris = files.map(({ uri }) => Uri.parse(uri));
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

  private markdown(job: JobSummary): string {
    if (!job.report) return '';
    const names = namesOfJob(this.accounts, this.segments, job.target);
    return reportDocument(job.report, job, names, this.plan ? byRuleOf(this.plan) : []);
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
  private tick(job: JobSummary): void {
    const changes = isUnderWay(job) || job.elsewhere;
    if (changes && !this.disposed) this.ticking ??= setInterval(() => void this.poll(), TICK);
    else {
      clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }

  private async poll(): Promise<void> {
    if (this.job?.elsewhere)
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
