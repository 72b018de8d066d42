import { segmentsIn } from '../../api/algebra';
import type { Audience } from '../../api/apiTypes';
import type { OutsideText } from '../../common/outsideText';
import { arrangeItems, orderBy, type Arranged, type Arrangement } from '../lists/arrangeItems';
import { itemSearch, type ItemKnowledge } from '../lists/itemSearch';

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

/** What is known about the audiences of one account besides what the API's list has. */
export interface AudienceKnowledge extends ItemKnowledge {
  segmentName(segmentId: string): OutsideText | undefined;
}

/** An audience is also found by the IDs and names of its segments. */
const search = itemSearch<Audience, AudienceKnowledge>(({ algebra }, { segmentName }) => {
  const ids = segmentsIn(algebra);
  return { ids, texts: ids.map((id) => segmentName(id)?.raw()) };
});

export function isFilteringAudiences({ text, segmentIds }: AudienceViewFilter): boolean {
  return text.trim() !== '' || segmentIds.length > 0;
}

/** Filters and sorts the audiences of one account. */
export function arrangeAudiences(
  audiences: readonly Audience[],
  { filter, sort }: AudienceArrangement,
  known: AudienceKnowledge,
): Arranged<Audience> {
  const isMatch = isFilteringAudiences(filter) ? audienceMatcher(filter, known) : undefined;
  return arrangeItems(audiences, isMatch, orderBy(sort));
}

/** Creates the predicate for a filter. */
export function audienceMatcher(
  filter: AudienceViewFilter,
  known: AudienceKnowledge,
): (audience: Audience) => boolean {
  const hasWords = search(filter.text, known);
  const segmentIds = new Set(filter.segmentIds);
  return (audience) =>
    (segmentIds.size === 0 || segmentsIn(audience.algebra).some((id) => segmentIds.has(id))) &&
    hasWords(audience);
}
