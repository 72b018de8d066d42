import { window, type ExtensionContext, type WebviewPanelSerializer } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { lazy } from '../../common/lazy';
import type { FormValues } from '../../webview/protocol';
import type { Commands } from '../base/command';
import { viewType, type PanelName } from '../base/names';

/** Loads each kind of panel when the first one is opened or restored. */
export class LazyPanels extends DisposableOwner {
  constructor(
    private readonly context: Pick<ExtensionContext, 'extensionUri'>,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: History,
    private readonly commands: Commands,
  ) {
    super();
    this.restore('form', this.forms);
    this.restore('statistics', this.statisticsPanels);
  }

  private readonly forms = lazy(async () => {
    const { SegmentForms } = await import('./segmentForms');
    return this.register(
      new SegmentForms(this.context, this.accounts, this.segments, this.commands),
    );
  });

  private readonly statisticsPanels = lazy(async () => {
    const { StatisticsPanels } = await import('./statisticsPanels');
    return this.register(
      new StatisticsPanels(this.context, this.accounts, this.segments, this.history, this.commands),
    );
  });

  async create(account: AccountHandle, like?: Partial<FormValues>): Promise<Segment | undefined> {
    return (await this.forms()).create(account, like);
  }

  async edit(account: AccountHandle, segment: Segment): Promise<void> {
    (await this.forms()).edit(account, segment);
  }

  async statistics(account: AccountHandle, segmentIds: readonly string[]): Promise<void> {
    await (await this.statisticsPanels()).compare(account, segmentIds);
  }

  /** Must be registered on activation: the editor restores panels right after it. */
  private restore(name: PanelName, load: () => Promise<WebviewPanelSerializer>): void {
    const serializer: WebviewPanelSerializer = {
      deserializeWebviewPanel: async (view, kept) =>
        (await load()).deserializeWebviewPanel(view, kept),
    };
    this.register(window.registerWebviewPanelSerializer(viewType(name), serializer));
  }
}
