import { readdir } from 'node:fs/promises';
import * as path from 'node:path';
import {
  EventEmitter,
  l10n,
  tasks,
  window,
  workspace,
  type ExtensionContext,
  type TreeDragAndDropController,
  type Uri,
} from 'vscode';
import type { Lists } from '../../app/segments/access';
import { Owner } from '../../common/lifecycle';
import type { UploadEngine } from '../../upload/engine';
import { PAGE_SCHEME } from '../base/pageScheme';
import type { Node } from '../segments/treeItems';
import type { JobNode, UploadDeps } from './context';
import type { UploadsUi } from './index';
import { TASK_TYPE } from './taskType';

/** Every command that the uploads add when they are loaded. */
const COMMANDS = [
  'uploadCsv',
  'uploadMany',
  'uploadAgain',
  'checkCsv',
  'addFromCsv',
  'removeFromCsv',
  'replaceWithCsv',
  'cancelUpload',
  'resumeUpload',
  'startOver',
  'openReport',
  'forgetJob',
  'findRefusedRows',
  'fixProblems',
  'fixFile',
  'exportRefusedRows',
  'dismissProblems',
  'explainProblem',
].map((name) => `criteoAudiences.${name}`);

/**
 * Uploads, their engine and the problems' fixes are a third of the extension and needed by none who
 * only looks at segments: they are read when the first of their commands is run, their view or a
 * page is looked at, or a job is on disk.
 */
export class LateUploads extends Owner {
  private loading: Promise<UploadsUi> | undefined;
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
    private readonly deps: Omit<UploadDeps, 'engine' | 'tree' | 'pageChanged'>,
    private readonly workerPath: string,
  ) {
    super();
    deps.commands.addLate(COMMANDS, async () => void (await this.load()));
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
    handleDrop: async (target, data, token) =>
      (await this.load()).drop.handleDrop?.(target, data, token),
  };

  /** For the commands of segments. */
  readonly lists: Lists = {
    refuseBusy: async (...all) => (await this.load()).lists.refuseBusy(...all),
    empty: async (...all) => (await this.load()).lists.empty(...all),
    changed: async (...all) => (await this.load()).lists.changed(...all),
  };

  load(): Promise<UploadsUi> {
    this.loading ??= this.read();
    return this.loading;
  }

  /** Lets running uploads come to rest: the editor gives an extension a few seconds to end. */
  async end(): Promise<void> {
    await this.engine?.dispose();
  }

  private async read(): Promise<UploadsUi> {
    const [{ registerUploads }, { UploadEngine }] = await Promise.all([
      import('./index'),
      import('../../upload/engine'),
    ]);
    const { deps, extension, workerPath } = this;
    const uploads = registerUploads(extension, {
      ...deps,
      tree: { view: this.view, changed: () => this.changed.fire() },
      pageChanged: (page) => this.pageChanged.fire(page),
      engine: () =>
        (this.engine ??= new UploadEngine({
          storageDir: extension.globalStorageUri.fsPath,
          workerPath,
          l10n: l10n.bundle && JSON.stringify(l10n.bundle),
          log: (line) => deps.log.info(line),
        })),
    });
    return uploads;
  }

  private async loadIfUsed(): Promise<void> {
    const jobs = await readdir(path.join(this.extension.globalStorageUri.fsPath, 'jobs')).catch(
      () => [],
    );
    if (jobs.length > 0) await this.load();
  }
}
