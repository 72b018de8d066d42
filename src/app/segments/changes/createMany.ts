import type { NewSegment, Segment } from '../../../api/apiTypes';
import { findCreatedSegments } from '../../../api/bulk';
import type { AccountHandle } from '../../accounts/account';
import type { SegmentList } from '../segmentList';
import { changeInBatches, type BatchOptions, type BatchOutcome } from './changeInBatches';

/**
 * Creates segments, 50 a call, and puts them into the list. Where an answer is lost, what was
 * created all the same is found by name, retailer, type and creation time. Rejects with the API's
 * error where nothing was done at all.
 */
export async function createMany(
  list: Pick<SegmentList, 'put' | 'search'>,
  account: AccountHandle,
  wanted: readonly NewSegment[],
  options: Pick<BatchOptions<Segment>, 'signal' | 'onProgress'> = {},
): Promise<BatchOutcome<Segment>> {
  const startedAt = Date.now();
  const outcome = await changeInBatches(
    wanted.length,
    (indexes) =>
      account.client.createSegments(
        account.accountId,
        indexes.map((index) => wanted[index]),
      ),
    { ...options, recover: (indexes) => findCreated(list, account, wanted, indexes, startedAt) },
  );
  for (const { item } of outcome.done) list.put(account, item, true);
  return outcome;
}

/** One search for the whole part: asking for each segment would read the list fifty times. */
async function findCreated(
  list: Pick<SegmentList, 'search'>,
  account: AccountHandle,
  wanted: readonly NewSegment[],
  indexes: readonly number[],
  startedAt: number,
): Promise<{ index: number; item: Segment }[]> {
  const asked = indexes.map((index) => wanted[index]);
  const retailerIds = [...new Set(asked.map(({ retailerId }) => retailerId))];
  // Where this fails as well, the first failure is the one to tell.
  const found = await list
    .search(account, { retailerIds, types: ['ContactList'] })
    .catch((): readonly Segment[] => []);
  return findCreatedSegments(found, asked, startedAt).map(({ index, item }) => ({
    index: indexes[index],
    item,
  }));
}
