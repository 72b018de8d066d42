import type { NewSegment, Segment } from '../../../api/apiTypes';
import { findCreatedSegments } from '../../../api/bulk';
import type { AccountHandle } from '../../accounts/account';
import type { SegmentList } from '../segmentList';
import { changeInBatches, type BatchOptions, type BatchOutcome } from './changeInBatches';

/**
 * Creates segments in batches of 50 and adds them to the list. If a response is lost, the segments
 * that were created anyway are found by name, retailer, type, and creation time. Rejects with the
 * API's error if nothing has taken effect.
 */
export async function createMany(
  list: Pick<SegmentList, 'put' | 'search'>,
  account: AccountHandle,
  newSegments: readonly NewSegment[],
  options: Pick<BatchOptions<Segment>, 'signal' | 'onProgress'> = {},
): Promise<BatchOutcome<Segment>> {
  const startedAt = Date.now();
  const outcome = await changeInBatches(
    newSegments.length,
    (indexes) =>
      account.client.createSegments(
        account.accountId,
        indexes.map((index) => newSegments[index]),
      ),
    {
      ...options,
      recover: (indexes) => findCreated(list, account, newSegments, indexes, startedAt),
    },
  );
  for (const { item } of outcome.done) list.put(account, item, true);
  return outcome;
}

/**
 * Finds the created segments with one search: one search per segment would read the list fifty
 * times.
 */
async function findCreated(
  list: Pick<SegmentList, 'search'>,
  account: AccountHandle,
  newSegments: readonly NewSegment[],
  indexes: readonly number[],
  startedAt: number,
): Promise<{ index: number; item: Segment }[]> {
  const batch = indexes.map((index) => newSegments[index]);
  const retailerIds = [...new Set(batch.map(({ retailerId }) => retailerId))];
  // If this fails too, report the first failure.
  const segments = await list
    .search(account, { retailerIds, types: ['ContactList'] })
    .catch((): readonly Segment[] => []);
  return findCreatedSegments(segments, batch, startedAt).map(({ index, item }) => ({
    index: indexes[index],
    item,
  }));
}
