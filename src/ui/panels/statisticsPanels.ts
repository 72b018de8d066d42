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
import type {
  Reading,
  SegmentFigures,
  StatisticsState,
  StatisticsToHost,
  StatisticsToPage,
} from '../../webview/protocol';
import { type Commands } from '../base/command';
import { accountOf, locale, Panels, type Connection, type OwnPanel, type Panel } from './panel';

type StatisticsPanel = Panel<StatisticsState, StatisticsToPage>;

/**
 * Statistics of one segment, or of several side by side, with every reading ever taken from here.
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

  /**
   * Shows the panel of these segments, side by side where they are several; one that is open
   * already takes a new reading.
   */
  async compare(account: AccountHandle, segmentIds: readonly string[]): Promise<void> {
    await this.views
      .get(this.show({ accountKey: account.key, segmentIds: [...segmentIds] }))
      ?.read();
  }
}

/** The host's side of one panel. */
class StatisticsView implements Connection<StatisticsToHost> {
  /** Failed readings, by segment, until the next goes well. */
  private readonly failures = new Map<string, SegmentFigures['failure']>();
  /** Segments whose names were asked for once. */
  private readonly looked = new Set<string>();
  private asked = false;
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
        // An empty id: all of the account was forgotten.
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

  /**
   * Draws what is known at once, and asks the API at the first time only: showing a tab again is no
   * reading.
   */
  async ready(): Promise<void> {
    await this.draw();
    if (!this.asked) await this.read();
  }

  async receive(message: OwnPanel<StatisticsToHost>): Promise<void> {
    switch (message.type) {
      case 'refresh':
        return this.read();
      case 'exportHistory': {
        const account = await this.account();
        const saved = await exportHistory(
          message.segmentId,
          await this.history.of(account, message.segmentId),
        );
        if (saved) this.panel.send({ type: 'said', message: t('Saved as {0}.', saved) });
        return;
      }
      case 'copySummary':
        await env.clipboard.writeText(historySummary(await this.figures()));
        this.panel.send({ type: 'said', message: t('Copied.') });
    }
  }

  /** Takes a reading of each segment. One at a time: asked again while it runs, it is the same. */
  read(): Promise<void> {
    this.asked = true;
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

  /** Where it cannot be drawn now, `ready` has told why, or will. */
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
      (id) => !this.segments.find(account, id) && !this.looked.has(id),
    );
    // Names only: without them the ids serve.
    for (const id of unknown) this.looked.add(id);
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
      identifierType: segment.contactList?.identifierType,
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
 * Asks where to, and writes one line per reading, upload and clear, times in ISO 8601. Gives the
 * file's name, undefined when cancelled.
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
