import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';

/** A segment's row in the Segments view; the view's commands get it as an argument. */
export interface SegmentNode {
  readonly kind: 'segment';
  readonly account: AccountHandle;
  readonly segment: Segment;
}

export function isSegmentNode(value: unknown): value is SegmentNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { kind?: unknown }).kind === 'segment' &&
    'segment' in value
  );
}
