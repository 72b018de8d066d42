import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';

/** What a row of the Segments view stands for; passed to its commands. */
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
