import { t } from '@vscode/l10n';
import { Uri, type ExtensionContext } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { Draft } from '../../../app/uploads/draft/draft';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import type { Upload } from '../../../app/uploads/upload';
import { deferred, type Deferred } from '../../../common/deferred';
import { Cancelled, toFailure } from '../../../common/failure';
import type { Report } from '../../../upload/uploadTypes';
import type { UploadState, UploadToHost, UploadToPage } from '../../../webview/protocol';
import type { UploadModel } from '../../../webview/uploadModel';
import type { Commands } from '../../base/command';
import {
  locale,
  Panels,
  type PageMessage,
  type Panel,
  type PanelController,
} from '../../panels/panel';
import type { PageHost } from './pageHost';
import type { RowActions } from './rowActions';

type UploadPanel = Panel<UploadState, UploadToPage>;

/** A draft that a page shows, and what happens to it. */
export interface OpenDraft {
  readonly draft: Draft;
  /** Tells pages apart: opening another draft with the same ID replaces this one. */
  readonly id: string;
  /** A program waits for the confirmation: nothing else can be changed. */
  readonly confirmOnly: boolean;
  /** What else the user should know, as sentences. */
  readonly notices: readonly string[];
  /** Runs the upload once the draft is sent. */
  run(upload: Upload): Promise<Report>;
}

/** Makes the actions on rows of these files. `list`: shows those that the editor can't. */
export type RowActionsOf = (uris: readonly Uri[], list: (rows: ListedRows) => void) => RowActions;

/** Makes what a page shows. */
export interface PageHosts {
  draft(
    opened: Omit<OpenDraft, 'id' | 'run'>,
    show: (model: UploadModel) => void,
    onSent: (upload: Upload) => void,
    reveal: () => void,
  ): PageHost;
  job(
    jobId: string,
    show: (model: UploadModel) => void,
    fail: (error: unknown) => void,
    reveal: () => void,
  ): PageHost;
  report(uri: Uri, show: (model: UploadModel) => void): PageHost;
  /** The draft of a page that the editor restores after a reload. Rejects with `Failure`. */
  restore(kept: unknown): Promise<OpenDraft>;
}

interface Opened extends OpenDraft {
  readonly ended: Deferred<Report>;
}

/** The pages of uploads: one per upload, and one per draft of the same files. */
export class UploadPages extends Panels<UploadState, UploadToHost, UploadToPage> {
  /** Drafts whose page is being created, by ID. */
  private readonly opening = new Map<string, Opened>();
  private readonly controllers = new WeakMap<UploadPanel, UploadPage>();

  constructor(
    context: Pick<ExtensionContext, 'extensionUri'>,
    accounts: Accounts,
    commands: Commands,
    views: PageHosts,
  ) {
    super(context, accounts, commands, {
      name: 'upload',
      keyOf,
      title: () => t('Upload'),
      isState,
      connect: (panel) => {
        const page = new UploadPage(panel, views, this.opening.get(panel.state.id));
        this.controllers.set(panel, page);
        return page;
      },
    });
  }

  /**
   * Shows a draft. Resolves with the report once its upload has ended; rejects with `Cancelled` if
   * the page is closed, or shows another draft, before the draft is sent. `signal` closes it.
   */
  open(opened: OpenDraft, kept: UploadState, signal?: AbortSignal): Promise<Report> {
    if (signal?.aborted) return Promise.reject(new Cancelled());
    const entry: Opened = { ...opened, ended: deferred() };
    const existing = this.find(keyOf(kept));
    this.opening.set(opened.id, entry);
    const panel = this.show(kept);
    this.opening.delete(opened.id);
    if (existing) this.controllers.get(existing)?.replace(entry);
    const close = (): void => this.controllers.get(panel)?.close(entry);
    signal?.addEventListener('abort', close);
    return entry.ended.promise.finally(() => signal?.removeEventListener('abort', close));
  }

  /** Shows an upload, or reveals its page. */
  openJob(jobId: string): void {
    this.show({ id: jobId, jobId });
  }

  /** Shows the report in a file, or reveals its page. */
  openReport(uri: Uri): void {
    this.show({ id: uri.toString(), reportUri: uri.toString() });
  }

  /** Whether the user sees the page of an upload. */
  isVisible(jobId: string): boolean {
    return this.find(keyOf({ id: jobId, jobId }))?.view.visible ?? false;
  }
}

function keyOf(state: UploadState): string {
  if ('jobId' in state) return JSON.stringify(['job', state.jobId]);
  return JSON.stringify('reportUri' in state ? ['report', state.reportUri] : ['draft', state.id]);
}

/** The host's side of one page: first a draft, then its upload; or a report. */
class UploadPage implements PanelController<UploadToHost> {
  private view: PageHost | undefined;
  private opened: Opened | undefined;
  /** Whether the page, as it is loaded now, has its texts. */
  private hasLocale = false;

  constructor(
    private readonly panel: UploadPanel,
    private readonly views: PageHosts,
    opened: Opened | undefined,
  ) {
    panel.own({ dispose: () => this.end() });
    if (opened) this.showDraft(opened);
    else if ('jobId' in panel.state) this.showJob(panel.state.jobId);
    else if ('reportUri' in panel.state) this.showReport(Uri.parse(panel.state.reportUri));
  }

  async ready(): Promise<void> {
    this.hasLocale = false;
    if (!this.view) {
      const { state } = this.panel;
      if (!('draft' in state)) return;
      const restored = { ...(await this.views.restore(state.draft)), ended: deferred<Report>() };
      // Nobody waits for it any more.
      restored.ended.promise.catch(() => undefined);
      if (this.view) return;
      this.showDraft(restored);
      void restored.draft.check();
    }
    await this.view?.draw();
  }

  async receive({ action, value }: PageMessage<UploadToHost>): Promise<void> {
    await this.view?.press(action, value);
  }

  /** Shows another draft of the same files. */
  replace(opened: Opened): void {
    if (this.opened === opened) return;
    this.end();
    this.showDraft(opened);
  }

  /** Closes the page if it still shows this draft. */
  close(opened: Opened): void {
    if (this.opened === opened) this.panel.view.dispose();
  }

  private showDraft(opened: Opened): void {
    this.opened = opened;
    this.view = this.views.draft(
      opened,
      this.show,
      (upload) => this.onSent(opened, upload),
      this.reveal,
    );
    this.setTitle();
  }

  private onSent(opened: Opened, upload: Upload): void {
    this.opened = undefined;
    this.view?.dispose();
    this.showJob(upload.jobId);
    this.panel.keep({ id: opened.id, jobId: upload.jobId });
    opened.ended.resolve(opened.run(upload));
  }

  private showJob(jobId: string): void {
    this.view = this.views.job(
      jobId,
      this.show,
      (error) => this.panel.fail(toFailure(error, 'upload')),
      this.reveal,
    );
    this.setTitle();
    void this.view.draw().catch(() => undefined);
  }

  private showReport(uri: Uri): void {
    this.view = this.views.report(uri, this.show);
    this.setTitle();
  }

  private setTitle(): void {
    if (this.view) this.panel.view.title = this.view.title;
  }

  private readonly reveal = (): void => {
    if (!this.panel.closed) this.panel.view.reveal();
  };

  private readonly show = (model: UploadModel): void => {
    const { panel, view, opened } = this;
    if (panel.closed) return;
    this.setTitle();
    panel.unavailable = false;
    // Once is enough: it is large, and models come often.
    panel.send({ type: 'model', model, ...(this.hasLocale ? {} : { locale: locale() }) });
    this.hasLocale = true;
    if (!opened || !view?.kept) return;
    const state: UploadState = { id: opened.id, draft: view.kept };
    if (JSON.stringify(state) !== JSON.stringify(panel.state)) panel.keep(state);
  };

  /** The page closes or shows something else: a draft that isn't sent is discarded. */
  private end(): void {
    const { opened } = this;
    this.opened = undefined;
    this.view?.dispose();
    this.view = undefined;
    if (!opened) return;
    void opened.draft.discard();
    opened.ended.reject(new Cancelled());
  }
}

function isState(value: unknown): value is UploadState {
  if (typeof value !== 'object' || value === null) return false;
  const { id, jobId, reportUri, draft } = value as Record<string, unknown>;
  if (typeof id !== 'string') return false;
  if (jobId !== undefined) return typeof jobId === 'string';
  if (reportUri !== undefined) return typeof reportUri === 'string';
  return typeof draft === 'object' && draft !== null;
}
