import { segmentsIn } from '../../api/algebra';
import type { Audience } from '../../api/apiTypes';
import { OutsideText } from '../../common/outsideText';
import { byName, newestFirst } from '../lists/itemOrder';
import { fold, hasAllWords, wordsIn } from '../lists/searchWords';

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

export interface AudienceArrangement {
  filter: AudienceViewFilter;
  sort: AudienceSort;
}

/** What is known about the audiences of one account besides what the API's list has. */
export interface AudienceKnowledge {
  retailerName(retailerId: string | undefined): OutsideText | undefined;
  segmentName(segmentId: string): OutsideText | undefined;
  /** Changes with the names of segments: what an audience is found by is kept until then. */
  version: unknown;
}

export function isFilteringAudiences({ text, segmentIds }: AudienceViewFilter): boolean {
  return text.trim() !== '' || segmentIds.length > 0;
}

/** Filters and sorts the audiences of one account. */
export function arrangeAudiences(
  audiences: readonly Audience[],
  { filter, sort }: AudienceArrangement,
  known: AudienceKnowledge,
): readonly Audience[] {
  const words = wordsIn(filter.text);
  const segmentIds = new Set(filter.segmentIds);
  const matches = audiences.filter(
    ({ algebra }) => segmentIds.size === 0 || segmentsIn(algebra).some((id) => segmentIds.has(id)),
  );
  const found =
    words.length === 0
      ? matches
      : matches.filter((audience) => {
          const { text, ids } = searchTextOf(audience, known);
          return hasAllWords(words, text, ids);
        });
  if (sort === 'none') return found;
  return [...found].sort(sort === 'name' ? byName : newestFirst);
}

interface SearchText {
  version: unknown;
  retailer: OutsideText | undefined;
  text: string;
  ids: string;
}

const texts = new WeakMap<Audience, SearchText>();

/**
 * What an audience is found by: name, description, retailer, channels and the names of its segments,
 * folded, one part a line; and IDs, of its retailer as long as the name isn't known.
 */
function searchTextOf(audience: Audience, known: AudienceKnowledge): SearchText {
  const { id, name, description, retailerId, channels, algebra } = audience;
  const retailer = known.retailerName(retailerId);
  const last = texts.get(audience);
  if (last && last.version === known.version && OutsideText.same(last.retailer, retailer))
    return last;
  const segmentIds = segmentsIn(algebra);
  const parts = [name, description, retailer, ...segmentIds.map((one) => known.segmentName(one))];
  const searchText = {
    version: known.version,
    retailer,
    text: fold([...parts.map((part) => part?.raw()), ...channels].join('\n')),
    ids: [id, retailer ? undefined : retailerId, ...segmentIds].join('\n'),
  };
  texts.set(audience, searchText);
  return searchText;
}
