import { readdir } from 'node:fs/promises';
import * as path from 'node:path';
import {
  EventEmitter,
  l10n,
  languages,
  tasks,
  window,
  workspace,
  type ExtensionContext,
  type LogOutputChannel,
  type TreeDragAndDropController,
  type Uri,
} from 'vscode';
import type { Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import type { UploadLocks } from '../../app/segments/access';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import type { StateFolder } from '../../app/stateFolderSetting';
import { filesCountText } from '../../common/counts';
import { DisposableOwner } from '../../common/disposableOwner';
import { fileName } from '../../common/fileName';
import { lazy } from '../../common/lazy';
import { OutsideText } from '../../common/outsideText';
import type { UploadEngine } from '../../upload/engine';
import type { Commands } from '../base/command';
import { setContext, UPLOAD_KEYS } from '../base/contextKeys';
import { CSV_GLOB } from '../base/editorSource';
import { PAGE_SCHEME, TASK_TYPE, viewType } from '../base/names';
import { settings } from '../base/settings';
import type { UploadRecords } from '../panels/uploadRecords';
import type { SegmentsView } from '../segments/registerSegments';
import type { SegmentPanels } from '../segments/segmentPanels';
import type { Node } from '../segments/treeItems';
import type { UploadsUi } from './registerUploads';
import type { JobNode } from './view/jobNode';

/**
 * Loads the upload code on demand. With the engine and the quick fixes it is a third of the
 * extension, and someone who only looks at segments needs none of it. It is loaded when one of its
 * commands runs, its view or a page is shown, or a job is on disk.
 */
export class LazyUploads extends DisposableOwner {
  private engine: UploadEngine | undefined;
  private isLoaded = false;
  private readonly changed = this.register(new EventEmitter<void>());
  private readonly pageChanged = this.register(new EventEmitter<Uri>());
  private readonly lensesChanged = this.register(new EventEmitter<void>());
  private readonly recordsChanged = this.register(new EventEmitter<string>());
  private readonly view = this.register(
    window.createTreeView<JobNode>('criteoAudiences.uploads', {
      canSelectMany: true,
      treeDataProvider: {
        onDidChangeTreeData: this.changed.event,
        getChildren: async (node) => {
          const { treeProvider, keys } = await this.load();
          const rows = treeProvider.getChildren(node);
          // The rows may be of a disk that was just read: what they offer must be enabled.
          keys.update();
          return rows;
        },
        getTreeItem: async (node) => (await this.load()).treeProvider.getTreeItem(node),
      },
    }),
  );

  constructor(
    private readonly extension: ExtensionContext,
    private readonly stateFolder: StateFolder,
    private readonly workerPath: string,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly audiences: AudienceList,
    private readonly history: History,
    private readonly commands: Commands,
    private readonly log: LogOutputChannel,
    /** Available only once the Segments view exists, which in turn needs `drop`. */
    private readonly segmentsView: () => Pick<
      SegmentsView,
      'pick' | 'pickSeveral' | 'chosen' | 'recent'
    >,
    private readonly createSegment: SegmentPanels['create'],
  ) {
    super();
    this.register(
      window.registerUriHandler({
        handleUri: async (uri) => (await this.loadOrReport('link'))?.followLink(uri),
      }),
    );
    this.register(
      tasks.registerTaskProvider(TASK_TYPE, {
        provideTasks: () => [],
        resolveTask: async (task) => (await this.loadOrReport(TASK_TYPE))?.resolveTask(task),
      }),
    );
    // At startup the editor requests the pages that were open in the last session.
    this.register(
      workspace.registerTextDocumentContentProvider(PAGE_SCHEME, {
        onDidChange: this.pageChanged.event,
        provideTextDocumentContent: async (page) => (await this.load()).textOf(page),
      }),
    );
    // Must be registered on activation: the editor restores panels right after it.
    this.register(
      window.registerWebviewPanelSerializer(viewType('upload'), {
        deserializeWebviewPanel: async (view, kept) =>
          (await this.load()).pages.deserializeWebviewPanel(view, kept),
      }),
    );
    this.register(
      languages.registerCodeLensProvider(
        { pattern: CSV_GLOB },
        {
          onDidChangeCodeLenses: this.lensesChanged.event,
          provideCodeLenses: async (document) =>
            (await this.loadForLenses(document.uri))?.lenses.of(document),
        },
      ),
    );
    // Meanwhile, another window or a terminal may have uploaded something.
    this.register(
      window.onDidChangeWindowState(({ focused }) => {
        if (!focused) return;
        if (this.isLoaded) void this.load().then(({ keys }) => keys.refresh());
        else void this.loadIfUsed();
      }),
    );
    void this.loadIfUsed();
  }

  /**
   * For the Segments view. Dropped data can be read only until the handler returns, so it waits for
   * the code to load.
   */
  readonly drop: TreeDragAndDropController<Node> = {
    dropMimeTypes: ['text/uri-list', 'files'],
    dragMimeTypes: [],
    handleDrop: async (target, data) =>
      (await this.loadOrReport('drop'))?.drop.handleDrop(target, data),
  };

  /** For the segment commands. */
  readonly lists: UploadLocks = {
    requireIdle: async (...all) => (await this.load()).lists.requireIdle(...all),
    clear: async (...all) => (await this.load()).lists.clear(...all),
    forget: async (...all) => (await this.load()).lists.forget(...all),
  };

  /** For the pages of segments. */
  readonly records: UploadRecords = {
    onDidChange: this.recordsChanged.event,
    of: async (account) => (await this.load()).jobsOf(account),
    leftSince: async (...all) => (await this.load()).leftSince(...all),
    open: async (jobId) => (await this.load()).pages.openJobs([jobId]),
  };

  readonly load = lazy(() => this.read());

  /** For what a user began otherwise than by a command: the editor wouldn't show the failure. */
  private async loadOrReport(operation: string): Promise<UploadsUi | undefined> {
    try {
      return await this.load();
    } catch (error) {
      this.commands.report(error, operation);
      return undefined;
    }
  }

  /** The file of an upload, or how many they are, if that is known without reading anything. */
  fileOf(jobId: string): OutsideText | undefined {
    const files = this.engine?.job(jobId)?.files ?? [];
    if (files.length === 0) return undefined;
    return files.length === 1
      ? fileName(files[0].uri)
      : OutsideText.name(filesCountText(files.length));
  }

  /** Stops running uploads; the editor gives an extension a few seconds to shut down. */
  async end(): Promise<void> {
    await this.engine?.dispose();
  }

  /** Rejects without the folder for upload records: then no upload command runs. */
  private async read(): Promise<UploadsUi> {
    await this.stateFolder.open();
    const [{ registerUploads }, { UploadEngine }] = await Promise.all([
      import('./registerUploads'),
      import('../../upload/engine'),
    ]);
    const {
      extension,
      stateFolder,
      workerPath,
      accounts,
      segments,
      audiences,
      history,
      commands,
      log,
    } = this;
    this.isLoaded = true;
    return registerUploads(extension, {
      stateFolder,
      accounts,
      segments,
      audiences,
      history,
      commands,
      log,
      view: this.segmentsView,
      tree: { view: this.view, changed: () => this.changed.fire() },
      createSegment: this.createSegment,
      pageChanged: (page) => this.pageChanged.fire(page),
      lensesChanged: () => this.lensesChanged.fire(),
      jobChanged: (jobId) => this.recordsChanged.fire(jobId),
      engine: () =>
        (this.engine ??= new UploadEngine({
          storageDir: stateFolder.path,
          workerPath,
          l10n: l10n.bundle && JSON.stringify(l10n.bundle),
          log: (line) => log.info(line),
        })),
    });
  }

  /** Only for a file whose name is paired with a segment: most people open no such file. */
  private async loadForLenses(uri: Uri): Promise<UploadsUi | undefined> {
    if (!this.isLoaded) {
      const { Pairings } = await import('../../app/uploads/pairings/pairings');
      const isPaired = new Pairings(this.extension.globalState).of(fileName(uri)) !== undefined;
      if (!isPaired && !hasSharedPairings(uri)) return undefined;
    }
    return this.load().catch(() => undefined);
  }

  private async loadIfUsed(): Promise<void> {
    const jobs = await readdir(path.join(this.stateFolder.path, 'jobs')).catch(() => []);
    // Without its folder, `followStateFolder` says why.
    if (jobs.length > 0) {
      await this.load().then(
        (uploads) => uploads.showUnfinished(),
        () => undefined,
      );
      return;
    }
    void setContext('criteoAudiences.uploading', false);
    for (const key of UPLOAD_KEYS) void setContext(`criteoAudiences.none.${key}`, true);
  }
}

/** Whether a team has pairings for a file's folder: which ones, is read once they are needed. */
function hasSharedPairings(uri: Uri): boolean {
  return Object.keys((settings.pairings(uri) ?? {}) as object).length > 0;
}
