import { t } from '@vscode/l10n';
import { commands, env, Uri, window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import { batchJobsModel } from '../../../app/uploads/batch/batchJobsPage';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { byRuleOf } from '../../../app/uploads/plan/planProblems';
import { reportDocument } from '../../../app/uploads/reportDocument';
import { canResume, isUnderWay } from '../../../app/uploads/standing';
import { accountOfJob, namesOfJob } from '../../../app/uploads/target';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Failure } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import { Throttle } from '../../../common/throttle';
import type { JobSummary } from '../../../upload/jobTypes';
import type { Plan } from '../../../upload/uploadTypes';
import type { UploadAction, UploadModel } from '../../../webview/uploadModel';
import type { Problems } from '../../problems/problems';
import type { BatchRunner } from '../batchRunner';
import type { PageHost } from './pageHost';

/** Milliseconds. */
const DRAW_EVERY = 200;
const TICK = 1000;
/** Until then, uploads that were just sent are about to be queued. */
const QUEUED_WITHIN = 5000;

/** The host's side of the page of several uploads that are sent or were: progress, then reports. */
export class BatchJobsHost extends DisposableOwner implements PageHost {
  private readonly drawing = new Throttle(DRAW_EVERY, () => this.redraw());
  private readonly plans = new Map<string, Plan | undefined>();
  private ticking: NodeJS.Timeout | undefined;
  private readonly openedAt = performance.now();
  /** When the uploads were first seen under way, and what was answered by then. */
  private pace?: { at: number; answered: number };

  constructor(
    private readonly jobIds: readonly string[],
    private readonly events: JobEvents,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly problems: Problems,
    private readonly batches: Pick<BatchRunner, 'cancel' | 'resume'>,
    private readonly show: (model: UploadModel) => void,
    private readonly fail: (error: unknown) => void,
  ) {
    super();
    this.register(
      events.onDidChange((changed) => void (jobIds.includes(changed) && this.drawing.call())),
    );
    this.register(accounts.onDidChange(() => this.drawing.call()));
    this.register(segments.onDidChange(() => this.drawing.call()));
    this.register({ dispose: () => clearInterval(this.ticking) });
    const late = setTimeout(() => this.redraw(), QUEUED_WITHIN);
    this.register({ dispose: () => clearTimeout(late) });
  }

  get title(): string {
    return t('Upload {0}', fileNames(this.files).forTree());
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
    const engine = this.events.engine();
    if (this.jobs.length === 0) await engine.refresh();
    const { jobs } = this;
    if (jobs.length === 0)
      throw new Failure('unknown-job', t('The records of these uploads were deleted.'), 'upload');
    const isJustSent = performance.now() - this.openedAt < QUEUED_WITHIN;
    if (isJustSent && jobs.every(({ state }) => state === 'planned')) return;
    await Promise.all(
      jobs.map(async ({ jobId }) => {
        if (!this.plans.get(jobId))
          this.plans.set(jobId, await engine.planOf(jobId).catch(() => undefined));
      }),
    );
    if (this.disposed) return;
    const now = Date.now();
    const underWay = jobs.some(isUnderWay);
    const answered = jobs.reduce((sum, { progress }) => sum + progress.callsDone, 0);
    this.pace = underWay ? (this.pace ?? { at: now, answered }) : undefined;
    this.tick(underWay || jobs.some(({ elsewhere }) => elsewhere));
    this.show(
      batchJobsModel({
        jobs: jobs.map((job) => ({
          job,
          plan: this.plans.get(job.jobId),
          requests: engine.requests(job.jobId),
          names: namesOfJob(this.accounts, this.segments, job.target),
          account: accountOfJob(this.accounts, job.target),
          readings: [],
          unnamed: 0,
          now,
        })),
        pace: this.pace,
        hasProblems: this.files.some(({ uri }) => this.problems.readAs(Uri.parse(uri))),
        now,
      }),
    );
  }

  async press(action: UploadAction, value: string | undefined): Promise<void> {
    switch (action) {
      case 'cancel':
        return this.batches.cancel(this.jobIds);
      case 'resume':
        return this.batches.resume(this.jobs.filter(canResume), this.jobIds);
      case 'signIn':
        return void (await commands.executeCommand('criteoAudiences.signIn'));
      case 'openUpload':
        return void (await commands.executeCommand('criteoAudiences.openReport', {
          kind: 'job',
          jobId: value,
        }));
      case 'showProblems':
        return void (await commands.executeCommand('workbench.actions.view.problems'));
      case 'copyReport':
        await env.clipboard.writeText(this.markdown());
        window.setStatusBarMessage(t('Copied to the clipboard.'), 3000);
        return;
      default:
    }
  }

  /** The reports of all uploads, one after the other. */
  private markdown(): string {
    return this.jobs
      .flatMap((job) => {
        const plan = this.plans.get(job.jobId);
        const names = namesOfJob(this.accounts, this.segments, job.target);
        return job.report ? reportDocument(job.report, job, names, plan ? byRuleOf(plan) : []) : [];
      })
      .join('\n');
  }

  private redraw(): void {
    if (!this.disposed) void this.draw().catch(this.fail);
  }

  /** Waits count down, and an upload in another window sends no events. */
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
