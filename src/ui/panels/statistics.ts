import { Uri, env, window, workspace, type ExtensionContext } from 'vscode';
import { t } from '@vscode/l10n';
import type { Segment } from '../../api/types';
import type { Mark, Reading, SegmentFigures, StatisticsState, StatisticsToHost, StatisticsToPage } from '../../webview/protocol';
import type { Commands } from '../base/command';
import { toFailure } from '../base/failure';
import { Owner } from '../base/lifecycle';
import { fullName } from '../segments/words';
import type { AccountHandle, Accounts, History, HistoryEntry, SegmentList } from '../services';
import { liveAround, nextComputation } from '../uploads/computation';
import { Panels, accountOf, locale, type Panel } from './panel';

type StatisticsPanel = Panel<StatisticsState, StatisticsToPage>;

interface Parts {
  accounts: Accounts;
  segments: SegmentList;
  history: History;
  commands: Commands;
}

/** Statistics of one segment, or of several side by side, with every reading ever taken from here. */
export class StatisticsPanels extends Owner {
  private readonly panels: Panels<StatisticsState, StatisticsToHost, StatisticsToPage>;
  /** Sentences of failed readings, by segment, until the next goes well. */
  private readonly failures = new Map<string, string>();

  constructor(
    context: Pick<ExtensionContext, 'extensionUri'>,
    private readonly parts: Parts,
  ) {
    super();
    this.panels = this.register(
      new Panels<StatisticsState, StatisticsToHost, StatisticsToPage>(context, {
        name: 'statistics',
        keyOf: ({ accountKey, segmentIds }) => `${accountKey}|${[...segmentIds].sort().join(',')}`,
        title: (state) => this.title(state),
        isState,
        connect: (panel) => {
          panel.own(
            parts.history.onDidChange((event) => {
              if (event.accountKey === panel.state.accountKey && panel.state.segmentIds.includes(event.segmentId)) void this.draw(panel, false);
            }),
          );
          return (message) => this.receive(panel, message);
        },
        failed: (error) => parts.commands.report(error, 'showStatistics'),
      }),
    );
  }

  show(account: AccountHandle, segmentIds: readonly string[]): void {
    this.panels.show({ accountKey: account.key, segmentIds: [...segmentIds] });
  }

  private async receive(panel: StatisticsPanel, message: StatisticsToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
      case 'refresh':
        return this.read(panel);
      case 'exportHistory':
        return this.exportHistory(await accountOf(this.parts.accounts, panel.state.accountKey), message.segmentId);
      case 'copySummary': {
        await env.clipboard.writeText(summary(await this.figures(panel)));
        panel.send({ type: 'said', message: t('Copied.') });
      }
    }
  }

  /** Asks the API, one segment after the other, and keeps each reading. */
  private async read(panel: StatisticsPanel): Promise<void> {
    await this.draw(panel, true);
    const account = await accountOf(this.parts.accounts, panel.state.accountKey);
    for (const segmentId of panel.state.segmentIds) {
      try {
        const { numberOfIdentifiers, numberOfMatches, matchRate } = await account.client.statistics(account.accountId, segmentId);
        this.failures.delete(segmentId);
        await this.parts.history.add(account, segmentId, { at: Date.now(), kind: 'reading', numberOfIdentifiers, numberOfMatches, matchRate });
      } catch (error) {
        this.failures.set(segmentId, toFailure(error, 'statistics').message);
      }
    }
    await this.draw(panel, false);
  }

  private async draw(panel: StatisticsPanel, loading: boolean): Promise<void> {
    const account = await accountOf(this.parts.accounts, panel.state.accountKey);
    const segments = await this.figures(panel);
    if (panel.closed) return;
    panel.view.title = this.title(panel.state);
    panel.send({ type: 'model', locale: locale(), model: { sandbox: account.sandbox, segments, loading } });
  }

  private async figures(panel: StatisticsPanel): Promise<SegmentFigures[]> {
    const account = await accountOf(this.parts.accounts, panel.state.accountKey);
    const unknown = panel.state.segmentIds.filter((id) => !this.parts.segments.find(account, id));
    // Names only: without them the ids serve.
    if (unknown.length > 0) await this.parts.segments.search(account, { segmentIds: unknown }).catch(() => undefined);
    return Promise.all(panel.state.segmentIds.map((id) => this.segmentFigures(account, id)));
  }

  private async segmentFigures(account: AccountHandle, segmentId: string): Promise<SegmentFigures> {
    const segment: Segment = this.parts.segments.find(account, segmentId) ?? { id: segmentId, name: segmentId, channels: [], json: '' };
    const entries = await this.parts.history.of(account, segmentId);
    const readings: Reading[] = entries
      .filter(({ kind }) => kind === 'reading')
      .map(({ at, numberOfIdentifiers, numberOfMatches, matchRate }) => ({ at, numberOfIdentifiers, numberOfMatches, matchRate }));
    const marks = entries.flatMap((entry) => mark(entry) ?? []);
    const lastChanged = marks.at(-1)?.at;
    const computedAt = lastChanged === undefined ? undefined : nextComputation(lastChanged);
    return {
      segmentId,
      title: fullName(segment, { account: account.label, retailer: this.parts.accounts.retailerName(account, segment.retailerId) }),
      name: segment.name ?? segmentId,
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

  private async exportHistory(account: AccountHandle, segmentId: string): Promise<void> {
    const target = await window.showSaveDialog({
      defaultUri: workspace.workspaceFolders?.[0] && Uri.joinPath(workspace.workspaceFolders[0].uri, `segment-${segmentId}-history.csv`),
      filters: { CSV: ['csv'] },
    });
    if (!target) return;
    const entries = await this.parts.history.of(account, segmentId);
    const lines = entries.map(({ at, kind, operation, accepted, numberOfIdentifiers, numberOfMatches, matchRate }) =>
      [new Date(at).toISOString(), kind, operation, accepted, numberOfIdentifiers, numberOfMatches, matchRate].map((cell) => cell ?? '').join(','),
    );
    const text = ['time,kind,operation,accepted,identifiers,matches,matchRate', ...lines, ''].join('\n');
    await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  }

  private title({ accountKey, segmentIds }: StatisticsState): string {
    if (segmentIds.length > 1) return t('Compare {0} Segments', segmentIds.length);
    const account = this.parts.accounts.byKey(accountKey);
    return t('Statistics: {0}', (account && this.parts.segments.find(account, segmentIds[0])?.name) || segmentIds[0]);
  }
}

function isState(value: unknown): value is StatisticsState {
  if (typeof value !== 'object' || value === null) return false;
  const { accountKey, segmentIds } = value as Partial<StatisticsState>;
  return typeof accountKey === 'string' && Array.isArray(segmentIds) && segmentIds.length > 0 && segmentIds.every((id) => typeof id === 'string');
}

function mark({ at, kind, operation, accepted }: HistoryEntry): Mark | undefined {
  if (kind === 'reading') return undefined;
  if (kind === 'clear') return { at, kind, label: t('All identifiers removed') };
  const count = new Intl.NumberFormat(env.language).format(accepted ?? 0);
  const label = operation === 'remove' ? t('Removal of {0} accepted', count) : operation === 'replace' ? t('Replaced: {0} accepted', count) : t('Addition of {0} accepted', count);
  return { at, kind: 'upload', label };
}

/** Plain text for a message or a ticket: figures as the API sent them. */
function summary(segments: readonly SegmentFigures[]): string {
  const number = new Intl.NumberFormat(env.language);
  const percent = new Intl.NumberFormat(env.language, { style: 'percent', maximumFractionDigits: 1 });
  const none = t('no figure given');
  return segments
    .map(({ title, segmentId, latest }) =>
      [
        `${title} (${segmentId})`,
        t('Identifiers: {0}', latest?.numberOfIdentifiers === undefined ? none : number.format(latest.numberOfIdentifiers)),
        t('Matches: {0}', latest?.numberOfMatches === undefined ? none : number.format(latest.numberOfMatches)),
        t('Match rate: {0}', latest?.matchRate === undefined ? none : percent.format(latest.matchRate)),
        t('Read: {0}', latest ? new Date(latest.at).toISOString() : '–'),
      ].join('\n'),
    )
    .join('\n\n');
}
