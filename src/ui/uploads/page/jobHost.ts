import { t } from '@vscode/l10n';
import { commands } from 'vscode';
import { batchJobsModel, isCurrent } from '../../../app/uploads/batchPage/batchJobsPage';
import { filesLeftOut, leftOutList, leftOutOf } from '../../../app/uploads/leftOutFiles';
import { jobModel } from '../../../app/uploads/page/jobPage';
import { requireJob } from '../../../app/uploads/requireJob';
import { figuresOf, isInProgress, isUnderWay } from '../../../app/uploads/standing';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Failure } from '../../../common/failure';
import { fileOrCount } from '../../../common/fileName';
import { present } from '../../../common/records';
import { Throttle } from '../../../common/throttle';
import type { JobSummary } from '../../../upload/jobTypes';
import type { UploadAction, UploadModel } from '../../../webview/uploadModel';
import type { JobNode } from '../view/jobNode';
import type { PageHost } from './pageHost';
import { copyReport } from './reportHost';
import { COMMANDS, SentUpload, type SentUploadParts } from './sentUpload';

/** Milliseconds. */
const DRAW_EVERY = 200;
const TICK = 1000;
/** Until then, uploads that were just sent are about to be queued. */
const QUEUED_WITHIN = 5000;

/** The host's side of the page of an upload, or of several that were sent together: progress, then reports. */
export class JobHost extends DisposableOwner implements PageHost {
  private readonly drawing = new Throttle(DRAW_EVERY, () => this.redraw());
  private readonly uploads: readonly SentUpload[];
  /** Uploads whose detail is shown among several, by ID. */
  private readonly open = new Set<string>();
  private ticking: NodeJS.Timeout | undefined;
  private readonly openedAt = performance.now();
  /** When the current run began, or was first seen, and what was answered by then. */
  private pace?: { at: number; answered: number };

  constructor(
    private readonly jobIds: readonly string[],
    private readonly parts: SentUploadParts,
    /** Sends a model to the page. */
    private readonly show: (model: UploadModel) => void,
    /** Shows why there is nothing to show. */
    private readonly fail: (error: unknown) => void,
  ) {
    super();
    this.uploads = jobIds.map((jobId) => new SentUpload(jobId, parts, () => this.redraw()));
    const { events, accounts, segments, history } = parts;
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
    else this.followSegment(this.parts.events.engine().job(jobId)?.target.segmentId);
  }

  private followSegment(segmentId: string | undefined): void {
    const concerned = this.uploads.filter(({ job }) => job?.target.segmentId === segmentId);
    for (const upload of concerned) upload.forgetReadings();
    if (concerned.length > 0) this.drawing.call();
  }

  get title(): string {
    const { files, jobs } = this;
    const names = fileOrCount(files);
    if (!names) return t('Upload');
    return jobs.every(({ undoes }) => undoes !== undefined)
      ? t('Undo {0}', names)
      : t('Upload {0}', names);
  }

  /** Those that weren't deleted. */
  private get jobs(): JobSummary[] {
    return this.uploads.flatMap(({ job }) => job ?? []);
  }

  private get files(): { uri: string }[] {
    const uris = new Set(this.jobs.flatMap(({ files }) => files.map(({ uri }) => uri)));
    return [...uris].map((uri) => ({ uri }));
  }

  async draw(): Promise<void> {
    const jobs = await this.requireJobs();
    const isSingle = this.jobIds.length === 1;
    const isJustSent = performance.now() - this.openedAt < QUEUED_WITHIN;
    if (!isSingle && isJustSent && jobs.every(({ state }) => state === 'planned')) return;
    this.tick(jobs.some(isInProgress));
    const { answered } = figuresOf(jobs);
    this.pace = jobs.some(isUnderWay) ? (this.pace ?? { at: Date.now(), answered }) : undefined;
    const inputs = await Promise.all(
      this.uploads.flatMap((upload) => {
        const job = jobs.find(({ jobId }) => jobId === upload.jobId);
        return job ? [upload.input(job, isSingle || this.open.has(job.jobId))] : [];
      }),
    );
    if (this.disposed) return;
    const { open, pace } = this;
    const leftOut = leftOutOf(jobs, this.parts.events.engine().jobs());
    const hasProblems = inputs.some(({ lacksRows }) => !lacksRows);
    this.show(
      isSingle
        ? jobModel({ ...inputs[0], ...(!jobs[0].batch && { leftOut }), pace })
        : batchJobsModel({ jobs: inputs, leftOut, open, pace, hasProblems, now: Date.now() }),
    );
  }

  /** Rejects with `Failure` 'unknown-job' if none is left. */
  private async requireJobs(): Promise<JobSummary[]> {
    const engine = this.parts.events.engine();
    if (this.jobIds.length === 1) return [await requireJob(engine, this.jobIds[0], 'openReport')];
    if (this.jobs.length === 0) await engine.refresh();
    if (this.jobs.length > 0) return this.jobs;
    throw new Failure('unknown-job', t('The records of these uploads were deleted.'), 'upload');
  }

  async press(action: UploadAction, value: string | undefined, line?: string): Promise<void> {
    const run = async (command: string, ...args: unknown[]): Promise<void> => {
      await commands.executeCommand(command, ...args);
    };
    switch (action) {
      case 'signIn':
        return run('criteoAudiences.signIn');
      case 'openUpload':
        return run('criteoAudiences.openReport', { kind: 'job', jobId: value });
      case 'showProblems':
        return run('workbench.actions.view.problems');
      case 'expand':
        return this.expand(value ?? '');
      case 'sendLeftOut': {
        const file = filesLeftOut(this.jobs).at(Number(value));
        return file && this.parts.sendLeftOut(file.draft);
      }
      default:
    }
    const upload = this.uploadOf(line) ?? this.uploadPressed(action, value);
    if (upload) return upload.press(action, value);
    if (action === 'copyReport') return copyReport(this.markdown());
    const command = COMMANDS[action];
    const [job] = this.jobs;
    const node = (jobId: string): JobNode => ({ kind: 'job', jobId, jobIds: this.jobIds });
    if (command && job) await run(command, node(job.jobId));
  }

  /** What wasn't sent, then the reports. */
  private markdown(): string {
    const notSent = leftOutList(filesLeftOut(this.jobs), '#');
    const reports = this.uploads.flatMap((one) => one.markdown());
    return present([notSent && `${notSent}\n`, ...reports]).join('\n');
  }

  private uploadOf(jobId: string | undefined): SentUpload | undefined {
    return this.uploads.find((upload) => upload.jobId === jobId);
  }

  /** The one that a press outside of a detail is about: the only one, that of a note, or the current one. */
  private uploadPressed(action: UploadAction, value: string | undefined): SentUpload | undefined {
    if (this.uploads.length === 1) return this.uploads[0];
    if (action === 'findRejected') return this.uploadOf(value);
    return action === 'tryNow' ? this.uploads.find(({ job }) => job && isCurrent(job)) : undefined;
  }

  private expand(jobId: string): void {
    if (!this.open.delete(jobId)) this.open.add(jobId);
    this.redraw();
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
      await this.parts.events
        .engine()
        .refresh()
        .catch(() => undefined);
    this.drawing.call();
  }
}
