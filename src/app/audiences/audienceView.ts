import type { Arrangement } from '../lists/arrangeItems';

export const AUDIENCE_SORTS = ['name', 'updated', 'none'] as const;
/** By name, by last change (newest first), or in the API's order. */
export type AudienceSort = (typeof AUDIENCE_SORTS)[number];

/** Which audiences are shown. */
export interface AudienceViewFilter {
  /** Words that must all be found, in any order. */
  text: string;
  /** Only those that use any of these segments; empty doesn't filter. */
  segmentIds: readonly string[];
}

export const NO_AUDIENCE_FILTER: AudienceViewFilter = { text: '', segmentIds: [] };

export type AudienceArrangement = Arrangement<AudienceViewFilter, AudienceSort>;

export function isFilteringAudiences({ text, segmentIds }: AudienceViewFilter): boolean {
  return text.trim() !== '' || segmentIds.length > 0;
}
