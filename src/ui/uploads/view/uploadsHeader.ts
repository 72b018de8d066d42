import { t } from '@vscode/l10n';
import { commands, type Event } from 'vscode';
import { dueText } from '../../../app/removals/dueAt';
import type { KeyValueStore } from '../../../app/state';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { countUnfinished, uploadRows } from '../../../app/uploads/rows/uploadRows';
import { isUnderWay } from '../../../app/uploads/standing';
import { DisposableOwner } from '../../../common/disposableOwner';
import { count, plural } from '../../../common/format';
import { present } from '../../../common/records';
import type { UploadsTree } from './uploadsTree';

/** Set once the user has seen the view, so that it is never shown again unasked. */
const SEEN = 'uploadsView.seen';
/** Milliseconds. */
const UPDATE_EVERY = 300;
/** How often to read what other windows do, while one of them is sending: nobody says when it ends. */
const READ_EVERY = 60_000;

/**
 * The number of unfinished uploads, and of removals that are due, in the view's title and on the icon in the Activity Bar: also
 * while the view is hidden. Shows the view when the first upload begins.
 */
export class UploadsHeader extends DisposableOwner {
  private readonly updating = this.later('every', UPDATE_EVERY, () => this.update());
  private shown = '0 0';

  constructor(
    private readonly tree: UploadsTree,
    private readonly events: JobEvents,
    private readonly removals: {
      readonly onDidChange: Event<void>;
      readonly due: readonly unknown[];
    },
    private readonly memory: KeyValueStore,
  ) {
    super();
    this.register(removals.onDidChange(() => this.updating.call()));
    this.register(events.onDidChange((jobId) => this.onChange(jobId)));
    this.register(
      tree.view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.seen();
        this.updating.call();
      }),
    );
    if (tree.view.visible) this.seen();
    this.later('each', READ_EVERY, () => this.readOthers()).call();
  }

  /** Reads the records on disk. Resolves once the number is shown; never rejects. */
  async load(): Promise<void> {
    await this.events.refresh();
    this.update();
  }

  private onChange(jobId: string): void {
    this.updating.call();
    const job = this.events.ifMade?.job(jobId);
    if (job && isUnderWay(job) && !this.memory.get(SEEN)) this.reveal();
  }

  /** Without taking the focus. Whether the user hid the view can't be known: it is shown once. */
  private reveal(): void {
    this.seen();
    void commands.executeCommand('criteoAudiences.uploads.open', { preserveFocus: true });
  }

  private seen(): void {
    if (!this.memory.get(SEEN)) void this.memory.update(SEEN, true);
  }

  private async readOthers(): Promise<void> {
    const jobs = this.events.ifMade?.jobs() ?? [];
    if (jobs.some(({ elsewhere }) => elsewhere)) await this.load();
  }

  private update(): void {
    const { ifMade } = this.events;
    if (!ifMade || this.disposed) return;
    const unfinished = countUnfinished(uploadRows(ifMade.jobs()));
    const due = this.removals.due.length;
    if (`${unfinished} ${due}` === this.shown) return;
    this.shown = `${unfinished} ${due}`;
    const { view } = this.tree;
    view.description = unfinished === 0 ? undefined : t('{0} unfinished', count(unfinished));
    const uploads = plural(unfinished, {
      one: t('{0} unfinished upload', count(unfinished)),
      other: t('{0} unfinished uploads', count(unfinished)),
    });
    const tooltip = present([due > 0 && dueText(due), unfinished > 0 && uploads]).join('\n');
    view.badge = tooltip ? { value: due + unfinished, tooltip } : undefined;
  }
}
