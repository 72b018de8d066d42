import { window, type ExtensionContext, type WebviewPanelSerializer } from 'vscode';
import type { Segment } from '../../api/types';
import type { AccountHandle } from '../../app/accounts/account';
import { Owner } from '../../common/lifecycle';
import type { SegmentForms, StatisticsPanels } from './index';
import { viewType, type PanelName } from './names';
import type { StatisticsParts } from './statistics';

interface Loaded {
  form: SegmentForms;
  statistics: StatisticsPanels;
}

/** The panels, read from disk when the first is opened, or comes back with its window. */
export class LatePanels extends Owner {
  private loading: Promise<Loaded> | undefined;

  constructor(
    private readonly context: Pick<ExtensionContext, 'extensionUri'>,
    private readonly parts: StatisticsParts,
  ) {
    super();
    this.restore('form');
    this.restore('statistics');
  }

  async create(account: AccountHandle): Promise<void> {
    (await this.load()).form.create(account);
  }

  async edit(account: AccountHandle, segment: Segment): Promise<void> {
    (await this.load()).form.edit(account, segment);
  }

  async statistics(account: AccountHandle, segmentIds: readonly string[]): Promise<void> {
    await (await this.load()).statistics.compare(account, segmentIds);
  }

  /** The editor asks at once for whoever brings a panel back. */
  private restore(name: PanelName): void {
    const serializer: WebviewPanelSerializer = {
      deserializeWebviewPanel: async (view, kept) =>
        (await this.load())[name].deserializeWebviewPanel(view, kept),
    };
    this.register(window.registerWebviewPanelSerializer(viewType(name), serializer));
  }

  private load(): Promise<Loaded> {
    this.loading ??= import('./index').then(({ SegmentForms, StatisticsPanels }) => ({
      form: this.register(new SegmentForms(this.context, this.parts)),
      statistics: this.register(new StatisticsPanels(this.context, this.parts)),
    }));
    return this.loading;
  }
}
