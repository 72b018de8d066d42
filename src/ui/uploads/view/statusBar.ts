import { t } from '@vscode/l10n';
import { StatusBarAlignment, window, type StatusBarItem } from 'vscode';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { statusBarText } from '../../../app/uploads/rows/statusBarText';
import { isUnderWay } from '../../../app/uploads/standing';
import { DisposableOwner } from '../../../common/disposableOwner';
import type { WaitReason } from '../../../upload/jobTypes';

/** A status bar item that is shown while uploads are running. */
export class UploadStatus extends DisposableOwner {
  private item: StatusBarItem | undefined;
  /** Waits count down although the job doesn't change. */
  private readonly ticking = this.later('each', 1000, () => this.paint());
  private shownWait: WaitReason | undefined;

  constructor(private readonly events: JobEvents) {
    super();
    this.register(events.onDidChange(() => this.paint()));
    this.register({ dispose: () => this.hide() });
  }

  /** What the upload waits for that is shown. */
  get wait(): WaitReason | undefined {
    return this.shownWait;
  }

  private paint(): void {
    const jobs = (this.events.ifMade?.jobs() ?? []).filter(isUnderWay);
    if (jobs.length === 0 || this.disposed) return this.hide();
    if (this.item === undefined) {
      this.item = window.createStatusBarItem('criteoAudiences.uploads', StatusBarAlignment.Left);
      this.item.name = t('Audience Segments');
      this.item.command = 'criteoAudiences.uploads.focus';
      this.ticking.call();
    }
    const { text, whole, isPaused, wait } = statusBarText(jobs, Date.now());
    this.shownWait = wait;
    this.item.text = `$(${isPaused ? 'debug-pause' : 'sync~spin'}) ${text}`;
    this.item.tooltip = `${whole}\n${t('Show Uploads')}`;
    this.item.show();
  }

  private hide(): void {
    this.ticking.cancel();
    this.shownWait = undefined;
    this.item?.dispose();
    this.item = undefined;
  }
}
