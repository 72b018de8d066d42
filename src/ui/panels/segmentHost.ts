import { t } from '@vscode/l10n';
import { commands, env, workspace, type Event } from 'vscode';
import { ApiError } from '../../api/apiError';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import { fallQuestion } from '../../app/segmentPage/aroundFall';
import { othersIn } from '../../app/segmentPage/audiencesSection';
import { comparisonPage } from '../../app/segmentPage/comparisonPage';
import { SegmentLookup } from '../../app/segmentPage/segmentLookup';
import type { SegmentSnapshot } from '../../app/segmentPage/segmentSnapshot';
import { segmentPage } from '../../app/segmentPage/singleSegmentPage';
import type { History } from '../../app/segments/history';
import { historyCsv, historySummary } from '../../app/segments/historyText';
import { accessOf, fullName } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';
import { sentFromHere } from '../../app/uploads/plan/sentFromHere';
import type { VerifiedSegment } from '../../app/verify/verifyTypes';
import { toFailure, type Failure } from '../../common/failure';
import { inHandUntil, Later } from '../../common/later';
import { OutsideText } from '../../common/outsideText';
import type { JobSummary } from '../../upload/jobTypes';
import { liveAround, nextComputation } from '../../upload/schedule';
import type { SegmentState, SegmentToHost, SegmentToPage } from '../../webview/protocol';
import type { SegmentAction } from '../../webview/segmentModel';
import type { SegmentNode } from '../segments/segmentNode';
import { askTarget, writeText } from '../views/exportFile';
import { accountOf, locale, type PageMessage, type Panel, type PanelController } from './panel';

/** Whether uploads to segments did what they were to do, as the page of a segment uses it. */
interface SegmentVerify {
  /** Without a request; undefined unless the segment was changed from here. */
  of(account: AccountHandle, segmentId: string): Promise<VerifiedSegment | undefined>;
  /** Keeps that a person has explained a state. */
  explain(account: AccountHandle, segment: VerifiedSegment): Promise<void>;
  /** Shows all of an account. */
  show(account: AccountHandle): unknown;
  /** Shows a page that sends what an upload sent. Resolves once that has ended. */
  again(account: AccountHandle, jobId: string): Promise<unknown>;
}

/** The records of uploads, as the page of a segment uses them. */
export interface UploadRecords {
  /** The ID of an upload that changed, or whose record was deleted. */
  readonly onDidChange: Event<string>;
  /** Those of an account. */
  of(account: AccountHandle): Promise<readonly JobSummary[]>;
  /**
   * Since when people who left may be in a segment, in milliseconds since 1970: see
   * `UpdatedLists.leftSince`.
   */
  leftSince(account: AccountHandle, segmentId: string): Promise<number | undefined>;
  /** Shows the page of an upload. */
  open(jobId: string): Promise<void>;
  /** What a segment's page does about whether uploads did what they were to do. */
  verify(): Promise<SegmentVerify>;
}

/** Milliseconds between two drawings for changes of uploads: one under way has five a second. */
const REDRAW_EVERY = 1000;

/** Commands that a control runs with the segment. */
const COMMANDS: Partial<Record<SegmentAction, string>> = {
  add: 'addFromCsv',
  remove: 'removeFromCsv',
  replace: 'replaceWithCsv',
  edit: 'updateSegment',
  openJson: 'openSegmentJson',
  copyId: 'copySegmentId',
  clear: 'clearSegment',
  delete: 'deleteSegments',
};

/** The host's side of the page of a segment, or of several side by side. */
export class SegmentHost implements PanelController<SegmentToHost> {
  private readonly lookup: SegmentLookup;
  /** The failure of each segment's last reading. */
  private readonly failures = new Map<string, Failure>();
  private hasRead = false;
  private reading: Promise<void> | undefined;
  /** Of the last drawing that began: an older one must not end after it. */
  private turn = 0;
  /** The uploads of the last drawing. */
  private shownJobs: ReadonlySet<string> = new Set();
  /** Redraws when the line of time has moved on. */
  private readonly nextTime = new Later('pause', 0, () => this.redraw());

  constructor(
    private readonly panel: Panel<SegmentState, SegmentToPage>,
    private readonly accounts: Accounts,
    segments: SegmentList,
    private readonly history: History,
    private readonly audienceList: AudienceList,
    private readonly records: UploadRecords,
    private readonly readings: {
      /** Reads a segment's figures, which then are in its history. */
      read(account: AccountHandle, segmentId: string): Promise<unknown>;
    },
  ) {
    const { state } = panel;
    this.lookup = new SegmentLookup(segments);
    panel.own(
      history.onDidChange(({ accountKey, segmentId }) => {
        // An empty ID means that the history of the whole account was deleted.
        if (
          accountKey === state.accountKey &&
          (segmentId === '' || state.segmentIds.includes(segmentId))
        )
          this.redraw();
      }),
    );
    panel.own(
      segments.onDidChange((account) => void (account.key === state.accountKey && this.redraw())),
    );
    panel.own(
      audienceList.onDidChange((account) => {
        if (account.key !== state.accountKey || !this.showsAudiences) return;
        this.redraw();
        void this.nameSegments(account);
      }),
    );
    const redrawing = new Later('every', REDRAW_EVERY, () => this.redraw());
    panel.own(records.onDidChange((jobId) => void (this.shownJobs.has(jobId) && redrawing.call())));
    // Signed out, or the account isn't shown any more.
    panel.own(accounts.onDidChange(() => this.redraw()));
    panel.own(redrawing);
    panel.own(this.nextTime);
  }

  /** Draws what is known. Reads only the first time, not when the tab is shown again. */
  async ready(): Promise<void> {
    await this.draw();
    if (this.hasRead) return;
    this.hasRead = true;
    void this.lookUpAudiences();
    await this.read();
  }

  async receive({ action, value }: PageMessage<SegmentToHost>): Promise<void> {
    const account = await this.account();
    const [segmentId = ''] = this.panel.state.segmentIds;
    switch (action) {
      case 'refresh':
        this.lookup.forget();
        void this.lookUpAudiences(true);
        return this.read();
      case 'exportHistory': {
        const entries = await this.history.of(account, segmentId);
        const target = await askTarget(`segment-${segmentId}-history.csv`);
        await writeText(target, historyCsv(entries));
        const path = workspace.asRelativePath(target);
        return this.panel.send({ type: 'status', message: t('Saved as {0}.', path) });
      }
      case 'copySummary':
        await env.clipboard.writeText(await this.summary(account));
        return this.panel.send({ type: 'status', message: t('Copied.') });
      case 'openUpload':
        if (value !== undefined) await this.records.open(value);
        return;
      case 'openSegment':
        if (value !== undefined) this.panel.open({ accountKey: account.key, segmentIds: [value] });
        return;
      case 'explain':
      case 'copyQuestion':
      case 'uploadAgain':
      case 'showVerified':
        return this.verifyPress(account, action, value);
      case 'close':
        this.panel.view.dispose();
        return;
      default: {
        const segment = this.lookup.find(account, segmentId);
        if (!segment) return;
        const node: SegmentNode = { kind: 'segment', account, segment };
        await commands.executeCommand(`criteoAudiences.${COMMANDS[action]}`, node);
      }
    }
  }

  private async verifyPress(
    account: AccountHandle,
    action: 'explain' | 'copyQuestion' | 'uploadAgain' | 'showVerified',
    jobId = '',
  ): Promise<void> {
    const [verify, [view]] = await Promise.all([this.records.verify(), this.views(account)]);
    if (action === 'showVerified') verify.show(account);
    else if (action === 'uploadAgain') await verify.again(account, jobId);
    else if (action === 'copyQuestion') {
      await env.clipboard.writeText(fallQuestion(view));
      this.panel.send({ type: 'status', message: t('Copied.') });
    } else if (view.verified) {
      await verify.explain(account, view.verified);
      this.redraw();
    }
  }

  /** Takes a reading of each segment, one after another. Joins the one that is running, if any. */
  private read(): Promise<void> {
    this.reading ??= this.readAll().finally(() => {
      this.reading = undefined;
      this.redraw();
    });
    return this.reading;
  }

  private async readAll(): Promise<void> {
    const account = await this.account();
    this.redraw();
    const { segmentIds } = this.panel.state;
    await this.lookup.load(account, segmentIds);
    for (const segmentId of segmentIds) {
      if (this.panel.closed) return;
      const segment = this.lookup.find(account, segmentId);
      const hasNone = segment && ['events', 'other'].includes(accessOf(segment));
      if (hasNone || this.lookup.isGone(segmentId)) continue;
      try {
        await this.readings.read(account, segmentId);
        this.failures.delete(segmentId);
      } catch (error) {
        const failure = toFailure(error, 'statistics');
        this.failures.set(segmentId, failure);
        // Deleted elsewhere, while the list still has it.
        if (failure.code === 'segment-not-found') await this.lookup.search(account, [segmentId]);
      }
    }
  }

  /** Only for one segment: side by side is for figures. */
  private get showsAudiences(): boolean {
    return this.panel.state.segmentIds.length === 1;
  }

  /** Reads the account's audiences unless they are known. The list tells when there is something new. */
  private async lookUpAudiences(isRefresh = false): Promise<void> {
    if (!this.showsAudiences) return;
    try {
      const account = await this.account();
      if (isRefresh) await this.audienceList.refresh(account);
      await this.audienceList.all(account);
      await this.nameSegments(account);
    } catch {
      // The page says so, from the list's state.
    }
    this.redraw();
  }

  /** Looks up the other segments of the audiences that use this one. */
  private async nameSegments(account: AccountHandle): Promise<void> {
    const [segmentId = ''] = this.panel.state.segmentIds;
    const { audiences } = this.audiencesOf(account);
    const others = othersIn({ audiences, segmentId });
    const unknown = others.filter((id) => !this.lookup.find(account, id));
    if (unknown.length === 0) return;
    await this.lookup.load(account, unknown);
    this.redraw();
  }

  /** What the list knows. Those of an earlier reading stay if a later one fails. */
  private audiencesOf(
    account: AccountHandle,
  ): Pick<SegmentSnapshot, 'audiences' | 'audiencesAsOf'> {
    const { load, error, items, loadedAt } = this.audienceList.state(account);
    const hasFailed = load === 'failed';
    if (hasFailed && error instanceof ApiError && error.kind === 'permission')
      return { audiences: 'noPermission' };
    if (this.audienceList.complete(account))
      return { audiences: items, ...(hasFailed && { audiencesAsOf: loadedAt }) };
    return { audiences: hasFailed ? 'failed' : 'loading' };
  }

  private account(): Promise<AccountHandle> {
    return accountOf(this.accounts, this.panel.state.accountKey);
  }

  private redraw(): void {
    const { panel } = this;
    if (panel.closed || panel.unavailable) return;
    inHandUntil(this.draw()).catch((error: unknown) => {
      if (!panel.closed) panel.fail(toFailure(error, 'segment'));
    });
  }

  private async draw(): Promise<void> {
    const { panel } = this;
    const turn = ++this.turn;
    const account = await this.account();
    const { segmentIds } = panel.state;
    await this.lookup.load(account, segmentIds);
    const views = await this.views(account);
    if (panel.closed || turn !== this.turn) return;
    const [view, ...others] = views;
    if (!view) return;
    const isOne = others.length === 0;
    const name = view.segment?.name;
    if (isOne && name && !name.isBlank) panel.view.title = name.forTree();
    const model = isOne
      ? segmentPage(view)
      : comparisonPage(account, views, this.reading !== undefined);
    panel.send({ type: 'model', locale: locale(), model });
    panel.unavailable = false;
    this.redrawLater(view.now);
  }

  private async views(account: AccountHandle): Promise<SegmentSnapshot[]> {
    const { segmentIds } = this.panel.state;
    const histories = await Promise.all(segmentIds.map((id) => this.history.of(account, id)));
    this.shownJobs = new Set(histories.flat().flatMap(({ jobId }) => jobId ?? []));
    // If nothing was changed from here, there is nothing to load the upload code for.
    const hasUploads = histories.flat().some(({ kind }) => kind !== 'reading');
    const jobs = hasUploads ? await this.records.of(account).catch(() => []) : [];
    const leftSince = await Promise.all(
      (hasUploads ? segmentIds : []).map((id) =>
        this.records.leftSince(account, id).catch(() => undefined),
      ),
    );
    const verified =
      hasUploads && this.showsAudiences
        ? await this.records
            .verify()
            .then(({ of }) => of(account, segmentIds[0]))
            .catch(() => undefined)
        : undefined;
    const now = Date.now();
    return segmentIds.map((segmentId, index) => {
      const segment = this.lookup.find(account, segmentId);
      return {
        account,
        segmentId,
        segment,
        isGone: this.lookup.isGone(segmentId),
        retailer: this.accounts.retailerName(account, segment?.retailerId),
        entries: histories[index] ?? [],
        jobs,
        sent: sentFromHere(jobs, histories[index] ?? [], { origin: account.origin, segmentId }),
        leftSince: leftSince[index],
        verified,
        isReading: this.reading !== undefined,
        failure: this.failures.get(segmentId),
        ...this.audiencesOf(account),
        nameOfOther: (id) => this.lookup.find(account, id)?.name,
        now,
      };
    });
  }

  private async summary(account: AccountHandle): Promise<string> {
    const views = await this.views(account);
    return historySummary(
      views.map(({ segment, segmentId, retailer, entries }) => ({
        title: segment
          ? fullName(segment, { account: account.label, retailer }).forTree()
          : OutsideText.join([account.label, segmentId], ' · ').forTree(),
        segmentId,
        latest: entries.findLast(({ kind }) => kind === 'reading'),
      })),
    );
  }

  /** When the next computation begins, or the last one may have reached campaigns. */
  private redrawLater(now: number): void {
    const computation = nextComputation(now);
    const live = liveAround(computation - 12 * 3600_000);
    const next = live > now ? live : computation;
    this.nextTime.call(next - now + 1000);
  }
}
