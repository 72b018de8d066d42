import { readdir } from 'node:fs/promises';
import * as path from 'node:path';
import {
  EventEmitter,
  l10n,
  tasks,
  window,
  workspace,
  type ExtensionContext,
  type LogOutputChannel,
  type TreeDragAndDropController,
  type Uri,
} from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { Lists } from '../../app/segments/access';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { lazy } from '../../common/lazy';
import type { UploadEngine } from '../../upload/engine';
import type { Commands } from '../base/command';
import { PAGE_SCHEME, TASK_TYPE } from '../base/names';
import type { SegmentsView } from '../segments/registerSegments';
import type { Node } from '../segments/treeItems';
import type { UploadsUi } from './registerUploads';
import type { JobNode } from './view/jobNode';

/**
 * Uploads, their engine and the problems' fixes are a third of the extension and needed by none who
 * only looks at segments: they are read when the first of their commands is run, their view or a
 * page is looked at, or a job is on disk.
 */
export class LazyUploads extends DisposableOwner {
  private engine: UploadEngine | undefined;
  private readonly changed = this.register(new EventEmitter<void>());
  private readonly pageChanged = this.register(new EventEmitter<Uri>());
  private readonly view = this.register(
    window.createTreeView<JobNode>('criteoAudiences.uploads', {
      treeDataProvider: {
        onDidChangeTreeData: this.changed.event,
        getChildren: async (node) => (await this.load()).rows.getChildren(node),
        getTreeItem: async (node) => (await this.load()).rows.getTreeItem(node),
      },
    }),
  );

  constructor(
    private readonly extension: ExtensionContext,
    private readonly workerPath: string,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: History,
    private readonly commands: Commands,
    private readonly log: LogOutputChannel,
    /** Set after the Segments view stands, which wants `drop` first. */
    private readonly segmentsView: () => Pick<SegmentsView, 'pick' | 'chosen' | 'recent'>,
  ) {
    super();
    this.register(
      window.registerUriHandler({ handleUri: async (uri) => (await this.load()).followLink(uri) }),
    );
    this.register(
      tasks.registerTaskProvider(TASK_TYPE, {
        provideTasks: () => [],
        resolveTask: async (task) => (await this.load()).resolveTask(task),
      }),
    );
    // The editor asks at once for a page that comes back with its window.
    this.register(
      workspace.registerTextDocumentContentProvider(PAGE_SCHEME, {
        onDidChange: this.pageChanged.event,
        provideTextDocumentContent: async (page) => (await this.load()).textOf(page),
      }),
    );
    void this.loadIfUsed();
  }

  /**
   * For the Segments view: what is dropped can be read only until the handler returns, so that it
   * waits for the part.
   */
  readonly drop: TreeDragAndDropController<Node> = {
    dropMimeTypes: ['text/uri-list', 'files'],
    dragMimeTypes: [],
    handleDrop: async (target, data) => (await this.load()).drop.handleDrop(target, data),
  };

  /** For the commands of segments. */
  readonly lists: Lists = {
    requireIdle: async (...all) => (await this.load()).lists.requireIdle(...all),
    clear: async (...all) => (await this.load()).lists.clear(...all),
    forget: async (...all) => (await this.load()).lists.forget(...all),
  };

  readonly load = lazy(() => this.read());

  /** Lets running uploads come to rest: the editor gives an extension a few seconds to end. */
  async end(): Promise<void> {
    await this.engine?.dispose();
  }

  private async read(): Promise<UploadsUi> {
    const [{ registerUploads }, { UploadEngine }] = await Promise.all([
      import('./registerUploads'),
      import('../../upload/engine'),
    ]);
    const { extension, workerPath, accounts, segments, history, commands, log } = this;
    return registerUploads(extension, {
      accounts,
      segments,
      history,
      commands,
      log,
      view: this.segmentsView,
      tree: { view: this.view, changed: () => this.changed.fire() },
      pageChanged: (page) => this.pageChanged.fire(page),
      engine: () =>
        (this.engine ??= new UploadEngine({
          storageDir: extension.globalStorageUri.fsPath,
          workerPath,
          l10n: l10n.bundle && JSON.stringify(l10n.bundle),
          log: (line) => log.info(line),
        })),
    });
  }

  private async loadIfUsed(): Promise<void> {
    const jobs = await readdir(path.join(this.extension.globalStorageUri.fsPath, 'jobs')).catch(
      () => [],
    );
    if (jobs.length > 0) await this.load();
  }
}
