import { readdir } from 'node:fs/promises';
import * as path from 'node:path';
import {
  EventEmitter,
  languages,
  tasks,
  window,
  workspace,
  type TreeDragAndDropController,
  type Uri,
} from 'vscode';
import { uploadLocksOf } from '../../app/segments/changes/uploadLocks';
import type { SentTo } from '../../app/segments/sizes/knownSizes';
import type { KeyValueStore } from '../../app/state';
import type { StateFolder } from '../../app/stateFolderSetting';
import { DisposableOwner } from '../../common/disposableOwner';
import { lazy } from '../../common/lazy';
import type { OutsideText } from '../../common/outsideText';
import type { Commands } from '../base/command';
import { setContext, UPLOAD_KEYS } from '../base/contextKeys';
import { CSV_GLOB, NIGHTLY_GLOB, PAGE_SCHEME, TASK_TYPE, viewType } from '../base/names';
import type { UploadRecords } from '../panels/segmentHost';
import type { Node } from '../segments/treeItems';
import type { UploadsUi } from './registerUploads';
import type { ShownBefore, UploadNode } from './view/uploadsTree';

/**
 * Loads the upload code on demand. With the engine and the quick fixes it is a third of the
 * extension, and someone who only looks at segments needs none of it. It is loaded when one of its
 * commands runs, its view or a page is shown, or a job is on disk.
 */
export class LazyUploads extends DisposableOwner {
  private loaded: UploadsUi | undefined;
  private readonly rowsChanged = this.register(new EventEmitter<UploadNode[] | undefined>());
  private readonly pageChanged = this.register(new EventEmitter<Uri>());
  private readonly lensesChanged = this.register(new EventEmitter<void>());
  private readonly recordsChanged = this.register(new EventEmitter<string>());
  private readonly sentChanged = this.register(new EventEmitter<void>());
  /** `sentTo` may give something else. */
  readonly onDidChangeSent = this.sentChanged.event;
  private readonly view = this.register(
    window.createTreeView<UploadNode>('criteoAudiences.uploads', {
      canSelectMany: true,
      treeDataProvider: {
        onDidChangeTreeData: this.rowsChanged.event,
        getChildren: async (node) => (await this.load()).rows.getChildren(node),
        getTreeItem: async (node) => (await this.load()).rows.getTreeItem(node),
      },
    }),
  );

  /** Asked once until one is created: lenses are drawn with each key. */
  private hasNightly = lazy(hasNightlyFile);

  constructor(
    private readonly stateFolder: StateFolder,
    private readonly memory: KeyValueStore,
    private readonly commands: Commands,
    private readonly registerUploads: (shown: ShownBefore) => Promise<UploadsUi>,
  ) {
    super();
    this.register(
      window.registerUriHandler({
        handleUri: (uri) => this.reported('link', async () => (await this.load()).followLink(uri)),
      }),
    );
    this.register(
      tasks.registerTaskProvider(TASK_TYPE, {
        provideTasks: () => [],
        resolveTask: (task) =>
          this.reported(TASK_TYPE, async () => (await this.load()).resolveTask(task)),
      }),
    );
    // At startup the editor requests the pages that were open in the last session.
    this.register(
      workspace.registerTextDocumentContentProvider(PAGE_SCHEME, {
        onDidChange: this.pageChanged.event,
        provideTextDocumentContent: async (page) => (await this.load()).documents.textOf(page),
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
    const nightly = workspace.createFileSystemWatcher(NIGHTLY_GLOB, false, true, true);
    this.register(nightly);
    this.register(
      nightly.onDidCreate(() => {
        this.hasNightly = lazy(hasNightlyFile);
        this.lensesChanged.fire();
      }),
    );
    // Meanwhile, another window or a terminal may have uploaded something.
    this.register(
      window.onDidChangeWindowState(({ focused }) => {
        if (!focused) return;
        if (this.loaded) void this.loaded.keys.refresh();
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
    handleDrop: (target, data) =>
      this.reported('drop', async () => (await this.load()).drop(target, data)),
  };

  /** For the segment commands. */
  readonly lists = uploadLocksOf(async () => (await this.load()).events.engine());

  /** For the pages of segments. */
  readonly records: UploadRecords = {
    onDidChange: this.recordsChanged.event,
    of: async (account) => (await this.load()).jobsOf(account),
    leftSince: async ({ origin }, segmentId) =>
      (await this.load()).events.engine().updates.leftSince(origin, segmentId),
    open: async (jobId) => (await this.load()).pages.openJobs([jobId]),
    verify: async () => (await this.load()).verify,
  };

  /** Rejects without the folder for upload records: then no upload command runs. */
  readonly load = lazy(async () => {
    await this.stateFolder.open();
    this.loaded = await this.registerUploads({
      tree: {
        view: this.view,
        changed: (nodes) => {
          // The rows may be of a disk that was just read: what they offer must be enabled.
          this.loaded?.keys.update();
          this.rowsChanged.fire(nodes);
        },
      },
      pageChanged: (page) => this.pageChanged.fire(page),
      lensesChanged: () => this.lensesChanged.fire(),
      jobChanged: (jobId) => this.recordsChanged.fire(jobId),
      sentChanged: () => this.sentChanged.fire(),
    });
    return this.loaded;
  });

  /** See `SentUploads`; undefined as long as no record is on disk. */
  readonly sentTo: SentTo = (...segment) => this.loaded?.sent.to(...segment);

  /** Whether the status bar says of an upload that it waits for the API's rate limit. */
  get isLimitShown(): boolean {
    return this.loaded?.status.wait === 'limit';
  }

  /** The file of an upload, or how many they are, if that is known without reading anything. */
  fileOf(jobId: string): OutsideText | undefined {
    return this.loaded?.fileOf(jobId);
  }

  /** Stops running uploads; the editor gives an extension a few seconds to shut down. */
  async end(): Promise<void> {
    await this.loaded?.events.ifMade?.dispose();
  }

  /** For what a user began otherwise than by a command: the editor wouldn't show the failure. */
  private async reported<T>(operation: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.commands.report(error, operation);
      return undefined;
    }
  }

  /** Only for a file whose name is paired with a segment: most people open no such file. */
  private async loadForLenses(uri: Uri): Promise<UploadsUi | undefined> {
    if (!this.loaded) {
      const [{ Pairings }, { fileName }] = await Promise.all([
        import('../../app/uploads/pairings/pairings'),
        import('../../common/fileName'),
      ]);
      const isPaired = new Pairings(this.memory).of(fileName(uri)) !== undefined;
      if (!isPaired && !(workspace.isTrusted && (await this.hasNightly()))) return undefined;
    }
    return this.load().catch(() => undefined);
  }

  private async loadIfUsed(): Promise<void> {
    const recorded = await Promise.all(
      ['jobs', 'removals'].map((name) =>
        readdir(path.join(this.stateFolder.path, name)).catch(() => []),
      ),
    );
    // Without its folder, `followStateFolder` says why.
    if (recorded.flat().length > 0) {
      await this.load().then(
        ({ header }) => header.load(),
        () => undefined,
      );
      return;
    }
    void setContext('criteoAudiences.uploading', false);
    for (const key of UPLOAD_KEYS) void setContext(`criteoAudiences.none.${key}`, true);
  }
}

/** Whether a nightly file may say where files go. */
async function hasNightlyFile(): Promise<boolean> {
  return (await workspace.findFiles(NIGHTLY_GLOB, '**/node_modules/**', 1)).length > 0;
}
