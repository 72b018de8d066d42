import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';

/** The panels that the segment commands open. */
export interface SegmentPanels {
  create(account: AccountHandle): Promise<void>;
  edit(account: AccountHandle, segment: Segment): Promise<void>;
  /** Shows several segments of one account side by side. */
  statistics(account: AccountHandle, segmentIds: readonly string[]): Promise<void>;
}
