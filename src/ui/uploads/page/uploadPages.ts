import { t } from '@vscode/l10n';
import { Uri, type ExtensionContext } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { UploadBatch } from '../../../app/uploads/batch/uploadBatch';
import type { Draft } from '../../../app/uploads/draft/draft';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import type { Upload } from '../../../app/uploads/upload';
import { deferred, type Deferred } from '../../../common/deferred';
import { Cancelled, toFailure } from '../../../common/failure';
import type { Report } from '../../../upload/jobTypes';
import type {
  KeptBatch,
  KeptDraft,
  UploadState,
  UploadToHost,
  UploadToPage,
} from '../../../webview/protocol';
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

/** Several uploads that a page shows, and what happens to them. */
export interface OpenBatch {
  readonly batch: UploadBatch;
  readonly id: string;
  /** Asks for a segment at once. */
  readonly asksForSegment: boolean;
  /** Runs the uploads once they are sent, one after the other. Resolves with their reports. */
  run(uploads: readonly Upload[]): Promise<readonly Report[]>;
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
  batch(
    opened: Omit<OpenBatch, 'id' | 'run'>,
    show: (model: UploadModel) => void,
    onSent: (uploads: readonly Upload[]) => void,
    reveal: () => void,
  ): PageHost;
  jobs(
    jobIds: readonly string[],
    show: (model: UploadModel) => void,
    fail: (error: unknown) => void,
    reveal: () => void,
  ): PageHost;
  report(uri: Uri, show: (model: UploadModel) => void): PageHost;
  /** The draft of a page that the editor restores after a reload. Rejects with `Failure`. */
  restore(kept: unknown): Promise<OpenDraft>;
  restoreBatch(kept: unknown): Promise<OpenBatch>;
}

/** What a page shows until it is sent. */
interface Opened {
  readonly id: string;
  show(
    show: (model: UploadModel) => void,
    onSent: (jobIds: readonly string[]) => void,
    reveal: () => void,
  ): PageHost;
  /** The page closed, or shows something else, before it was sent. */
  discard(): void;
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
    private readonly views: PageHosts,
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
  open(opened: OpenDraft, draft: KeptDraft, signal?: AbortSignal): Promise<Report> {
    const ended = deferred<Report>();
    this.openPage(openedDraft(opened, this.views, ended), { id: opened.id, draft }, ended, signal);
    return ended.promise;
  }

  /** Shows several uploads, as `open` shows one. */
  openBatch(opened: OpenBatch, batch: KeptBatch): Promise<readonly Report[]> {
    const ended = deferred<readonly Report[]>();
    this.openPage(openedBatch(opened, this.views, ended), { id: opened.id, batch }, ended);
    return ended.promise;
  }

  private openPage(
    opened: Opened,
    kept: UploadState,
    ended: Pick<Deferred<unknown>, 'promise' | 'reject'>,
    signal?: AbortSignal,
  ): void {
    if (signal?.aborted) return ended.reject(new Cancelled());
    const existing = this.find(keyOf(kept));
    this.opening.set(opened.id, opened);
    const panel = this.show(kept);
    this.opening.delete(opened.id);
    if (existing) this.controllers.get(existing)?.replace(opened);
    const close = (): void => this.controllers.get(panel)?.close(opened);
    signal?.addEventListener('abort', close);
    void ended.promise
      .finally(() => signal?.removeEventListener('abort', close))
      .catch(() => undefined);
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

function openedDraft(opened: OpenDraft, views: PageHosts, ended: Deferred<Report>): Opened {
  return {
    id: opened.id,
    show: (show, onSent, reveal) =>
      views.draft(
        opened,
        show,
        (upload) => {
          onSent([upload.jobId]);
          ended.resolve(opened.run(upload));
        },
        reveal,
      ),
    discard: () => {
      void opened.draft.discard();
      ended.reject(new Cancelled());
    },
  };
}

function openedBatch(
  opened: OpenBatch,
  views: PageHosts,
  ended: Deferred<readonly Report[]>,
): Opened {
  return {
    id: opened.id,
    show: (show, onSent, reveal) =>
      views.batch(
        opened,
        show,
        (uploads) => {
          onSent(uploads.map(({ jobId }) => jobId));
          ended.resolve(opened.run(uploads));
        },
        reveal,
      ),
    discard: () => {
      void opened.batch.dispose();
      ended.reject(new Cancelled());
    },
  };
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
      const restore = this.restoring();
      if (!restore) return;
      const { opened, start } = await restore;
      // A page that is shown while it is being restored isn't restored twice.
      if (this.view) return;
      this.open(opened);
      start();
    }
    await this.view?.draw();
  }

  async receive({ action, value, line }: PageMessage<UploadToHost>): Promise<void> {
    await this.view?.press(action, value, line);
  }

  /** What the page showed before a reload of the window, as it is begun anew. */
  private restoring(): Promise<{ opened: Opened; start: () => unknown }> | undefined {
    const { state } = this.panel;
    // Nobody waits for its end any more.
    const unheard = <T>(): Deferred<T> => {
      const ended = deferred<T>();
      ended.promise.catch(() => undefined);
      return ended;
    };
    if ('draft' in state)
      return this.views.restore(state.draft).then((draft) => ({
        opened: openedDraft(draft, this.views, unheard()),
        start: () => void draft.draft.check(),
      }));
    if ('batch' in state)
      return this.views.restoreBatch(state.batch).then((batch) => ({
        opened: openedBatch(batch, this.views, unheard()),
        start: () => batch.batch.start(),
      }));
    return undefined;
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
    this.view = opened.show(this.show, (jobIds) => this.onSent(opened, jobIds), this.reveal);
    this.setTitle();
  }

  private onSent({ id }: Opened, jobIds: readonly string[]): void {
    this.opened = undefined;
    this.view?.dispose();
    this.showJobs(jobIds);
    this.panel.keep(jobIds.length === 1 ? { id, jobId: jobIds[0] } : { id, jobIds: [...jobIds] });
  }

  private showJobs(jobIds: readonly string[]): void {
    const fail = (error: unknown): void => this.panel.fail(toFailure(error, 'upload'));
    this.view = this.views.jobs(jobIds, this.show, fail, this.reveal);
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
    const state: UploadState = { id: opened.id, ...view.kept };
    if (JSON.stringify(state) !== JSON.stringify(panel.state)) panel.keep(state);
  };

  /** The page closes or shows something else: a draft that isn't sent is discarded. */
  private end(): void {
    const { opened } = this;
    this.opened = undefined;
    this.view?.dispose();
    this.view = undefined;
    opened?.discard();
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
