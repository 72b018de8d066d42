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

/** A segment as a command link names it: a link can't hold a row. */
export interface SegmentLink {
  readonly kind: 'segmentLink';
  readonly accountKey: string;
  readonly segmentId: string;
}

/** The argument of a command link to a segment; the view's commands accept it like its row. */
export function linkTo(account: AccountHandle, segmentId: string): SegmentLink {
  return { kind: 'segmentLink', accountKey: account.key, segmentId };
}

export function isSegmentLink(value: unknown): value is SegmentLink {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { kind?: unknown }).kind === 'segmentLink' &&
    typeof (value as { accountKey?: unknown }).accountKey === 'string' &&
    typeof (value as { segmentId?: unknown }).segmentId === 'string'
  );
}
