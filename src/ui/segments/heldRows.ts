import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import type { SegmentView, SegmentViewState } from './viewState';

/**
 * Keeps the rows as they are while the rest of a list loads in the background: pages would sort
 * themselves in between the rows that someone reads. They come in all at once, after the last page,
 * or when the user changes how the view is arranged. With a filter, matches are shown as they arrive.
 */
export class HeldRows {
  private readonly held = new Map<string, { view: SegmentView; ids: Set<string> }>();

  constructor(
    private readonly viewState: Pick<SegmentViewState, 'view' | 'isFiltering' | 'isLoadingRest'>,
  ) {}

  /** Those of the account's segments that are shown now. */
  rows(account: AccountHandle, segments: readonly Segment[]): readonly Segment[] {
    const { view } = this.viewState;
    if (!this.viewState.isLoadingRest(account) || this.viewState.isFiltering) {
      this.held.delete(account.key);
      return segments;
    }
    let held = this.held.get(account.key);
    if (held?.view !== view) {
      held = { view, ids: new Set(segments.map(({ id }) => id)) };
      this.held.set(account.key, held);
    }
    const { ids } = held;
    return segments.filter(({ id }) => ids.has(id));
  }

  /** Shows a segment at once, because it was created here or is to be revealed. */
  letIn(account: AccountHandle, segmentId: string): void {
    this.held.get(account.key)?.ids.add(segmentId);
  }
}
