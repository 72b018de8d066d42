import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';

/** The panels that the segment commands open. */
export interface SegmentPanels {
  /**
   * Shows the form for a new segment. Resolves with the segment once it is created, or with
   * undefined once the form is closed.
   */
  create(account: AccountHandle, like?: { identifierType?: string }): Promise<Segment | undefined>;
  edit(account: AccountHandle, segment: Segment): Promise<void>;
  /** Shows the page of a segment, or several of one account side by side. */
  show(account: AccountHandle, segmentIds: readonly string[]): Promise<void>;
}
