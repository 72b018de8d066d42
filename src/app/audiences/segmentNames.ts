import { segmentsIn } from '../../api/algebra';
import type { Audience, Segment, SegmentFilter } from '../../api/apiTypes';
import type { OutsideText } from '../../common/outsideText';
import type { AccountHandle } from '../accounts/account';

/** IDs of one search: what fits on a page of its response. */
const MOST_SEARCHED = 500;

/** The list of segments, as far as names are read from it. */
export interface Segments {
  find(account: AccountHandle, segmentId: string): Segment | undefined;
  search(
    account: AccountHandle,
    filter: SegmentFilter,
    signal?: AbortSignal,
  ): Promise<readonly Segment[]>;
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
  await searchInParts(
    list,
    account,
    [...ids].filter((id) => !list.find(account, id)),
  );
  return (id) => {
    const name = list.find(account, id)?.name;
    return name?.isBlank ? undefined : name;
  };
}

/** Searches for segments by their IDs: one search for every 500. Rejects with the API's error. */
export async function searchInParts(
  list: Pick<Segments, 'search'>,
  account: AccountHandle,
  segmentIds: readonly string[],
  signal?: AbortSignal,
): Promise<Segment[]> {
  const found: Segment[] = [];
  for (let from = 0; from < segmentIds.length; from += MOST_SEARCHED) {
    const part = segmentIds.slice(from, from + MOST_SEARCHED);
    found.push(...(await list.search(account, { segmentIds: part }, signal)));
  }
  return found;
}
