import { t } from '@vscode/l10n';
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, type TreeView } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { contextOf, isShown } from '../../../app/uploads/jobState';
import { jobText, nonEmptyTexts, operationLabel, targetLabel } from '../../../app/uploads/messages';
import { namesOfJob } from '../../../app/uploads/target';
import { findUndo, undoesText, undoneUpload } from '../../../app/uploads/undoUpload';
import { DisposableOwner } from '../../../common/disposableOwner';
import { fileNames } from '../../../common/fileName';
import { dateTime } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import type { JobState, JobSummary } from '../../../upload/uploadTypes';
import type { JobNode } from './jobNode';

/** Milliseconds by which changes are gathered into one repaint. */
const REPAINT_DELAY = 300;

/** The view, which is created before the code for its rows is loaded. */
export interface UploadsTree {
  readonly view: TreeView<JobNode>;
  /** Makes the editor request the rows again. */
  changed(): void;
}

/** Rows of the Uploads view: running, waiting, interrupted and finished uploads. */
export class UploadsTreeProvider extends DisposableOwner {
  private timer: NodeJS.Timeout | undefined;
  private ticking: NodeJS.Timeout | undefined;
  /** Number of times to read the disk again for an upload in another window. */
  private pollsLeft = 0;
  /** IDs of the uploads that can be undone, as far as was found out. */
  private undoable: ReadonlySet<string> = new Set();
  /** IDs of those that were undone. */
  private undone: ReadonlySet<string> = new Set();

  constructor(
    private readonly tree: UploadsTree,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly events: JobEvents,
    /** Whether to offer to undo an upload. Looks at its files. */
    private readonly isUndoable: (job: JobSummary, all: readonly JobSummary[]) => Promise<boolean>,
  ) {
    super();
    const { view } = tree;
    this.register(events.onDidChange(() => this.repaintSoon()));
    this.register(accounts.onDidChange(() => this.repaintSoon()));
    this.register(view.onDidChangeVisibility(({ visible }) => visible && this.onShown()));
    // After a reload the view may be visible already, and then no event comes.
    if (view.visible) this.onShown();
    this.register({
      dispose: () => {
        clearTimeout(this.timer);
        clearInterval(this.ticking);
      },
    });
  }

  getChildren(node?: JobNode): JobNode[] {
    if (node) return [];
    const jobs = this.events.engine().jobs().filter(isShown);
    // Poll once more after the other window is done, to read how the upload ended.
    if (jobs.some(({ elsewhere }) => elsewhere)) this.pollsLeft = 2;
    this.tick(this.pollsLeft > 0 || jobs.some(({ progress }) => progress.waitUntil !== undefined));
    this.undone = new Set(jobs.flatMap((job) => (findUndo(job, jobs) ? [job.jobId] : [])));
    void this.findUndoable(jobs);
    return jobs.map(({ jobId }) => ({ kind: 'job', jobId }));
  }

  /** Afterwards, so that rows never wait for a drive that doesn't respond. */
  private async findUndoable(jobs: readonly JobSummary[]): Promise<void> {
    const can = await Promise.all(jobs.map((job) => this.isUndoable(job, jobs)));
    const undoable = jobs.filter((_, index) => can[index]).map(({ jobId }) => jobId);
    const { size } = this.undoable;
    if (undoable.length === size && undoable.every((jobId) => this.undoable.has(jobId))) return;
    this.undoable = new Set(undoable);
    this.repaintSoon();
  }

  getTreeItem({ jobId }: JobNode): TreeItem {
    const engine = this.events.engine();
    const job = engine.job(jobId);
    const item = new TreeItem('', TreeItemCollapsibleState.None);
    item.id = jobId;
    if (!job) return item;
    const target = targetLabel(namesOfJob(this.accounts, this.segments, job.target)).forTree();
    // An unreadable record may lack even the file's name.
    const files =
      fileNames(job.files).forTree() || t('Upload from {0}', dateTime(Date.parse(job.plannedAt)));
    // Progress first: a narrow sidebar cuts off the end.
    item.label = files;
    item.description = [
      nonEmptyTexts([jobText(job, Date.now()), this.undone.has(jobId) && t('undone')]).join(', '),
      OutsideText.name(job.target.segmentName || job.target.segmentId).forTree(),
    ]
      .filter(Boolean)
      .join(' → ');
    item.iconPath = iconOf(job);
    item.contextValue = contextOf(job, this.undoable.has(jobId));
    const undone = job.undoes === undefined ? undefined : engine.job(job.undoes);
    const undoes = job.undoes === undefined ? '' : undoesText(undone && undoneUpload(undone));
    item.tooltip = tooltip(job, files, target, undoes);
    item.command = job.report
      ? {
          command: 'criteoAudiences.openReport',
          title: t('Open Report'),
          arguments: [{ kind: 'job', jobId } satisfies JobNode],
        }
      : undefined;
    item.accessibilityInformation = {
      label: [files, target, operationLabel(job.operation), item.description].join(', '),
    };
    return item;
  }

  private onShown(): void {
    // When a collapsed view is first expanded, the editor leaves no room for its rows for two
    // seconds, unless a message is set.
    this.tree.view.message = undefined;
    void this.events
      .engine()
      .refresh()
      .then(
        () => this.repaintSoon(),
        () => undefined,
      );
  }

  private repaintSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.tree.changed();
    }, REPAINT_DELAY);
  }

  /**
   * Starts or stops the timer. It updates rows that count down, and reads the disk for uploads in
   * another window, which send no events.
   */
  private tick(changing: boolean): void {
    if (changing) this.ticking ??= setInterval(() => void this.poll(), 1000);
    else {
      clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }

  private async poll(): Promise<void> {
    if (!this.tree.view.visible) return;
    if (this.pollsLeft > 0) {
      this.pollsLeft--;
      // If the disk can't be read, the next poll tries again.
      await this.events
        .engine()
        .refresh()
        .catch(() => undefined);
    }
    this.tree.changed();
  }
}

/** A waiting upload has a still icon, whatever its state. */
function iconOf({ state, progress, report }: JobSummary): ThemeIcon {
  const icons: Record<JobState, string> = {
    planned: 'checklist',
    queued: 'clock',
    running: progress.wait ? 'debug-pause' : 'sync~spin',
    paused: 'debug-pause',
    finished: report && (report.refused > 0 || report.unknown > 0) ? 'warning' : 'pass',
    cancelled: 'circle-slash',
    failed: 'error',
    interrupted: 'debug-disconnect',
  };
  return new ThemeIcon(
    icons[state],
    state === 'failed' ? new ThemeColor('list.errorForeground') : undefined,
  );
}

function tooltip(job: JobSummary, files: string, target: string, undoes: string): string {
  return [
    t('{0}: {1}', operationLabel(job.operation), [files, target].filter(Boolean).join(' → ')),
    undoes,
    jobText(job, Date.now()),
    job.startedAt && t('Started {0}', dateTime(Date.parse(job.startedAt))),
    job.error?.message,
  ]
    .filter(Boolean)
    .join('\n');
}
