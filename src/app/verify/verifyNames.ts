import { searchInParts } from '../audiences/segmentNames';
import { isAccountFailure } from '../segments/readings/accountFailure';
import type { SegmentList } from '../segments/segmentList';
import type { VerifySources } from './verifyUploads';

/** The names and retailers of segments: those that aren't known yet are searched for. */
export function namesFrom(list: Pick<SegmentList, 'find' | 'search'>): VerifySources['named'] {
  return async (account, segmentIds) => {
    const unknown = segmentIds.filter((id) => !list.find(account, id));
    await searchInParts(list, account, unknown).catch((error: unknown) => {
      // What was found is worth more than the names.
      if (isAccountFailure(error)) throw error;
    });
    return namesIn(list)(account, segmentIds);
  };
}

/** The same, without a request: those that are known. */
export function namesIn(list: Pick<SegmentList, 'find'>): VerifySources['named'] {
  return async (account, segmentIds) =>
    Promise.resolve(
      new Map(
        segmentIds.map((id) => {
          const { name, retailerId } = list.find(account, id) ?? {};
          return [id, { ...(name && { name: name.forTree() }), ...(retailerId && { retailerId }) }];
        }),
      ),
    );
}
