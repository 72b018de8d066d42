import type { TreeDragAndDropController } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { setContext } from '../base/contextKeys';
import { ListTree } from '../views/listTree';
import type { SegmentSources } from './arrangedSegments';
import type { SegmentNode } from './segmentNode';
import type { Node } from './treeItems';
import type { SegmentTooltip, SegmentTreeProvider } from './treeProvider';

/** The Segments view. */
export class SegmentTree extends ListTree<Node, SegmentTreeProvider, SegmentSources> {
  constructor(
    sources: SegmentSources,
    private readonly tooltip: SegmentTooltip,
    dragAndDropController?: TreeDragAndDropController<Node>,
  ) {
    super(
      'criteoAudiences.segments',
      (state) => setContext('criteoAudiences.state', state),
      sources,
      {
        canSelectMany: true,
        showCollapseAll: true,
        dragAndDropController,
      },
    );
    const { accounts, list, history, viewState } = sources;
    this.register(list.onDidChange(() => this.paintSoon()));
    this.register(
      list.onDidCreate((segment) => {
        for (const account of accounts.shown()) this.rows?.lists.letIn(account, segment);
      }),
    );
    // The tooltip has the last upload.
    this.register(history.onDidChange((change) => this.repaints.add(change)));
    this.register(
      viewState.onDidReadUse((account) => {
        for (const row of this.rows?.changedUse(account) ?? []) this.repaints.add(row);
      }),
    );
  }

  /** The selected segments, for the Command Palette, which passes no row. */
  selectedSegments(): SegmentNode[] {
    return this.view.selection.filter((node) => node.kind === 'segment');
  }

  async reveal(account: AccountHandle, segment: Segment): Promise<void> {
    if (!this.view.visible) return;
    this.rows?.lists.letIn(account, segment);
    await this.view.reveal({ kind: 'segment', account, segment }, { select: true });
  }

  protected async loadRows(): Promise<SegmentTreeProvider> {
    const { SegmentTreeProvider } = await import('./treeProvider');
    const tooltip: SegmentTooltip = (node, ...more) => {
      this.repaints.hover({ accountKey: node.account.key, segmentId: node.segment.id });
      return this.tooltip(node, ...more);
    };
    return new SegmentTreeProvider(this.sources, tooltip, this.view);
  }
}
