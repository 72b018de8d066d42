import type { Segment } from '../../api/apiTypes';

export const SORTS = ['none', 'name', 'updated'] as const;
/** As the API lists them, by name, or by last change (newest first). */
export type Sort = (typeof SORTS)[number];

export const GROUPS = ['none', 'retailer', 'type'] as const;
export type Group = (typeof GROUPS)[number];

/** Which segments are shown. Empty lists leave everything through. */
export interface Filter {
  /** Part of a name in any case, part of an id, or several ids. */
  text: string;
  types: readonly string[];
  retailerIds: readonly string[];
  identifierTypes: readonly string[];
}

export const NO_FILTER: Filter = { text: '', types: [], retailerIds: [], identifierTypes: [] };

/** The most matches shown: ten thousand rows at once cost more than a key stroke may. */
export const MOST_MATCHES = 500;

export interface FilterState {
  filter: Filter;
  sort: Sort;
  group: Group;
}

export interface SegmentGroup {
  /** The retailer's id or the type; empty where the API gave none. */
  value: string;
  segments: readonly Segment[];
}

/** What of one account is shown, in order. */
export interface ArrangedSegments {
  segments: readonly Segment[];
  /** In the order of `segments`; undefined without grouping. */
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
 * A filter, a sort or a grouping says something about all segments, so all must be loaded for it.
 */
export function needsAll({ filter, sort, group }: FilterState): boolean {
  return isFiltering(filter) || sort !== 'none' || group !== 'none';
}

/** The ids in a text that holds nothing but ids, at least two or one of full length; else none. */
export function idsIn(text: string): string[] {
  const parts = text.trim().split(/[\s,;]+/);
  if (!parts.every((part) => /^\d+$/.test(part))) return [];
  return parts.length > 1 || parts.some((part) => part.length >= 15) ? [...new Set(parts)] : [];
}

/**
 * The word by which an account's segments are told apart: identifier type for contact lists, else
 * the segment type.
 */
function kindOf(segment: Segment): string {
  return segment.contactList?.identifierType ?? segment.type ?? '';
}

/**
 * True where the segment passes the filter. Made once per filter: it is asked ten thousand times a
 * key stroke.
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
 * What the view shows of one account's segments. At most `most` of a filter's matches; everything
 * loaded without one. `nameOf` gives the word that a group is sorted by.
 */
export function arrange(
  segments: readonly Segment[],
  choice: FilterState,
  nameOf: (value: string) => string = (value) => value,
  most = MOST_MATCHES,
): ArrangedSegments {
  const filtering = isFiltering(choice.filter);
  const found = filtering ? segments.filter(matcher(choice.filter)) : segments;
  const sorted = sortSegments(found, choice.sort);
  const shown = filtering ? sorted.slice(0, most) : sorted;
  return {
    segments: shown,
    groups: choice.group === 'none' ? undefined : groupSegments(shown, choice.group, nameOf),
    matches: found.length,
    hidden: found.length - shown.length,
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
    const found = groups.get(value);
    if (found) found.push(segment);
    else groups.set(value, [segment]);
  }
  return [...groups]
    .map(([value, members]) => ({ value, segments: members }))
    .sort(
      (a, b) => collator.compare(nameOf(a.value), nameOf(b.value)) || compareIds(a.value, b.value),
    );
}

/** Ids are int64 in text, far above 2^53: by length, then by digits. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
