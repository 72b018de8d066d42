import { ApiError } from '../../api/errors';
import { READING_TIMEOUT } from '../../api/options';
import type { Statistics } from '../../api/types';
import type { AccountHandle } from '../accounts/account';
import type { History } from './history';

/** Asks the API for a contact list's figures and keeps the reading. */
export async function readStatistics(
  history: Pick<History, 'add'>,
  account: AccountHandle,
  segmentId: string,
  signal?: AbortSignal,
): Promise<Statistics> {
  const statistics = await account.client.statistics(account.accountId, segmentId, { signal });
  const { numberOfIdentifiers, numberOfMatches, matchRate } = statistics;
  await history.add(account, segmentId, {
    at: Date.now(),
    kind: 'reading',
    numberOfIdentifiers,
    numberOfMatches,
    matchRate,
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
): Promise<(Omit<Statistics, 'segmentId'> & { at: number }) | undefined> {
  try {
    const { numberOfIdentifiers, numberOfMatches, matchRate } = await account.client.statistics(
      account.accountId,
      segmentId,
      { timeout: READING_TIMEOUT },
    );
    return { at: Date.now(), numberOfIdentifiers, numberOfMatches, matchRate };
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
