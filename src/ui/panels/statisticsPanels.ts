import { t } from '@vscode/l10n';
import { env, Uri, window, workspace, type ExtensionContext } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { History, HistoryEntry } from '../../app/segments/history';
import { historyCsv, historySummary, markOf } from '../../app/segments/historyText';
import { fullName, nameOf, retailerOf } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';
import { figuresOf, takeReading } from '../../app/segments/statistics';
import { liveAround, nextComputation } from '../../app/uploads/schedule';
import { describe, toFailure } from '../../common/failure';
import { OutsideText } from '../../common/outsideText';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import type {
  Reading,
  SegmentFigures,
  StatisticsState,
  StatisticsToHost,
  StatisticsToPage,
} from '../../webview/protocol';
import { type Commands } from '../base/command';
import {
  accountOf,
  locale,
  Panels,
  type PageMessage,
  type Panel,
  type PanelController,
} from './panel';

type StatisticsPanel = Panel<StatisticsState, StatisticsToPage>;

/**
 * The statistics of one segment, or of several side by side, with all readings taken by this
 * extension.
 */
export class StatisticsPanels extends Panels<StatisticsState, StatisticsToHost, StatisticsToPage> {
  private readonly views = new WeakMap<StatisticsPanel, StatisticsView>();

  constructor(
    context: Pick<ExtensionContext, 'extensionUri'>,
    accounts: Accounts,
    segments: SegmentList,
    history: History,
    commands: Commands,
  ) {
    super(context, accounts, commands, {
      name: 'statistics',
      keyOf: ({ accountKey, segmentIds }) =>
        JSON.stringify([accountKey, ...[...segmentIds].sort()]),
      title: (state) => titleOf(state, accounts, segments),
      isState,
      connect: (panel) => {
        const view = new StatisticsView(panel, accounts, segments, history);
        this.views.set(panel, view);
        return view;
      },
    });
  }

  /** Shows the panel of these segments, and takes a new reading of each. */
  async compare(account: AccountHandle, segmentIds: readonly string[]): Promise<void> {
    await this.views
      .get(this.show({ accountKey: account.key, segmentIds: [...segmentIds] }))
      ?.read();
  }
}

/** The host's side of one panel. */
class StatisticsView implements PanelController<StatisticsToHost> {
  /** The failure of each segment's last reading. */
  private readonly failures = new Map<string, SegmentFigures['failure']>();
  /** Segments that were searched for their names, found or not. */
  private readonly searched = new Set<string>();
  private hasRead = false;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly panel: StatisticsPanel,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: History,
  ) {
    const { state } = panel;
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
  }

  /** Draws stored readings. Takes a new one only the first time, not when the tab is shown again. */
  async ready(): Promise<void> {
    await this.draw();
    if (!this.hasRead) await this.read();
  }

  async receive(message: PageMessage<StatisticsToHost>): Promise<void> {
    switch (message.type) {
      case 'refresh':
        return this.read();
      case 'exportHistory': {
        const account = await this.account();
        const fileName = await exportHistory(
          message.segmentId,
          await this.history.of(account, message.segmentId),
        );
        if (fileName) this.panel.send({ type: 'status', message: t('Saved as {0}.', fileName) });
        return;
      }
      case 'copySummary':
        await env.clipboard.writeText(historySummary(await this.figures()));
        this.panel.send({ type: 'status', message: t('Copied.') });
    }
  }

  /** Takes a reading of each segment, one after another. Joins the one that is running, if any. */
  read(): Promise<void> {
    this.hasRead = true;
    this.reading ??= this.readAll().finally(() => {
      this.reading = undefined;
      this.redraw();
    });
    return this.reading;
  }

  private async readAll(): Promise<void> {
    const account = await this.account();
    this.redraw();
    for (const segmentId of this.panel.state.segmentIds) {
      try {
        await takeReading(this.history, account, segmentId);
        this.failures.delete(segmentId);
      } catch (error) {
        const failure = toFailure(error, 'statistics');
        this.failures.set(segmentId, { message: failure.message, details: describe(failure) });
      }
    }
  }

  private account(): Promise<AccountHandle> {
    return accountOf(this.accounts, this.panel.state.accountKey);
  }

  /** Ignores failures: `ready` shows them. */
  private redraw(): void {
    if (!this.panel.closed && !this.panel.unavailable) this.draw().catch(() => undefined);
  }

  private async draw(): Promise<void> {
    const { panel } = this;
    const account = await this.account();
    const segments = await this.figures();
    if (panel.closed) return;
    panel.view.title = titleOf(panel.state, this.accounts, this.segments);
    const model = {
      account: account.label.forTree(),
      sandbox: account.sandbox,
      segments,
      loading: this.reading !== undefined,
    };
    panel.send({ type: 'model', locale: locale(), model });
  }

  private async figures(): Promise<SegmentFigures[]> {
    const account = await this.account();
    const unknown = this.panel.state.segmentIds.filter(
      (id) => !this.segments.find(account, id) && !this.searched.has(id),
    );
    for (const id of unknown) this.searched.add(id);
    // On failure the IDs are shown in place of the names.
    if (unknown.length > 0)
      await this.segments.search(account, { segmentIds: unknown }).catch(() => undefined);
    return Promise.all(this.panel.state.segmentIds.map((id) => this.segmentFigures(account, id)));
  }

  private async segmentFigures(account: AccountHandle, segmentId: string): Promise<SegmentFigures> {
    const segment: Segment = this.segments.find(account, segmentId) ?? {
      id: segmentId,
      name: OutsideText.name(segmentId),
      channels: [],
      json: () => '',
    };
    const entries = await this.history.of(account, segmentId);
    const readings: Reading[] = entries
      .filter(({ kind }) => kind === 'reading')
      .map((entry) => ({ at: entry.at, ...figuresOf(entry) }));
    const marks = entries.flatMap((entry) => markOf(entry) ?? []);
    const lastChanged = marks.at(-1)?.at;
    const computedAt = lastChanged === undefined ? undefined : nextComputation(lastChanged);
    const retailer = this.accounts.retailerName(account, segment.retailerId);
    return {
      segmentId,
      title: fullName(segment, { account: account.label, retailer }).forTree(),
      name: OutsideText.join(
        [segment.retailerId && retailerOf(segment, retailer), nameOf(segment)],
        ' · ',
      ).forTree(),
      identifierType: identifierTypeLabel(segment.contactList?.identifierType) || undefined,
      latest: readings.at(-1),
      readings,
      marks,
      lastChanged,
      computedAt,
      liveAt: computedAt === undefined ? undefined : liveAround(computedAt),
      failure: this.failures.get(segmentId),
    };
  }
}

function titleOf(
  { accountKey, segmentIds }: StatisticsState,
  accounts: Accounts,
  segments: SegmentList,
): string {
  if (segmentIds.length > 1) return t('Compare {0} Segments', segmentIds.length);
  const account = accounts.byKey(accountKey);
  return t(
    'Statistics: {0}',
    (account && segments.find(account, segmentIds[0])?.name?.forTree()) || segmentIds[0],
  );
}

function isState(value: unknown): value is StatisticsState {
  if (typeof value !== 'object' || value === null) return false;
  const { accountKey, segmentIds } = value as Partial<StatisticsState>;
  return (
    typeof accountKey === 'string' &&
    Array.isArray(segmentIds) &&
    segmentIds.length > 0 &&
    segmentIds.every((id) => typeof id === 'string')
  );
}

/**
 * Asks for a file, and writes one row per reading, upload and clear, with times in ISO 8601. Resolves
 * to the file's path in the workspace, or undefined if cancelled.
 */
async function exportHistory(
  segmentId: string,
  entries: readonly HistoryEntry[],
): Promise<string | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    defaultUri: folder && Uri.joinPath(folder, `segment-${segmentId}-history.csv`),
    filters: { CSV: ['csv'] },
  });
  if (!target) return undefined;
  await workspace.fs.writeFile(target, new TextEncoder().encode(historyCsv(entries)));
  return workspace.asRelativePath(target);
}
