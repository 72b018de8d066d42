import type { Arrangement } from '../lists/arrangeItems';

export const SORTS = ['name', 'size', 'updated', 'none'] as const;
/** By name, by size (largest first), by last change (newest first), or in the API's order. */
export type Sort = (typeof SORTS)[number];

export const GROUPS = ['none', 'retailer', 'type'] as const;
export type Group = (typeof GROUPS)[number];

/** What a segment can be, as far as is known besides its list. */
export const CONDITIONS = ['unused', 'empty', 'keepsOut'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Which segments are shown. Empty lists don't filter. */
export interface Filter extends Record<Condition, boolean> {
  /** Words that must all be found, in any order, or several IDs. */
  text: string;
  types: readonly string[];
  retailerIds: readonly string[];
  identifierTypes: readonly string[];
  /** Only those that no audience of their account uses. */
  unused: boolean;
  /** Only those without identifiers by the last reading and what was sent since. */
  empty: boolean;
  /** Only those that keep people out of audiences. */
  keepsOut: boolean;
}

export const NO_FILTER: Filter = {
  text: '',
  types: [],
  retailerIds: [],
  identifierTypes: [],
  unused: false,
  empty: false,
  keepsOut: false,
};

export interface FilterState extends Arrangement<Filter, Sort> {
  readonly group: Group;
}

export function isFiltering(filter: Filter): boolean {
  return (
    filter.text.trim() !== '' ||
    filter.types.length > 0 ||
    filter.retailerIds.length > 0 ||
    filter.identifierTypes.length > 0 ||
    conditionsOf(filter).length > 0
  );
}

/** What a filter wants the segments to be. */
export function conditionsOf(filter: Filter): Condition[] {
  return CONDITIONS.filter((condition) => filter[condition]);
}

/** Whether a filter goes by the account's audiences. */
export function needsAudiences({ unused, keepsOut }: Filter): boolean {
  return unused || keepsOut;
}

/**
 * Whether all segments must be loaded first, because a filter, sort, or grouping applies to all of
 * them.
 */
export function needsAll({ filter, sort, group }: FilterState): boolean {
  return isFiltering(filter) || sort !== 'none' || group !== 'none';
}
