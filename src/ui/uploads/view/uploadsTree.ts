import { t } from '@vscode/l10n';
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, type TreeView } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { contextOf, isShown } from '../../../app/uploads/jobState';
import { jobText, operationLabel, targetLabel } from '../../../app/uploads/messages';
import { namesOfJob } from '../../../app/uploads/target';
import { DisposableOwner } from '../../../common/disposableOwner';
import { fileNames } from '../../../common/fileName';
import { dateTime } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import type { JobState, JobSummary } from '../../../upload/uploadTypes';
import type { JobNode } from './jobNode';

const REPAINT_DELAY = 300;

/** The view itself, which stands before its rows can be read. */
export interface UploadsTree {
  readonly view: TreeView<JobNode>;
  /** Asks for the rows again. */
  changed(): void;
}

/**
 * The rows: uploads under way, waiting, interrupted and ended. Closing a notification hides
 * nothing.
 */
export class UploadsTreeProvider extends DisposableOwner {
  private timer: NodeJS.Timeout | undefined;
  private ticking: NodeJS.Timeout | undefined;
  /** How often the disk is still asked what another window does. */
  private looks = 0;

  constructor(
    private readonly tree: UploadsTree,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly events: JobEvents,
  ) {
    super();
    const { view } = tree;
    this.register(events.onDidChange(() => this.later()));
    this.register(accounts.onDidChange(() => this.later()));
    this.register(view.onDidChangeVisibility(({ visible }) => visible && this.shown()));
    // After a reload it can be shown before its rows can be read: that was told to nobody.
    if (view.visible) this.shown();
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
    // Once more after it has let go of its segment: how it ended was not read yet.
    if (jobs.some(({ elsewhere }) => elsewhere)) this.looks = 2;
    this.tick(this.looks > 0 || jobs.some(({ progress }) => progress.waitUntil !== undefined));
    return jobs.map(({ jobId }) => ({ kind: 'job', jobId }));
  }

  getTreeItem({ jobId }: JobNode): TreeItem {
    const job = this.events.engine().job(jobId);
    const item = new TreeItem('', TreeItemCollapsibleState.None);
    item.id = jobId;
    if (!job) return item;
    const target = targetLabel(namesOfJob(this.accounts, this.segments, job.target)).forTree();
    // Of one that cannot be read not even the file may be known.
    const files =
      fileNames(job.files).forTree() || t('Upload from {0}', dateTime(Date.parse(job.plannedAt)));
    // A sidebar is narrow: what is cut off at its end must not be how far it is.
    item.label = files;
    item.description = [
      jobText(job, Date.now()),
      OutsideText.name(job.target.segmentName || job.target.segmentId).forTree(),
    ]
      .filter(Boolean)
      .join(' → ');
    item.iconPath = iconOf(job);
    item.contextValue = contextOf(job);
    item.tooltip = tooltip(job, files, target);
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

  private shown(): void {
    // When a collapsed view is first expanded, the editor gives its rows no room until it has a
    // message, or two seconds are over.
    this.tree.view.message = undefined;
    void this.events
      .engine()
      .refresh()
      .then(
        () => this.later(),
        () => undefined,
      );
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.tree.changed();
    }, REPAINT_DELAY);
  }

  /**
   * While something says "goes on in 14 s", the seconds go by; what another window does is only
   * told by the disk.
   */
  private tick(changing: boolean): void {
    if (changing) this.ticking ??= setInterval(() => void this.look(), 1000);
    else {
      clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }

  private async look(): Promise<void> {
    if (!this.tree.view.visible) return;
    if (this.looks > 0) {
      this.looks--;
      // A disk that fails now is asked again in a second.
      await this.events
        .engine()
        .refresh()
        .catch(() => undefined);
    }
    this.tree.changed();
  }
}

/** What waits stands still, whatever the state is that it waits in. */
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

function tooltip(job: JobSummary, files: string, target: string): string {
  return [
    t('{0}: {1}', operationLabel(job.operation), [files, target].filter(Boolean).join(' → ')),
    jobText(job, Date.now()),
    job.startedAt && t('Started {0}', dateTime(Date.parse(job.startedAt))),
    job.error?.message,
  ]
    .filter(Boolean)
    .join('\n');
}
