import { t } from '@vscode/l10n';
import { Uri, type ExtensionContext } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { keptRemoval, type RemovalChoices } from '../../../app/removals/page/removalChoices';
import { keptBatchOf, keptLines } from '../../../app/uploads/batch/keptBatch';
import type { Choices } from '../../../app/uploads/choices/choices';
import type { Upload } from '../../../app/uploads/upload';
import { deferred, type Deferred } from '../../../common/deferred';
import { Cancelled, toFailure } from '../../../common/failure';
import { inHandUntil } from '../../../common/later';
import { isRecord, isTextList } from '../../../common/records';
import type { Report } from '../../../upload/jobTypes';
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
import type { OpenUploads, PageDrafts } from './pageDrafts';
import type { DraftPage, HostedPage, PageHost } from './pageHost';

type UploadPanel = Panel<UploadState, UploadToPage>;

/** Makes what a page shows. */
interface PageHosts {
  drafts(opened: OpenUploads, page: DraftPage): PageHost;
  /** `running`: what this page has just sent, until it has ended. */
  jobs(
    jobIds: readonly string[],
    page: HostedPage,
    running: Promise<unknown> | undefined,
  ): PageHost;
  removal(state: RemovalState, page: HostedPage): PageHost;
  report(uri: Uri, page: HostedPage): PageHost;
  verify(state: UploadState & { verifies: string }, page: HostedPage): PageHost;
}

/** What the page of a removal keeps: what was chosen, or its ID once it has begun. */
type RemovalState = { id: string } & ({ choices: RemovalChoices } | { removalId: string });

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
    readonly pageDrafts: PageDrafts,
    readonly hosts: PageHosts,
  ) {
    super(context, accounts, commands, {
      name: 'upload',
      keyOf,
      title: () => t('Upload'),
      isState,
      connect: (panel) => {
        const page = new UploadPage(panel, this, this.opening.get(panel.state.id));
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

  /** The same for a person's uploads, which are checked as soon as they are shown. */
  begin(uploads: OpenUploads): Promise<readonly Report[]> {
    const ended = this.open(uploads);
    uploads.batch.start();
    return ended;
  }

  /** Shows an upload, or several that were sent together, or reveals their page. */
  openJobs(jobIds: readonly string[]): void {
    this.show(stateOf(jobIds));
  }

  /** Shows the report in a file, or reveals its page. */
  openReport(uri: Uri): void {
    this.show({ id: uri.toString(), reportUri: uri.toString() });
  }

  /** Shows a removal from every segment, or reveals its page. */
  openRemoval(of: { choices: RemovalChoices } | { removalId: string }): void {
    const id = JSON.stringify(['removal', 'choices' in of ? of.choices : of.removalId]);
    this.show('choices' in of ? { id, removal: of.choices } : { id, ...of });
  }

  /** Shows whether uploads to an account did what they were to do, or reveals that page. */
  openVerify(accountKey: string): void {
    this.show({ id: accountKey, verifies: accountKey });
  }

  /** Whether the user sees the page of a removal. */
  isRemovalVisible(removalId: string): boolean {
    return this.all.some(
      ({ view, state }) => view.visible && 'removalId' in state && state.removalId === removalId,
    );
  }

  /** Reveals the page that the user sees of an upload, be it of several; else opens its own. */
  followJob(jobId: string): void {
    const panel = this.visibleWith([jobId]);
    if (panel) panel.view.reveal();
    else this.openJobs([jobId]);
  }

  /** Pages that show an upload show the one that takes its place. */
  replaceJob(from: string, to: string): void {
    for (const panel of this.all) {
      const shown = jobIdsOf(panel.state);
      if (shown.includes(from))
        this.controllers
          .get(panel)
          ?.showOthers(shown.map((jobId) => (jobId === from ? to : jobId)));
    }
  }

  /** Whether the user sees an upload, or several, on a page that may show others, too. */
  isVisible(jobIds: readonly string[]): boolean {
    return this.visibleWith(jobIds) !== undefined;
  }

  /** Tells of a failure that nobody waits for any more. */
  readonly report = (error: unknown): void => this.commands.report(error, 'uploadCsv');

  private visibleWith(jobIds: readonly string[]): UploadPanel | undefined {
    return this.all.find(({ view, state }) => {
      const shown = jobIdsOf(state);
      return view.visible && jobIds.every((jobId) => shown.includes(jobId));
    });
  }
}

/** The uploads that a page shows, once they are sent. */
function jobIdsOf(state: UploadState): readonly string[] {
  return 'jobId' in state ? [state.jobId] : 'jobIds' in state ? state.jobIds : [];
}

function stateOf(jobIds: readonly string[]): UploadState {
  const [id, ...more] = jobIds;
  return more.length > 0 ? { id, jobIds: [...jobIds] } : { id, jobId: id };
}

function keyOf(state: UploadState): string {
  if ('jobId' in state) return JSON.stringify(['job', state.jobId]);
  if ('jobIds' in state) return JSON.stringify(['jobs', ...state.jobIds]);
  if ('removalId' in state) return JSON.stringify(['removal', state.removalId]);
  if ('verifies' in state) return JSON.stringify(['verify', state.verifies]);
  return JSON.stringify('reportUri' in state ? ['report', state.reportUri] : ['draft', state.id]);
}

/** The host's side of one page: first drafts, then their uploads; or a report. */
class UploadPage implements PanelController<UploadToHost> {
  private host: PageHost | undefined;
  private opened: Opened | undefined;
  /** Whether the page, as it is loaded now, has its texts. */
  private hasLocale = false;
  private readonly hosted: HostedPage = {
    show: (model) => this.show(model),
    reveal: () => void (this.panel.closed || this.panel.view.reveal()),
    fail: (error) => this.panel.fail(toFailure(error, 'upload')),
    startUpload: (choices) => void this.startUpload(choices).catch(this.pages.report),
    report: (error) => this.pages.report(error),
  };

  constructor(
    private readonly panel: UploadPanel,
    private readonly pages: UploadPages,
    opened: Opened | undefined,
  ) {
    panel.own({ dispose: () => this.end() });
    if (opened) this.open(opened);
    else if ('jobId' in panel.state) this.showJobs([panel.state.jobId]);
    else if ('jobIds' in panel.state) this.showJobs(panel.state.jobIds);
    else {
      this.host = this.hostOf(panel.state);
      this.setTitle();
    }
  }

  async ready(): Promise<void> {
    this.hasLocale = false;
    if (!this.host) {
      const uploads = await this.pages.pageDrafts.restored(keptLines(this.panel.state));
      // A page that is shown while it is being restored isn't restored twice.
      if (this.host) return;
      const opened: Opened = { ...uploads, ended: deferred<readonly Report[]>() };
      // No command waits for it any more.
      opened.ended.promise.catch(this.pages.report);
      this.open(opened);
      opened.batch.start();
    }
    await this.host?.draw();
  }

  async receive({ action, value, line }: PageMessage<UploadToHost>): Promise<void> {
    await this.host?.press(action, value, line);
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
    const sent = (uploads: readonly Upload[]): void => this.onSent(opened, uploads);
    this.host = this.pages.hosts.drafts(opened, { ...this.hosted, sent });
    this.setTitle();
  }

  private onSent({ id, ended, run }: Opened, uploads: readonly Upload[]): void {
    this.opened = undefined;
    this.host?.dispose();
    const jobIdsNow = (): string[] => uploads.map(({ jobId }) => jobId);
    const jobIds = jobIdsNow();
    const running = run(uploads, () => this.pages.isVisible(jobIdsNow()));
    this.showJobs(jobIds, running);
    this.panel.keep({ ...stateOf(jobIds), id });
    ended.resolve(running);
  }

  private async startUpload(choices: Choices): Promise<void> {
    await this.pages.begin(await this.pages.pageDrafts.one(choices, []));
  }

  private showJobs(jobIds: readonly string[], running?: Promise<unknown>): void {
    this.host = this.pages.hosts.jobs(jobIds, this.hosted, running);
    this.setTitle();
    void inHandUntil(this.host.draw()).catch(() => undefined);
  }

  /** Shows uploads in place of others. */
  showOthers(jobIds: readonly string[]): void {
    this.host?.dispose();
    this.showJobs(jobIds);
    this.panel.keep({ ...stateOf(jobIds), id: this.panel.state.id });
  }

  /** Of what is no upload. */
  private hostOf(state: UploadState): PageHost | undefined {
    const { hosts } = this.pages;
    if ('reportUri' in state) return hosts.report(Uri.parse(state.reportUri), this.hosted);
    if ('verifies' in state) return hosts.verify(state, this.hosted);
    const { id } = state;
    const choices = 'removal' in state ? keptRemoval(state.removal) : undefined;
    const of = choices ? { choices } : 'removalId' in state ? state : undefined;
    return of && hosts.removal({ id, ...of }, this.hosted);
  }

  private setTitle(): void {
    if (this.host) this.panel.view.title = this.host.title;
  }

  private show(model: UploadModel): void {
    const { panel, host, opened } = this;
    if (panel.closed) return;
    this.setTitle();
    panel.unavailable = false;
    // Once is enough: it is large, and models come often.
    panel.send({ type: 'model', model, ...(this.hasLocale ? {} : { locale: locale() }) });
    this.hasLocale = true;
    const state: UploadState | undefined =
      host?.state ?? (opened && host?.kept && { id: opened.id, batch: host.kept });
    if (state && JSON.stringify(state) !== JSON.stringify(panel.state)) panel.keep(state);
  }

  /** The page closes or shows something else: a draft that isn't sent is discarded. */
  private end(): void {
    const { opened } = this;
    this.opened = undefined;
    this.host?.dispose();
    this.host = undefined;
    if (!opened) return;
    void opened.batch.dispose();
    opened.ended.reject(new Cancelled());
  }
}

function isState(value: unknown): value is UploadState {
  if (!isRecord(value)) return false;
  const { id, jobId, jobIds, reportUri, batch, removal, removalId, verifies } = value;
  if (typeof id !== 'string') return false;
  if (jobId !== undefined) return typeof jobId === 'string';
  if (reportUri !== undefined) return typeof reportUri === 'string';
  if (jobIds !== undefined) return isTextList(jobIds);
  if (removalId !== undefined) return typeof removalId === 'string';
  if (verifies !== undefined) return typeof verifies === 'string';
  if (removal !== undefined) return keptRemoval(removal) !== undefined;
  return isRecord(batch);
}
