import type { CallOptions } from '../../api/options';
import type { Figures, Statistics } from '../../api/types';
import type { AccountHandle } from '../accounts/account';
import type { History } from './history';

/** The figures alone, of whatever has them. */
export function figuresOf({ numberOfIdentifiers, numberOfMatches, matchRate }: Figures): Figures {
  return { numberOfIdentifiers, numberOfMatches, matchRate };
}

/** Asks the API for a contact list's figures and keeps the reading. */
export async function takeReading(
  history: History,
  account: AccountHandle,
  segmentId: string,
  options?: CallOptions,
): Promise<Statistics> {
  const statistics = await account.client.statistics(account.accountId, segmentId, options);
  await history.add(account, segmentId, {
    at: Date.now(),
    kind: 'reading',
    ...figuresOf(statistics),
  });
  return statistics;
}
