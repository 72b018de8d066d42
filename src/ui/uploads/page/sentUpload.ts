import { commands, Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { History } from '../../../app/segments/history';
import type { SegmentList } from '../../../app/segments/segmentList';
import { choicesOfJob } from '../../../app/uploads/choices/jobChoices';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import type { JobPageInput } from '../../../app/uploads/page/jobPageFacts';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import {
  readReceipt,
  readSizes,
  type Receipt,
  type ReceiptSources,
} from '../../../app/uploads/receipt/receipt';
import { findReplacedFile, type ReplacedFile } from '../../../app/uploads/replacedFile';
import { reportDocument } from '../../../app/uploads/report/reportDocument';
import { requireAccountOfJob } from '../../../app/uploads/requireJob';
import { hasEnded, laterUploadsOf } from '../../../app/uploads/standing';
import { accountOfJob, namesOfJob } from '../../../app/uploads/target';
import { findUndo, undoneUpload } from '../../../app/uploads/undoUpload';
import { present } from '../../../common/records';
import type { JobSummary } from '../../../upload/jobTypes';
import type { Plan } from '../../../upload/uploadTypes';
import type { UploadAction } from '../../../webview/uploadActions';
import { copyText } from '../../base/copyText';
import type { JobNode } from '../view/jobNode';
import type { HostedPage } from './pageHost';
import type { RowActions } from './rowActions';

/** Presses that are a command on an upload, or on several. */
export const UPLOAD_COMMANDS: Partial<Record<UploadAction, string>> = {
  cancel: 'criteoAudiences.cancelUpload',
  resume: 'criteoAudiences.resumeUpload',
  startOver: 'criteoAudiences.startOver',
  undo: 'criteoAudiences.undoUpload',
  findRejected: 'criteoAudiences.findRefusedRows',
  addToNightlyFile: 'criteoAudiences.addToNightlyFile',
  copyAsCommand: 'criteoAudiences.copyAsCommand',
  showSegment: 'criteoAudiences.showUploadSegment',
};

/** What uploads on a page are read from. */
export interface UploadSources {
  readonly events: JobEvents;
  readonly accounts: Accounts;
  readonly segments: SegmentList;
  readonly history: Pick<History, 'of' | 'onDidChange'>;
  /** Whether to offer to undo an upload. */
  isUndoable(job: JobSummary, all: readonly JobSummary[]): Promise<boolean>;
}

/** An upload that was sent, on its own page or among several: what is shown of it, and its presses. */
export class SentUpload {
  private plan: Plan | undefined;
  private sizes: ReturnType<typeof readSizes> | undefined;
  private listed?: ListedRows;
  private canUndo = false;
  /** Of a Replace that has ended. */
  private replacedFile?: ReplacedFile;
  private searched = false;

  constructor(
    readonly jobId: string,
    private readonly page: Pick<HostedPage, 'startUpload'>,
    private readonly sources: UploadSources,
    private readonly rows: RowActions,
    private readonly redraw: () => void,
  ) {}

  /** Undefined once its record was deleted. */
  get job(): JobSummary | undefined {
    return this.sources.events.engine().job(this.jobId);
  }

  /** Its segment may have another size now. */
  forgetReadings(): void {
    this.sizes = undefined;
  }

  /** `isOpen`: also what is found out by its files, which draws again. */
  async input(job: JobSummary, isOpen: boolean): Promise<JobPageInput> {
    const { accounts, segments, events } = this.sources;
    const { jobId } = this;
    const engine = events.engine();
    this.plan ??= await engine.planOf(jobId).catch(() => undefined);
    if (isOpen) {
      this.readFiles(job);
      // Another window may have read its size.
      this.sizes = undefined;
    }
    const later = laterUploadsOf(engine.jobs(), job);
    const undone = job.undoes === undefined ? undefined : engine.job(job.undoes);
    return {
      job,
      plan: this.plan,
      requests: engine.requests(jobId),
      names: namesOfJob(accounts, segments, job.target),
      account: accountOfJob(accounts, job.target),
      ...(await (this.sizes ??= readSizes(job, this.receiptSources))),
      unnamed: Math.max(0, (job.report?.refused ?? 0) - engine.serverFindings(jobId).length),
      lacksRows: !this.rows.hasRows(urisOf(job)),
      replacedFile: this.replacedFile,
      laterUpload: later.at(0),
      isCleared: later.some(({ cleared }) => cleared !== undefined),
      isExplained: wasExplained(job, engine.jobs()),
      canUndo: this.canUndo,
      undo: findUndo(job, engine.jobs()),
      undone: undone && undoneUpload(undone),
      listed: this.listed,
      now: Date.now(),
    };
  }

  /** Undefined until there is a report. */
  async receipt(): Promise<Receipt | undefined> {
    const { job } = this;
    return job?.report && readReceipt(job, job.report, this.receiptSources);
  }

  async press(action: UploadAction, value: string | undefined): Promise<void> {
    const { job, jobId } = this;
    if (!job) return;
    const node: JobNode = { kind: 'job', jobId };
    const command = UPLOAD_COMMANDS[action];
    if (command) return void (await commands.executeCommand(command, node));
    switch (action) {
      case 'tryNow':
        return this.sources.events.engine().retryNow(jobId);
      case 'putBack':
        return this.putBack(job);
      case 'copyReport':
        return copyReports([this]);
      case 'openFile':
        return this.openFile(job, value);
      default:
        this.list(await this.rows.run(urisOf(job), action, value));
    }
  }

  private list(rows: ListedRows | undefined): void {
    if (!rows) return;
    this.listed = rows;
    this.redraw();
  }

  private get receiptSources(): ReceiptSources {
    const { events, ...sources } = this.sources;
    return { ...sources, engine: events.engine() };
  }

  private readFiles(job: JobSummary): void {
    void this.findUndo(job);
    if (this.searched || !hasEnded(job)) return;
    this.searched = true;
    void this.findPrevious(job);
  }

  /** Draws again with what filled the segment before: finding it reads a whole file. */
  private async findPrevious(job: JobSummary): Promise<void> {
    const engine = this.sources.events.engine();
    this.replacedFile = await findReplacedFile(engine, job).catch(() => undefined);
    if (this.replacedFile) this.redraw();
  }

  /** Draws again if what it may take changed: it depends on files, and on what else changes the segment. */
  private async findUndo(job: JobSummary): Promise<void> {
    const canUndo = await this.sources.isUndoable(job, this.sources.events.engine().jobs());
    if (canUndo === this.canUndo) return;
    this.canUndo = canUndo;
    this.redraw();
  }

  /** The file may have changed since the page was drawn: then the page says so. */
  private async putBack(job: JobSummary): Promise<void> {
    await this.findPrevious(job);
    const file = this.replacedFile;
    if (!file?.isUnchanged) return;
    // Of this page: the earlier upload may be of another session.
    const { accounts, events } = this.sources;
    const account = await requireAccountOfJob(accounts, job, 'uploadCsv');
    const plan = await events.engine().planOf(file.jobId);
    this.page.startUpload(choicesOfJob(plan, account));
  }

  /** Only those that it names: its own, the previous ones of an Update, and suppression lists. */
  private async openFile({ files, report }: JobSummary, asked: string | undefined): Promise<void> {
    const list = report?.suppression?.lists.find(({ path }) => path === asked);
    if (list) return void (await commands.executeCommand('vscode.open', Uri.file(list.path)));
    const file = [...files, ...(this.plan?.update?.files ?? [])].find(({ uri }) => uri === asked);
    if (file) await commands.executeCommand('vscode.open', Uri.parse(file.uri));
  }
}

/** Copies the reports of uploads, if there are any, as one document. */
export async function copyReports(uploads: readonly SentUpload[]): Promise<void> {
  const receipts = present(await Promise.all(uploads.map((one) => one.receipt())));
  if (receipts.length > 0) await copyText(reportDocument(receipts));
}

/** Whether an earlier upload has had a report of what was accepted. */
function wasExplained(job: JobSummary, all: readonly JobSummary[]): boolean {
  const began = job.startedAt ?? job.plannedAt;
  return all.some(
    ({ jobId, startedAt = '', report }) =>
      startedAt !== '' &&
      startedAt < began &&
      !job.batch?.includes(jobId) &&
      (report?.accepted ?? 0) > 0,
  );
}

function urisOf({ files }: JobSummary): Uri[] {
  return files.map(({ uri }) => Uri.parse(uri));
}
