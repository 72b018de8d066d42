import type { Accounts } from '../../app/accounts/account';
import type { AudienceList } from '../../app/audiences/audienceList';
import type { Readings } from '../../app/segments/readings/readings';
import type { PagedSegmentList } from '../../app/segments/segmentList';
import { setContext } from '../base/contextKeys';
import { rowsInFocus, type RowArguments } from '../base/focusedRow';
import { toggleFocusedRowTwice } from '../base/toggleFocusedRow';
import { RowRepaints } from '../segments/rowRepaints';
import { LazyTree } from '../views/lazyTree';
import { loadBefore } from '../views/viewLoad';
import type { AudienceTreeNode } from './audienceNodes';
import type { AudienceTreeProvider } from './audienceTreeProvider';
import type { AudienceViewState } from './audienceViewState';
import type { RuleSegments } from './ruleSegments';

/** The Audiences view: repaints its rows and keeps its description, message, progress and context key. */
export class AudienceTree extends LazyTree<AudienceTreeNode, AudienceTreeProvider> {
  private readonly repaints = this.register(
    new RowRepaints((rows) => this.rows?.repaintSegments(rows)),
  );

  constructor(
    private readonly accounts: Accounts,
    private readonly audiences: AudienceList,
    private readonly list: PagedSegmentList,
    private readonly readings: Readings,
    private readonly viewState: AudienceViewState,
    private readonly segments: RuleSegments,
  ) {
    super('criteoAudiences.audiences', { showCollapseAll: true });
    this.register(
      audiences.onDidChange((account) => {
        const isWhole = audiences.complete(account) && audiences.state(account).load === 'loaded';
        if (isWhole) this.paint(false);
        else this.paintSoon();
      }),
    );
    // Names of segments.
    this.register(list.onDidChange(() => this.paintSoon()));
    this.register(
      readings.onDidChange(({ accountKey, segmentId }) => {
        if (segmentId === undefined) this.paint(true);
        else this.repaints.add({ accountKey, segmentId });
      }),
    );
    this.register(accounts.onDidChange(() => this.paint(true)));
    this.register(viewState.onDidChange(() => this.paint(false)));
    this.updateView();
  }

  /** The focused row, as a context menu would pass it to a command. */
  async rowsInFocus(): Promise<RowArguments<AudienceTreeNode>> {
    const { idOf } = await import('./audienceItems');
    return rowsInFocus(this.view, idOf, toggleFocusedRowTwice);
  }

  protected async loadRows(): Promise<AudienceTreeProvider> {
    const { AudienceTreeProvider } = await import('./audienceTreeProvider');
    const { accounts, audiences, list, readings, viewState, segments } = this;
    return new AudienceTreeProvider(accounts, audiences, list, readings, viewState, segments);
  }

  protected updateView(): void {
    const lists = this.rows?.lists;
    void setContext('criteoAudiences.audiencesState', lists?.load() ?? loadBefore(this.accounts));
    this.view.description = lists?.description();
    this.view.message = lists?.message();
    // Before the view is shown, the list is read for other reasons.
    this.showProgress(
      lists !== undefined &&
        this.accounts.shown().some((account) => this.audiences.state(account).load === 'loading'),
    );
  }
}
