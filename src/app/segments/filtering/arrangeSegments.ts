import type { Segment } from '../../../api/apiTypes';
import { groupBy } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import {
  arrangeItems,
  orderBy,
  type Arranged,
  type ItemGroup,
  type Order,
} from '../../lists/arrangeItems';
import { byName, collator, compareIds } from '../../lists/itemOrder';
import { itemSearch, type ItemKnowledge } from '../../lists/itemSearch';
import { conditionsOf, isFiltering, type Filter, type FilterState, type Group } from '../filter';
import { typeLabel } from '../labels';

/** Most matches shown: ten thousand rows would make typing lag. */
export const MOST_MATCHES = 500;

/** What is known about the segments of one account besides what the API's list has. */
interface SegmentKnowledge extends ItemKnowledge {
  /** Whether a segment is what the filter wants it to be: see `meetsConditions`. */
  meets?(segment: Segment): boolean;
  /** The number of identifiers to sort by, if known. */
  size?(segment: Segment): number | undefined;
  /** The label of a group, by which groups are sorted. */
  groupName?(value: string): string;
}

/** A segment is also found by its types, in the words of the API and of the editor. */
const search = itemSearch<Segment>(({ type, contactList }) => ({
  texts: [
    type,
    typeLabel(type),
    contactList?.identifierType,
    identifierTypeLabel(contactList?.identifierType),
  ],
}));

/**
 * The IDs in a text that contains only IDs: at least two, or one of full length. Otherwise empty.
 */
export function idsIn(text: string): string[] {
  const parts = text.trim().split(/[\s,;]+/);
  if (!parts.every((part) => /^\d+$/.test(part))) return [];
  return parts.length > 1 || parts.some((part) => part.length >= 15) ? [...new Set(parts)] : [];
}

/**
 * Creates the predicate for a filter. Create it once per filter: it runs ten thousand times per
 * keystroke. Without `meets`, no segment is what a filter wants it to be.
 */
export function matcher(
  filter: Filter,
  known: SegmentKnowledge = {},
): (segment: Segment) => boolean {
  const ids = new Set(idsIn(filter.text));
  const types = new Set(filter.types);
  const retailers = new Set(filter.retailerIds);
  const identifierTypes = new Set(filter.identifierTypes.map((type) => type.toLowerCase()));
  const hasWords = search(filter.text, known);
  const hasConditions = conditionsOf(filter).length > 0;
  return (segment) => {
    if (hasConditions && !known.meets?.(segment)) return false;
    if (types.size > 0 && !types.has(segment.type ?? '')) return false;
    if (retailers.size > 0 && !retailers.has(segment.retailerId ?? '')) return false;
    if (
      identifierTypes.size > 0 &&
      !identifierTypes.has((segment.contactList?.identifierType ?? '').toLowerCase())
    )
      return false;
    return ids.has(segment.id) || hasWords(segment);
  };
}

/** Filters, sorts, and groups one account's segments: at most `MOST_MATCHES` of a filter. */
export function arrange(
  segments: readonly Segment[],
  { filter, sort, group }: FilterState,
  known: SegmentKnowledge = {},
): Arranged<Segment> {
  const isMatch = isFiltering(filter) ? matcher(filter, known) : undefined;
  const order = sort === 'size' ? largestFirst(known) : orderBy(sort);
  const arranged = arrangeItems(segments, isMatch, order, MOST_MATCHES);
  return group === 'none'
    ? arranged
    : { ...arranged, groups: groupSegments(arranged.items, group, known) };
}

function groupSegments(
  segments: readonly Segment[],
  group: Exclude<Group, 'none'>,
  { groupName = (value) => value }: SegmentKnowledge,
): ItemGroup<Segment>[] {
  // The identifier type of a contact list, otherwise the segment type.
  const valueOf = ({ retailerId, contactList, type }: Segment): string =>
    (group === 'retailer' ? retailerId : (contactList?.identifierType ?? type)) ?? '';
  return [...groupBy(segments, valueOf)]
    .map(([value, items]) => ({ name: groupName(value), group: { value, items } }))
    .sort((a, b) => collator.compare(a.name, b.name) || compareIds(a.group.value, b.group.value))
    .map(({ group: one }) => one);
}

/** The sizes as they are when the segments are sorted. */
function largestFirst({ size }: SegmentKnowledge): Order<Segment> {
  const sizes = new Map<Segment, number>();
  const sizeOf = (segment: Segment): number => {
    const known = sizes.get(segment) ?? size?.(segment) ?? -1;
    sizes.set(segment, known);
    return known;
  };
  return (a, b) => sizeOf(b) - sizeOf(a) || byName(a, b);
}
