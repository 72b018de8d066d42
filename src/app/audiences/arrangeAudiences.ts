import { segmentsIn } from '../../api/algebra';
import type { Audience } from '../../api/apiTypes';
import type { OutsideText } from '../../common/outsideText';
import { arrangeItems, orderBy, type Arranged } from '../lists/arrangeItems';
import { itemSearch, type ItemKnowledge } from '../lists/itemSearch';
import {
  isFilteringAudiences,
  type AudienceArrangement,
  type AudienceViewFilter,
} from './audienceView';

/** What is known about the audiences of one account besides what the API's list has. */
export interface AudienceKnowledge extends ItemKnowledge {
  segmentName(segmentId: string): OutsideText | undefined;
}

/** An audience is also found by the IDs and names of its segments. */
const search = itemSearch<Audience, AudienceKnowledge>(({ algebra }, { segmentName }) => {
  const ids = segmentsIn(algebra);
  return { ids, texts: ids.map((id) => segmentName(id)?.raw()) };
});

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
