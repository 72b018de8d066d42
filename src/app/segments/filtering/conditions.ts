import type { Audience, Segment } from '../../../api/apiTypes';
import { segmentsUsedIn } from '../../audiences/audienceList';
import { roleOf } from '../../audiences/keepsOut';
import { conditionsOf, type Condition, type Filter } from '../filter';

/** What is known of an account's segments besides its list. */
export interface MoreOfSegments {
  /** All audiences of the account; undefined while not all are known. */
  audiences?: readonly Audience[];
  /** How many identifiers it has at most, by its last reading and what was sent since; undefined if unknown. */
  mostSize?(segment: Segment): number | undefined;
}

/**
 * Creates the predicate for what a filter wants the segments to be. One of which that isn't known
 * doesn't pass.
 */
export function meetsConditions(
  filter: Filter,
  { audiences, mostSize }: MoreOfSegments,
): (segment: Segment) => boolean {
  const used = audiences && segmentsUsedIn(audiences);
  const tests: Record<Condition, (segment: Segment) => boolean> = {
    unused: ({ id }) => used !== undefined && !used.has(id),
    empty: (segment) => mostSize?.(segment) === 0,
    keepsOut: (segment) =>
      segment.contactList !== undefined && roleOf(segment, audiences) === 'keepOut',
  };
  const wanted = conditionsOf(filter).map((condition) => tests[condition]);
  return (segment) => wanted.every((test) => test(segment));
}

/** How many of the contact lists have no known size: other segments have none that can be read. */
export function countUnknownSizes(
  segments: readonly Segment[],
  { mostSize }: MoreOfSegments,
): number {
  return segments.filter((one) => one.contactList && mostSize?.(one) === undefined).length;
}
