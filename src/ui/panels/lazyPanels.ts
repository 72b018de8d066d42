import { window, type ExtensionContext, type WebviewPanelSerializer } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import type { History } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import { DisposableOwner } from '../../common/disposableOwner';
import { lazy } from '../../common/lazy';
import type { FormValues } from '../../webview/protocol';
import type { Commands } from '../base/command';
import { FORMER_SEGMENT_VIEW, viewType } from '../base/names';
import type { TakeReading } from './segmentHost';
import type { UploadRecords } from './uploadRecords';

/** Loads each kind of panel when the first one is opened or restored. */
export class LazyPanels extends DisposableOwner {
  constructor(
    private readonly context: Pick<ExtensionContext, 'extensionUri'>,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: History,
    private readonly audiences: AudienceList,
    private readonly records: UploadRecords,
    private readonly takeReading: TakeReading,
    private readonly commands: Commands,
  ) {
    super();
    this.restore(viewType('form'), this.forms);
    this.restore(viewType('segment'), this.segmentPages);
    this.restore(FORMER_SEGMENT_VIEW, this.segmentPages);
  }

  private readonly forms = lazy(async () => {
    const { SegmentForms } = await import('./segmentForms');
    return this.register(
      new SegmentForms(this.context, this.accounts, this.segments, this.commands),
    );
  });

  private readonly segmentPages = lazy(async () => {
    const { SegmentPages } = await import('./segmentPages');
    return this.register(
      new SegmentPages(
        this.context,
        this.accounts,
        this.segments,
        this.history,
        this.audiences,
        this.records,
        this.takeReading,
        this.commands,
      ),
    );
  });

  async create(account: AccountHandle, like?: Partial<FormValues>): Promise<Segment | undefined> {
    return (await this.forms()).create(account, like);
  }

  async edit(account: AccountHandle, segment: Segment): Promise<void> {
    (await this.forms()).edit(account, segment);
  }

  async show(account: AccountHandle, segmentIds: readonly string[]): Promise<void> {
    (await this.segmentPages()).open(account, segmentIds);
  }

  /** Must be registered on activation: the editor restores panels right after it. */
  private restore(view: string, load: () => Promise<WebviewPanelSerializer>): void {
    const serializer: WebviewPanelSerializer = {
      deserializeWebviewPanel: async (panel, kept) =>
        (await load()).deserializeWebviewPanel(panel, kept),
    };
    this.register(window.registerWebviewPanelSerializer(view, serializer));
  }
}
