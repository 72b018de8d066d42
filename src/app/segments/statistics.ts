import { ApiError } from '../../api/apiError';
import type { SegmentFigures, Statistics } from '../../api/apiTypes';
import { READING_TIMEOUT, type RequestOptions } from '../../api/options';
import type { AccountHandle } from '../accounts/account';
import type { History } from './history';

/** The figures alone, of whatever has them. */
export function figuresOf({
  numberOfIdentifiers,
  numberOfMatches,
  matchRate,
}: SegmentFigures): SegmentFigures {
  return { numberOfIdentifiers, numberOfMatches, matchRate };
}

/** Asks the API for a contact list's figures and keeps the reading. */
export async function takeReading(
  history: Pick<History, 'add'>,
  account: AccountHandle,
  segmentId: string,
  options?: RequestOptions,
): Promise<Statistics> {
  const statistics = await account.client.statistics(account.accountId, segmentId, options);
  await history.add(account, segmentId, {
    at: Date.now(),
    kind: 'reading',
    ...figuresOf(statistics),
  });
  return statistics;
}

/**
 * What the API says of a list at this moment, or undefined where it could not be read. `at`:
 * milliseconds since 1970.
 */
export async function lookUpStatistics(
  account: AccountHandle,
  segmentId: string,
): Promise<(SegmentFigures & { at: number }) | undefined> {
  try {
    const statistics = await account.client.statistics(account.accountId, segmentId, {
      timeout: READING_TIMEOUT,
    });
    return { at: Date.now(), ...figuresOf(statistics) };
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
