import type { Segment } from '../../api/apiTypes';

export const SORTS = ['none', 'name', 'updated'] as const;
/** In the API's order, by name, or by last change (newest first). */
export type Sort = (typeof SORTS)[number];

export const GROUPS = ['none', 'retailer', 'type'] as const;
export type Group = (typeof GROUPS)[number];

/** Which segments are shown. Empty lists don't filter. */
export interface Filter {
  /** Part of a name (ignoring case), part of an ID, or several IDs. */
  text: string;
  types: readonly string[];
  retailerIds: readonly string[];
  identifierTypes: readonly string[];
}

export const NO_FILTER: Filter = { text: '', types: [], retailerIds: [], identifierTypes: [] };

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
    filter.identifierTypes.length > 0
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
 * keystroke.
 */
export function matcher(filter: Filter): (segment: Segment) => boolean {
  const text = filter.text.trim().toLocaleLowerCase();
  const ids = new Set(idsIn(filter.text));
  const types = new Set(filter.types);
  const retailers = new Set(filter.retailerIds);
  const identifierTypes = new Set(filter.identifierTypes.map((type) => type.toLowerCase()));
  return (segment) => {
    if (types.size > 0 && !types.has(segment.type ?? '')) return false;
    if (retailers.size > 0 && !retailers.has(segment.retailerId ?? '')) return false;
    if (
      identifierTypes.size > 0 &&
      !identifierTypes.has((segment.contactList?.identifierType ?? '').toLowerCase())
    )
      return false;
    if (ids.size > 0 && ids.has(segment.id)) return true;
    return (
      text === '' ||
      segment.id.includes(text) ||
      (segment.name?.raw() ?? '').toLocaleLowerCase().includes(text)
    );
  };
}

/**
 * Filters, sorts, and groups one account's segments: at most `most` matches of a filter, everything
 * without one. `nameOf` gives the label that groups are sorted by.
 */
export function arrange(
  segments: readonly Segment[],
  state: FilterState,
  nameOf: (value: string) => string = (value) => value,
  most = MOST_MATCHES,
): ArrangedSegments {
  const filtering = isFiltering(state.filter);
  const matches = filtering ? segments.filter(matcher(state.filter)) : segments;
  const sorted = sortSegments(matches, state.sort);
  const shown = filtering ? sorted.slice(0, most) : sorted;
  return {
    segments: shown,
    groups: state.group === 'none' ? undefined : groupSegments(shown, state.group, nameOf),
    matches: matches.length,
    hidden: matches.length - shown.length,
  };
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function sortSegments(segments: readonly Segment[], sort: Sort): readonly Segment[] {
  if (sort === 'name')
    return [...segments].sort(
      (a, b) =>
        collator.compare(a.name?.raw() ?? '', b.name?.raw() ?? '') || compareIds(a.id, b.id),
    );
  if (sort === 'updated')
    return [...segments].sort(
      (a, b) => (b.updatedAt ?? 0) - (a.updatedAt ?? 0) || compareIds(a.id, b.id),
    );
  return segments;
}

function groupSegments(
  segments: readonly Segment[],
  group: Group,
  nameOf: (value: string) => string,
): SegmentGroup[] {
  const groups = new Map<string, Segment[]>();
  for (const segment of segments) {
    const value = (group === 'retailer' ? segment.retailerId : kindOf(segment)) ?? '';
    const members = groups.get(value);
    if (members) members.push(segment);
    else groups.set(value, [segment]);
  }
  return [...groups]
    .map(([value, members]) => ({ value, segments: members }))
    .sort(
      (a, b) => collator.compare(nameOf(a.value), nameOf(b.value)) || compareIds(a.value, b.value),
    );
}

/** Compares IDs, which are int64 as strings, far above 2^53: by length, then digit by digit. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
