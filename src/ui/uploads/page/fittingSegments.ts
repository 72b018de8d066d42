import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import type { History } from '../../../app/segments/history';
import { accessOf } from '../../../app/segments/labels';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { FittingSegment } from '../../../app/uploads/page/draftBase';
import { knownType, type IdentifierType } from '../../../identifiers/identifierTypes';
import { readSize, type SizeReading } from '../../../upload/segmentSize';

/** Segments proposed for another identifier type. */
const MOST = 4;

/** The last known size of a segment, and when it was read (milliseconds since 1970). */
export async function lastReading(
  history: Pick<History, 'last'>,
  account: AccountHandle,
  segmentId: string,
): Promise<SizeReading | undefined> {
  return readSize(await history.last(account, segmentId, 'reading').catch(() => undefined));
}

/**
 * The first segments of those loaded that take identifiers of a type, those of the retailer first.
 * None without a type.
 */
export async function findFittingSegments(
  type: IdentifierType | undefined,
  retailerId: string | undefined,
  accounts: Pick<Accounts, 'shown' | 'retailerName'>,
  segments: Pick<SegmentList, 'state'>,
  history: Pick<History, 'last'>,
): Promise<FittingSegment[]> {
  if (type === undefined) return [];
  const found = accounts
    .shown()
    .flatMap((account) =>
      segments
        .state(account)
        .segments.flatMap((segment) =>
          knownType(segment.contactList?.identifierType) === type &&
          accessOf(segment) === 'writable'
            ? [{ account, segment, sameRetailer: segment.retailerId === retailerId }]
            : [],
        ),
    );
  found.sort((a, b) => Number(b.sameRetailer) - Number(a.sameRetailer));
  return Promise.all(
    found.slice(0, MOST).map(async (fit) => ({
      ...fit,
      retailer: accounts.retailerName(fit.account, fit.segment.retailerId),
      size: (await lastReading(history, fit.account, fit.segment.id))?.identifiers,
    })),
  );
}
