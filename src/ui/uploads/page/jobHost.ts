import { t } from '@vscode/l10n';
import { commands } from 'vscode';
import { batchJobsModel, isCurrent } from '../../../app/uploads/batchPage/batchJobsPage';
import { filesLeftOut, leftOutOf } from '../../../app/uploads/leftOutFiles';
import { jobModel } from '../../../app/uploads/page/jobPage';
import { choicesOfKept, requireKept } from '../../../app/uploads/page/keptDraft';
import { requireJob } from '../../../app/uploads/requireJob';
import { figuresOf, isInProgress, isUnderWay } from '../../../app/uploads/standing';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Failure } from '../../../common/failure';
import { inHandUntil } from '../../../common/later';
import type { JobSummary } from '../../../upload/jobTypes';
import type { UploadAction } from '../../../webview/uploadActions';
import type { JobNode } from '../view/jobNode';
import { runCommand, titleOf, type HostedPage, type PageHost } from './pageHost';
import type { RowActions } from './rowActions';
import { copyReports, SentUpload, UPLOAD_COMMANDS, type UploadSources } from './sentUpload';

/** Milliseconds. */
const DRAW_EVERY = 200;
const TICK = 1000;

/** The host's side of the page of an upload, or of several that were sent together: progress, then reports. */
export class JobHost extends DisposableOwner implements PageHost {
  private readonly drawing = this.later('every', DRAW_EVERY, () => this.redraw());
  private readonly uploads: readonly SentUpload[];
  /** Uploads whose detail is shown among several, by ID. */
  private readonly open = new Set<string>();
  private readonly ticking = this.later('each', TICK, () => this.poll());
  /** What was just sent is about to begin: until then, the page stays as it was. */
  private isStarting = false;
  /** When the current run began, or was first seen, and what was answered by then. */
  private pace?: { at: number; answered: number };

  /** `running`: what was just sent by this page, until it has ended. */
  constructor(
    private readonly jobIds: readonly string[],
    private readonly page: Pick<HostedPage, 'show' | 'fail' | 'startUpload'>,
    private readonly sources: UploadSources,
    rows: RowActions,
    running?: Promise<unknown>,
  ) {
    super();
    const redraw = (): void => this.redraw();
    this.uploads = jobIds.map((jobId) => new SentUpload(jobId, page, sources, rows, redraw));
    const { events, accounts, segments, history } = sources;
    this.register(events.onDidChange((changed) => this.follow(changed)));
    this.register(accounts.onDidChange(() => this.drawing.call()));
    this.register(segments.onDidChange(() => this.drawing.call()));
    this.register(events.onDidRefresh(() => this.followAll()));
    this.register(history.onDidChange(({ segmentId }) => this.followSegment(segmentId)));
    if (running) void this.followStart(running);
  }

  /** Where nothing has begun by the end, the page says so. */
  private async followStart(running: Promise<unknown>): Promise<void> {
    this.isStarting = true;
    await running.catch(() => undefined);
    if (!this.isStarting) return;
    this.isStarting = false;
    this.redraw();
  }

  /** Also of other uploads to its segment. */
  private follow(jobId: string): void {
    if (this.jobIds.includes(jobId)) this.drawing.call();
    else this.followSegment(this.sources.events.engine().job(jobId)?.target.segmentId);
  }

  /** Another window or terminal may have sent something to any of the segments. */
  private followAll(): void {
    for (const upload of this.uploads) upload.forgetReadings();
    this.drawing.call();
  }

  private followSegment(segmentId: string | undefined): void {
    const concerned = this.uploads.filter(({ job }) => job?.target.segmentId === segmentId);
    for (const upload of concerned) upload.forgetReadings();
    if (concerned.length > 0) this.drawing.call();
  }

  get title(): string {
    const { jobs } = this;
    const uris = jobs.flatMap(({ files }) => files.map(({ uri }) => uri));
    return titleOf(uris, jobs.every(({ undoes }) => undoes !== undefined) ? 'undo' : 'upload');
  }

  /** Those that weren't deleted. */
  private get jobs(): JobSummary[] {
    return this.uploads.flatMap(({ job }) => job ?? []);
  }

  async draw(): Promise<void> {
    const jobs = await this.requireJobs();
    const isSingle = this.jobIds.length === 1;
    if (this.isStarting && jobs.every(({ state }) => state === 'planned')) return;
    this.isStarting = false;
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
    const leftOut = leftOutOf(jobs, this.sources.events.engine().jobs());
    const hasProblems = inputs.some(({ lacksRows }) => !lacksRows);
    this.page.show(
      isSingle
        ? jobModel({ ...inputs[0], ...(!jobs[0].batch && { leftOut }), pace })
        : batchJobsModel({ jobs: inputs, leftOut, open, pace, hasProblems, now: Date.now() }),
    );
  }

  /** Rejects with `Failure` 'unknown-job' if none is left. */
  private async requireJobs(): Promise<JobSummary[]> {
    const engine = this.sources.events.engine();
    if (this.jobIds.length === 1) return [await requireJob(engine, this.jobIds[0], 'openReport')];
    if (this.jobs.length === 0) await engine.refresh();
    if (this.jobs.length > 0) return this.jobs;
    throw new Failure('unknown-job', t('The records of these uploads were deleted.'), 'upload');
  }

  async press(action: UploadAction, value: string | undefined, line?: string): Promise<void> {
    if (await runCommand(action, value)) return;
    if (action === 'expand') return this.expand(value ?? '');
    if (action === 'sendLeftOut') return this.sendLeftOut(Number(value));
    const upload = this.uploadOf(line) ?? this.uploadPressed(action, value);
    if (upload) return upload.press(action, value);
    if (action === 'copyReport') return copyReports(this.uploads);
    const command = UPLOAD_COMMANDS[action];
    const [job] = this.jobs;
    if (!command || !job) return;
    const node: JobNode = { kind: 'job', jobId: job.jobId, jobIds: this.jobIds };
    await commands.executeCommand(command, node);
  }

  /** Opens the page of an upload as it was when it was left out. */
  private sendLeftOut(index: number): void {
    const file = filesLeftOut(this.jobs).at(index);
    if (!file) return;
    const kept = choicesOfKept(file.draft, (key) => this.sources.accounts.byKey(key));
    const { choices } = requireKept(kept);
    // What it was to be done with was chosen for its segment.
    this.page.startUpload(choices.into ? choices : { files: choices.files });
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
    if (!this.disposed) void inHandUntil(this.draw()).catch(this.page.fail);
  }

  /** While it isn't over, waits count down, and an upload in another window sends no events. */
  private tick(changes: boolean): void {
    if (changes) this.ticking.call();
    else this.ticking.cancel();
  }

  private async poll(): Promise<void> {
    if (this.jobs.some(({ elsewhere }) => elsewhere))
      // If the disk can't be read, the next poll tries again.
      await this.sources.events.refresh();
    this.drawing.call();
  }
}
