import { segmentsIn } from '../../api/algebra';
import type { Audience, Segment, SegmentFilter } from '../../api/apiTypes';
import type { OutsideText } from '../../common/outsideText';
import type { AccountHandle } from '../accounts/account';

/** IDs of one search: what fits on a page of its response. */
const MOST_SEARCHED = 500;

/** The list of segments, as far as names are read from it. */
interface Segments {
  find(account: AccountHandle, segmentId: string): Segment | undefined;
  search(account: AccountHandle, filter: SegmentFilter): Promise<readonly Segment[]>;
}

/**
 * Looks up the names of all segments that these audiences use: one search for every 500 that the list
 * doesn't have yet. Resolves with a function that knows them; undefined for a segment that doesn't
 * exist, isn't visible from this account, or has no name. Rejects with the API's error.
 */
export async function segmentNames(
  list: Segments,
  account: AccountHandle,
  audiences: readonly Audience[],
): Promise<(segmentId: string) => OutsideText | undefined> {
  const ids = new Set(audiences.flatMap(({ algebra }) => segmentsIn(algebra)));
  const missing = [...ids].filter((id) => !list.find(account, id));
  for (let from = 0; from < missing.length; from += MOST_SEARCHED)
    await list.search(account, { segmentIds: missing.slice(from, from + MOST_SEARCHED) });
  return (id) => {
    const name = list.find(account, id)?.name;
    return name?.isBlank ? undefined : name;
  };
}
