import { t } from '@vscode/l10n';
import { Uri, type ExtensionContext } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { Batch } from '../../../app/uploads/batch/batch';
import { keptBatchOf, keptLines } from '../../../app/uploads/batch/keptBatch';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import type { Upload } from '../../../app/uploads/upload';
import { deferred, type Deferred } from '../../../common/deferred';
import { Cancelled, toFailure } from '../../../common/failure';
import type { Report } from '../../../upload/jobTypes';
import type { KeptDraft, UploadState, UploadToHost, UploadToPage } from '../../../webview/protocol';
import type { UploadModel } from '../../../webview/uploadModel';
import type { Commands } from '../../base/command';
import {
  locale,
  Panels,
  type PageMessage,
  type Panel,
  type PanelController,
} from '../../panels/panel';
import type { HostedPage, PageHost } from './pageHost';
import type { RowActions } from './rowActions';

type UploadPanel = Panel<UploadState, UploadToPage>;

/** Uploads that a page shows before they are sent, and what happens to them. */
export interface OpenUploads {
  readonly batch: Batch;
  /** Tells pages apart: opening others with the same ID replaces these. */
  readonly id: string;
  /** A program waits for the confirmation: nothing else can be changed. */
  readonly confirmOnly: boolean;
  /** Asks for a segment at once. */
  readonly asksForSegment: boolean;
  /** What else the user should know, as sentences. */
  readonly notices: readonly string[];
  /** Runs the uploads once they are sent, one after the other. Resolves with their reports. */
  run(uploads: readonly Upload[]): Promise<readonly Report[]>;
}

/** Makes the actions on rows of these files. `list`: shows those that the editor can't. */
export type RowActionsOf = (uris: readonly Uri[], list: (rows: ListedRows) => void) => RowActions;

/** Makes what a page shows. */
interface PageHosts {
  drafts(opened: OpenUploads, page: HostedPage): PageHost;
  jobs(
    jobIds: readonly string[],
    show: (model: UploadModel) => void,
    fail: (error: unknown) => void,
    reveal: () => void,
  ): PageHost;
  report(uri: Uri, show: (model: UploadModel) => void): PageHost;
  /** The drafts of a page that the editor restores after a reload. Rejects with `Failure`. */
  restore(lines: readonly KeptDraft[]): Promise<OpenUploads>;
}

/** Uploads before they are sent, and who waits for their end. */
interface Opened extends OpenUploads {
  readonly ended: Deferred<readonly Report[]>;
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
   * Shows uploads. Resolves with the reports of those that were sent once they have ended; rejects with
   * `Cancelled` if the page is closed, or shows others, before they are sent. `signal` closes it.
   */
  async open(uploads: OpenUploads, signal?: AbortSignal): Promise<readonly Report[]> {
    if (signal?.aborted) throw new Cancelled();
    const opened: Opened = { ...uploads, ended: deferred<readonly Report[]>() };
    const kept: UploadState = { id: opened.id, batch: keptBatchOf(opened.batch) };
    const existing = this.find(keyOf(kept));
    this.opening.set(opened.id, opened);
    const panel = this.show(kept);
    this.opening.delete(opened.id);
    if (existing) this.controllers.get(existing)?.replace(opened);
    const close = (): void => this.controllers.get(panel)?.close(opened);
    signal?.addEventListener('abort', close);
    try {
      return await opened.ended.promise;
    } finally {
      signal?.removeEventListener('abort', close);
    }
  }

  /** Shows an upload, or several that were sent together, or reveals their page. */
  openJobs(jobIds: readonly string[]): void {
    this.show(stateOf(jobIds));
  }

  /** Shows the report in a file, or reveals its page. */
  openReport(uri: Uri): void {
    this.show({ id: uri.toString(), reportUri: uri.toString() });
  }

  /** Reveals the page that the user sees of an upload, be it of several; else opens its own. */
  followJob(jobId: string): void {
    const panel = this.visibleWith([jobId]);
    if (panel) panel.view.reveal();
    else this.openJobs([jobId]);
  }

  /** Whether the user sees an upload, or several, on a page that may show others, too. */
  isVisible(...jobIds: string[]): boolean {
    return this.visibleWith(jobIds) !== undefined;
  }

  private visibleWith(jobIds: readonly string[]): UploadPanel | undefined {
    return this.findVisible((state) => {
      const shown = 'jobId' in state ? [state.jobId] : 'jobIds' in state ? state.jobIds : [];
      return jobIds.every((jobId) => shown.includes(jobId));
    });
  }
}

function stateOf(jobIds: readonly string[]): UploadState {
  const [id, ...more] = jobIds;
  return more.length > 0 ? { id, jobIds: [...jobIds] } : { id, jobId: id };
}

function keyOf(state: UploadState): string {
  if ('jobId' in state) return JSON.stringify(['job', state.jobId]);
  if ('jobIds' in state) return JSON.stringify(['jobs', ...state.jobIds]);
  return JSON.stringify('reportUri' in state ? ['report', state.reportUri] : ['draft', state.id]);
}

/** The host's side of one page: first drafts, then their uploads; or a report. */
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
    if (opened) this.open(opened);
    else if ('jobId' in panel.state) this.showJobs([panel.state.jobId]);
    else if ('jobIds' in panel.state) this.showJobs(panel.state.jobIds);
    else if ('reportUri' in panel.state) this.showReport(Uri.parse(panel.state.reportUri));
  }

  async ready(): Promise<void> {
    this.hasLocale = false;
    if (!this.view) {
      const uploads = await this.views.restore(keptLines(this.panel.state));
      // A page that is shown while it is being restored isn't restored twice.
      if (this.view) return;
      const opened: Opened = { ...uploads, ended: deferred<readonly Report[]>() };
      // Nobody waits for its end any more.
      opened.ended.promise.catch(() => undefined);
      this.open(opened);
      opened.batch.start();
    }
    await this.view?.draw();
  }

  async receive({ action, value, line }: PageMessage<UploadToHost>): Promise<void> {
    await this.view?.press(action, value, line);
  }

  /** Shows other drafts of the same files. */
  replace(opened: Opened): void {
    if (this.opened === opened) return;
    this.end();
    this.open(opened);
  }

  /** Closes the page if it still shows this draft. */
  close(opened: Opened): void {
    if (this.opened === opened) this.panel.view.dispose();
  }

  private open(opened: Opened): void {
    this.opened = opened;
    this.view = this.views.drafts(opened, {
      show: this.show,
      sent: (uploads) => this.onSent(opened, uploads),
      reveal: this.reveal,
      fail: this.fail,
    });
    this.setTitle();
  }

  private onSent({ id, ended, run }: Opened, uploads: readonly Upload[]): void {
    this.opened = undefined;
    this.view?.dispose();
    const jobIds = uploads.map(({ jobId }) => jobId);
    this.showJobs(jobIds);
    this.panel.keep(jobIds.length === 1 ? { id, jobId: jobIds[0] } : { id, jobIds });
    ended.resolve(run(uploads));
  }

  private showJobs(jobIds: readonly string[]): void {
    this.view = this.views.jobs(jobIds, this.show, this.fail, this.reveal);
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

  private readonly fail = (error: unknown): void => {
    this.panel.fail(toFailure(error, 'upload'));
  };

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
    const state: UploadState = { id: opened.id, batch: view.kept };
    if (JSON.stringify(state) !== JSON.stringify(panel.state)) panel.keep(state);
  };

  /** The page closes or shows something else: a draft that isn't sent is discarded. */
  private end(): void {
    const { opened } = this;
    this.opened = undefined;
    this.view?.dispose();
    this.view = undefined;
    if (!opened) return;
    void opened.batch.dispose();
    opened.ended.reject(new Cancelled());
  }
}

function isState(value: unknown): value is UploadState {
  if (typeof value !== 'object' || value === null) return false;
  const { id, jobId, jobIds, reportUri, draft, batch } = value as Record<string, unknown>;
  if (typeof id !== 'string') return false;
  if (jobId !== undefined) return typeof jobId === 'string';
  if (reportUri !== undefined) return typeof reportUri === 'string';
  if (jobIds !== undefined)
    return Array.isArray(jobIds) && jobIds.every((one) => typeof one === 'string');
  return [draft, batch].some((one) => typeof one === 'object' && one !== null);
}
