import type { Audience, Segment } from '../../api/apiTypes';
import { groupBy } from '../../common/records';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import { segmentsUsedIn } from '../audiences/audienceList';
import { arrangeItems, type Arranged, type ItemGroup } from '../lists/arrangeItems';
import { byName, collator, compareIds } from '../lists/itemOrder';
import { itemSearch, type ItemKnowledge } from '../lists/itemSearch';
import { typeLabel } from './labels';

/** Most matches shown: ten thousand rows would make typing lag. */
export const MOST_MATCHES = 500;

/** Which segments are shown: those that are all of it. */
export interface Filter {
  /** Words that must all be found, in any order. */
  text: string;
  /** Only those that no audience of their account uses. */
  unused: boolean;
  /** Only those without identifiers by the last reading and what was sent since. */
  empty: boolean;
}

/** What is known about the segments of one account besides what the API's list has. */
export interface SegmentKnowledge extends ItemKnowledge {
  /** All audiences of the account; undefined while not all are known. */
  audiences?: readonly Audience[];
  /** How many identifiers it has at most, by its last reading and what was sent since; undefined if unknown. */
  mostSize?(segment: Segment): number | undefined;
}

type Predicate = (segment: Segment) => boolean;

/** What was typed as a filter: the words `empty` and `unused` stand for what a segment is. */
export function readFilter(typed: string): Filter {
  const words = typed.split(/\s+/).filter(Boolean);
  const has = (special: string): boolean => words.some((word) => word.toLowerCase() === special);
  return {
    text: words.filter((word) => !/^(empty|unused)$/i.test(word)).join(' '),
    unused: has('unused'),
    empty: has('empty'),
  };
}

/**
 * Creates the predicate for the words of a filter: a segment is also found by its types, in the words
 * of the API and of the editor. Create it once per filter: it runs ten thousand times per keystroke.
 */
export const wordMatcher: (text: string, known: ItemKnowledge) => Predicate = itemSearch<Segment>(
  ({ type, contactList }) => ({
    texts: [
      type,
      typeLabel(type),
      contactList?.identifierType,
      identifierTypeLabel(contactList?.identifierType),
    ],
  }),
);

/** Creates the predicate for `unused` and `empty`. A segment of which that isn't known doesn't pass. */
export function useAndSizeMatcher(
  { unused, empty }: Pick<Filter, 'unused' | 'empty'>,
  { audiences, mostSize }: SegmentKnowledge,
): Predicate {
  const used = audiences && segmentsUsedIn(audiences);
  return (segment) =>
    (!unused || used?.has(segment.id) === false) && (!empty || mostSize?.(segment) === 0);
}

/** Creates the predicate for a filter. */
export function matcher(filter: Filter, known: SegmentKnowledge): Predicate {
  const [hasWords, isMet] = [wordMatcher(filter.text, known), useAndSizeMatcher(filter, known)];
  return (segment) => isMet(segment) && hasWords(segment);
}

/** How many of the contact lists have no known size: other segments have none that can be read. */
export function countUnknownSizes(
  segments: readonly Segment[],
  { mostSize }: SegmentKnowledge,
): number {
  return segments.filter((one) => one.contactList && mostSize?.(one) === undefined).length;
}

/**
 * One account's segments by name: at most `MOST_MATCHES` of those that `isMatch` lets through, or
 * all without it. `groupName`: grouped by retailer, with the names by which the groups are sorted.
 */
export function arrange(
  segments: readonly Segment[],
  isMatch?: Predicate,
  groupName?: (retailerId: string) => string,
): Arranged<Segment> {
  const arranged = arrangeItems(segments, isMatch, byName, MOST_MATCHES);
  return groupName ? { ...arranged, groups: groupByRetailer(arranged.items, groupName) } : arranged;
}

function groupByRetailer(
  segments: readonly Segment[],
  groupName: (retailerId: string) => string,
): ItemGroup<Segment>[] {
  return [...groupBy(segments, ({ retailerId }) => retailerId ?? '')]
    .map(([value, items]) => ({ name: groupName(value), group: { value, items } }))
    .sort((a, b) => collator.compare(a.name, b.name) || compareIds(a.group.value, b.group.value))
    .map(({ group }) => group);
}
