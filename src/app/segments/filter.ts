import type { Segment } from '../../api/apiTypes';
import type { OutsideText } from '../../common/outsideText';
import { byName, collator, compareIds, newestFirst } from '../lists/itemOrder';
import { wordsIn } from '../lists/searchWords';
import { hasWords } from './searchText';

export const SORTS = ['name', 'size', 'updated', 'none'] as const;
/** By name, by size (largest first), by last change (newest first), or in the API's order. */
export type Sort = (typeof SORTS)[number];

export const GROUPS = ['none', 'retailer', 'type'] as const;
export type Group = (typeof GROUPS)[number];

/** Which segments are shown. Empty lists don't filter. */
export interface Filter {
  /** Words that must all be found, in any order (see `hasWords`), or several IDs. */
  text: string;
  types: readonly string[];
  retailerIds: readonly string[];
  identifierTypes: readonly string[];
  /** Only those that no audience of their account uses. */
  unused: boolean;
}

export const NO_FILTER: Filter = {
  text: '',
  types: [],
  retailerIds: [],
  identifierTypes: [],
  unused: false,
};

/** Most matches shown: ten thousand rows would make typing lag. */
export const MOST_MATCHES = 500;

export interface FilterState {
  filter: Filter;
  sort: Sort;
  group: Group;
}

export interface SegmentGroup {
  /** The retailer ID or the type; empty if the API gave none. */
  value: string;
  segments: readonly Segment[];
}

/** What is known about the segments of one account besides what the API's list has. */
interface SegmentKnowledge {
  /** The retailer's name, if known. */
  retailerName?(retailerId: string | undefined): OutsideText | undefined;
  /** The IDs of the segments that audiences use; undefined while not all audiences are known. */
  used?: ReadonlySet<string>;
  /** The number of identifiers to sort by, if known. */
  size?(segment: Segment): number | undefined;
  /** The label of a group, by which groups are sorted. */
  groupName?(value: string): string;
}

/** The segments of one account to show, in order. */
export interface ArrangedSegments {
  segments: readonly Segment[];
  /** Undefined without grouping. */
  groups?: readonly SegmentGroup[];
  matches: number;
  /** Matches beyond `MOST_MATCHES`. */
  hidden: number;
}

export function isFiltering(filter: Filter): boolean {
  return (
    filter.text.trim() !== '' ||
    filter.types.length > 0 ||
    filter.retailerIds.length > 0 ||
    filter.identifierTypes.length > 0 ||
    filter.unused
  );
}

/**
 * Whether all segments must be loaded first, because a filter, sort, or grouping applies to all of
 * them.
 */
export function needsAll({ filter, sort, group }: FilterState): boolean {
  return isFiltering(filter) || sort !== 'none' || group !== 'none';
}

/**
 * The IDs in a text that contains only IDs: at least two, or one of full length. Otherwise empty.
 */
export function idsIn(text: string): string[] {
  const parts = text.trim().split(/[\s,;]+/);
  if (!parts.every((part) => /^\d+$/.test(part))) return [];
  return parts.length > 1 || parts.some((part) => part.length >= 15) ? [...new Set(parts)] : [];
}

/**
 * The value that segments are grouped by type with: the identifier type of a contact list,
 * otherwise the segment type.
 */
function kindOf(segment: Segment): string {
  return segment.contactList?.identifierType ?? segment.type ?? '';
}

/**
 * Creates the predicate for a filter. Create it once per filter: it runs ten thousand times per
 * keystroke. Of a segment whose use isn't known, none is said to be unused.
 */
export function matcher(
  filter: Filter,
  { retailerName, used }: Pick<SegmentKnowledge, 'retailerName' | 'used'> = {},
): (segment: Segment) => boolean {
  const words = wordsIn(filter.text);
  const ids = new Set(idsIn(filter.text));
  const types = new Set(filter.types);
  const retailers = new Set(filter.retailerIds);
  const identifierTypes = new Set(filter.identifierTypes.map((type) => type.toLowerCase()));
  const names = new Map<string | undefined, OutsideText | undefined>();
  const nameOf = (retailerId: string | undefined): OutsideText | undefined => {
    if (!names.has(retailerId)) names.set(retailerId, retailerName?.(retailerId));
    return names.get(retailerId);
  };
  return (segment) => {
    if (filter.unused && (!used || used.has(segment.id))) return false;
    if (types.size > 0 && !types.has(segment.type ?? '')) return false;
    if (retailers.size > 0 && !retailers.has(segment.retailerId ?? '')) return false;
    if (
      identifierTypes.size > 0 &&
      !identifierTypes.has((segment.contactList?.identifierType ?? '').toLowerCase())
    )
      return false;
    if (ids.size > 0 && ids.has(segment.id)) return true;
    if (words.length === 0) return true;
    return hasWords(words, segment, nameOf(segment.retailerId));
  };
}

/**
 * Filters, sorts, and groups one account's segments: at most `most` matches of a filter, everything
 * without one.
 */
export function arrange(
  segments: readonly Segment[],
  state: FilterState,
  known: SegmentKnowledge = {},
  most = MOST_MATCHES,
): ArrangedSegments {
  const filtering = isFiltering(state.filter);
  const matches = filtering ? segments.filter(matcher(state.filter, known)) : segments;
  const sorted = sortSegments(matches, state.sort, known);
  const shown = filtering ? sorted.slice(0, most) : sorted;
  return {
    segments: shown,
    groups: state.group === 'none' ? undefined : groupSegments(shown, state.group, known),
    matches: matches.length,
    hidden: matches.length - shown.length,
  };
}

function sortSegments(
  segments: readonly Segment[],
  sort: Sort,
  { size }: SegmentKnowledge,
): readonly Segment[] {
  switch (sort) {
    case 'name':
      return [...segments].sort(byName);
    case 'size': {
      const sizes = new Map(segments.map((segment) => [segment, size?.(segment) ?? -1]));
      return [...segments].sort(
        (a, b) => (sizes.get(b) ?? -1) - (sizes.get(a) ?? -1) || byName(a, b),
      );
    }
    case 'updated':
      return [...segments].sort(newestFirst);
    case 'none':
      return segments;
  }
}

function groupSegments(
  segments: readonly Segment[],
  group: Group,
  { groupName = (value) => value }: SegmentKnowledge,
): SegmentGroup[] {
  const groups = new Map<string, Segment[]>();
  for (const segment of segments) {
    const value = (group === 'retailer' ? segment.retailerId : kindOf(segment)) ?? '';
    const members = groups.get(value);
    if (members) members.push(segment);
    else groups.set(value, [segment]);
  }
  return [...groups]
    .map(([value, members]) => ({ value, name: groupName(value), segments: members }))
    .sort((a, b) => collator.compare(a.name, b.name) || compareIds(a.value, b.value))
    .map(({ value, segments: members }) => ({ value, segments: members }));
}
