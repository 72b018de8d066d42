import { isDeepStrictEqual } from 'node:util';
import { TreeItem, Uri, type TreeView } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { leftOf } from '../../../app/uploads/page/jobPageFacts';
import { uploadRows, type UploadRow } from '../../../app/uploads/rows/uploadRows';
import type { UploadRowInput } from '../../../app/uploads/rows/uploadRowText';
import { figuresOf } from '../../../app/uploads/standing';
import { accountOfJob, namesOfJob } from '../../../app/uploads/target';
import { findUndo, undoesText, undoneUpload } from '../../../app/uploads/undoUpload';
import { DisposableOwner } from '../../../common/disposableOwner';
import type { JobSummary } from '../../../upload/jobTypes';
import { stampOf } from '../../base/editorSource';
import type { JobNode } from './jobNode';
import { removalItem, type RemovalNode, type ShownRemovals } from './removalNode';
import { uploadRowItem } from './uploadRowItem';

/** Milliseconds by which changes are gathered into one repaint. */
const REPAINT_DELAY = 300;
/** Milliseconds between reads of the disk for an upload in another window, and between times. */
const SECOND = 1000;
const MINUTE = 60_000;

/** A row: an upload, or a removal from every segment. */
export type UploadNode = JobNode | RemovalNode;

export function idOfNode(node: UploadNode): string {
  return node.kind === 'job' ? node.jobId : node.removalId;
}

/** The view, which is created before the code for its rows is loaded. */
export interface UploadsTree {
  readonly view: TreeView<UploadNode>;
  /** Makes the editor draw these rows again, or request all of them. */
  changed(nodes?: UploadNode[]): void;
}

/** What of uploads the editor has before their code is loaded. Each function makes it ask anew. */
export interface ShownBefore {
  readonly tree: UploadsTree;
  /** For the text of a page. */
  pageChanged(uri: Uri): void;
  /** For the lenses of all files. */
  lensesChanged(): void;
  /** For the pages of segments. */
  jobChanged(jobId: string): void;
  /** For the rows of segments: their sizes. */
  sentChanged(): void;
}

/** Rows of the Uploads view: running, waiting, interrupted and finished uploads. */
export class UploadsTreeProvider extends DisposableOwner {
  private jobs: readonly JobSummary[] = [];
  private rows: ReadonlyMap<string, UploadRow> = new Map();
  /** What the editor has: it knows a row by its object. */
  private nodes: UploadNode[] = [];
  private readonly repainting = this.later('after', REPAINT_DELAY, () => this.repaint());
  private readonly polling = this.later('each', SECOND, () => this.poll());
  /** Number of times to read the disk again for an upload in another window. */
  private pollsLeft = 0;
  /** IDs of the uploads that can be undone, as far as was found out. */
  private undoable: ReadonlySet<string> = new Set();
  /** Files that are gone, as far as was found out. */
  private gone: ReadonlySet<string> = new Set();
  /** When each row was first seen in progress, and what was answered by then. */
  private readonly paces = new Map<string, { at: number; answered: number }>();

  constructor(
    private readonly tree: UploadsTree,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly events: JobEvents,
    private readonly removals: ShownRemovals,
    /** Whether to offer to undo an upload. Looks at its files. */
    private readonly isUndoable: (job: JobSummary, all: readonly JobSummary[]) => Promise<boolean>,
  ) {
    super();
    const { view } = tree;
    this.register(events.onDidChange(() => this.repaintSoon()));
    this.register(removals.onDidChange(() => this.repaintSoon()));
    this.register(accounts.onDidChange(() => this.repaintSoon()));
    this.register(segments.onDidChange(() => this.repaintSoon()));
    this.register(view.onDidChangeVisibility(({ visible }) => visible && this.onShown()));
    // After a reload the view may be visible already, and then no event comes.
    if (view.visible) this.onShown();
    // Times that have passed, and files that are gone.
    this.later('each', MINUTE, () => view.visible && this.repaint()).call();
  }

  getChildren(node?: UploadNode): UploadNode[] {
    if (node) return [];
    return (this.nodes = this.read());
  }

  private read(): UploadNode[] {
    const jobs = this.events.engine().jobs();
    const rows = uploadRows(jobs);
    this.jobs = jobs;
    this.rows = new Map(rows.map((row) => [row.id, row]));
    this.keepPaces(rows);
    // Poll once more after the other window is done, to read how the upload ended.
    if (jobs.some(({ elsewhere }) => elsewhere)) this.pollsLeft = 2;
    this.tick(this.pollsLeft > 0);
    void this.findAbilities(rows, jobs);
    const removals = this.removals.shown.map(({ id }) => ({
      kind: 'removal' as const,
      removalId: id,
    }));
    return [...removals, ...rows.map(nodeOf)];
  }

  private removalItem(removalId: string): TreeItem {
    const { removals, shown } = this.removals;
    const record = shown.find(({ id }) => id === removalId);
    return record
      ? removalItem(record, removals.isRunning(removalId), Date.now())
      : new TreeItem('');
  }

  getTreeItem(node: UploadNode): TreeItem {
    if (node.kind === 'removal') return this.removalItem(node.removalId);
    const engine = this.events.engine();
    const row = this.rows.get(node.jobId);
    // Requested just before it was deleted.
    if (!row) return new TreeItem('');
    const [job] = row.jobs;
    const undone = job.undoes === undefined ? undefined : engine.job(job.undoes);
    return uploadRowItem(
      this.inputOf(row),
      {
        canUndo: row.jobs.length === 1 && this.undoable.has(job.jobId),
        hasFile: job.files.some(({ uri }) => !this.gone.has(uri)),
        hasSegment: row.jobs.some(({ target }) => accountOfJob(this.accounts, target)),
      },
      job.undoes === undefined ? '' : undoesText(undone && undoneUpload(undone)),
    );
  }

  private inputOf(row: UploadRow): UploadRowInput {
    const engine = this.events.engine();
    const left = row.jobs.map((job) =>
      job.resumable ? leftOf({ job, requests: engine.requests(job.jobId) }) : undefined,
    );
    const known = left.filter((n) => n !== undefined);
    const undo = row.jobs.length === 1 ? findUndo(row.jobs[0], this.jobs) : undefined;
    return {
      row,
      names: row.jobs.map(({ target }) => namesOfJob(this.accounts, this.segments, target)),
      ...(known.length > 0 && { left: known.reduce((sum, n) => sum + n, 0) }),
      pace: this.paces.get(row.id),
      ...(undo && { undoneAt: Date.parse(undo.startedAt ?? undo.plannedAt) }),
      now: Date.now(),
    };
  }

  private keepPaces(rows: readonly UploadRow[]): void {
    const running = new Set(rows.filter(({ state }) => state === 'running').map(({ id }) => id));
    // A pause isn't part of the pace.
    for (const id of this.paces.keys()) if (!running.has(id)) this.paces.delete(id);
    for (const row of rows)
      if (running.has(row.id) && !this.paces.has(row.id))
        this.paces.set(row.id, { at: Date.now(), answered: figuresOf(row.jobs).answered });
  }

  /** Afterwards, so that rows never wait for a drive that doesn't respond. */
  private async findAbilities(
    rows: readonly UploadRow[],
    jobs: readonly JobSummary[],
  ): Promise<void> {
    const single = rows.flatMap((row) => (row.jobs.length === 1 ? row.jobs : []));
    const uris = [...new Set(rows.flatMap((row) => row.jobs[0].files.map(({ uri }) => uri)))];
    const [canUndo, stamps] = await Promise.all([
      Promise.all(single.map((job) => this.isUndoable(job, jobs))),
      Promise.all(uris.map((uri) => stampOf(Uri.parse(uri)))),
    ]);
    const undoable = new Set(single.filter((_, index) => canUndo[index]).map(({ jobId }) => jobId));
    const gone = new Set(uris.filter((_, index) => stamps[index] === undefined));
    if (isSame(undoable, this.undoable) && isSame(gone, this.gone)) return;
    this.undoable = undoable;
    this.gone = gone;
    this.repaintSoon();
  }

  private onShown(): void {
    // When a collapsed view is first expanded, the editor leaves no room for its rows for two
    // seconds, unless a message is set.
    this.tree.view.message = undefined;
    void this.events.refresh().then(() => this.repaintSoon());
  }

  private repaintSoon(): void {
    this.repainting.call();
  }

  /**
   * While the editor requests all rows, a click on one passes none: where the rows are the same, each is only drawn
   * again.
   */
  private repaint(): void {
    // Nobody sees them: they are requested when they are shown.
    const isSame = this.tree.view.visible && isDeepStrictEqual(this.read(), this.nodes);
    this.tree.changed(isSame ? this.nodes : undefined);
  }

  /** Starts or stops reading the disk for uploads in another window, which send no events. */
  private tick(changing: boolean): void {
    if (changing) this.polling.call();
    else this.polling.cancel();
  }

  private async poll(): Promise<void> {
    if (!this.tree.view.visible) return;
    if (this.pollsLeft > 0) {
      this.pollsLeft--;
      // If the disk can't be read, the next poll tries again.
      await this.events.refresh();
    }
    this.repaint();
  }
}

function nodeOf({ id, jobs }: UploadRow): JobNode {
  return {
    kind: 'job',
    jobId: id,
    ...(jobs.length > 1 && { jobIds: jobs.map(({ jobId }) => jobId) }),
  };
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}
