import { t } from '@vscode/l10n';
import { ApiError } from '../../api/apiError';
import type { SegmentFigures, Statistics } from '../../api/apiTypes';
import { READING_TIMEOUT, type RequestOptions } from '../../api/options';
import { count, matchRate } from '../../common/format';
import type { AccountHandle } from '../accounts/account';
import type { History, HistoryEntry } from './history';

/** Picks only the figures. */
export function figuresOf({
  numberOfIdentifiers,
  numberOfMatches,
  matchRate,
}: SegmentFigures): SegmentFigures {
  return { numberOfIdentifiers, numberOfMatches, matchRate };
}

/** A figure as the API sent it, also if it sent none. */
export function figureText(figures: SegmentFigures, figure: keyof SegmentFigures): string {
  if (figure === 'matchRate') return matchRate(figures.matchRate);
  const value = figures[figure];
  return value === undefined ? t('not available') : count(value);
}

/** Reads a contact list's figures from the API and keeps the reading. */
export async function takeReading(
  history: Pick<History, 'add'>,
  account: AccountHandle,
  segmentId: string,
  options?: RequestOptions,
): Promise<Statistics> {
  return (await addReading(history, account, segmentId, options)).statistics;
}

/** As `takeReading`, and resolves with what was kept as well. */
export async function addReading(
  history: Pick<History, 'add'>,
  account: AccountHandle,
  segmentId: string,
  options?: RequestOptions,
): Promise<{ statistics: Statistics; entry: HistoryEntry }> {
  const statistics = await account.client.statistics(account.accountId, segmentId, options);
  const entry: HistoryEntry = { at: Date.now(), kind: 'reading', ...figuresOf(statistics) };
  await history.add(account, segmentId, entry);
  return { statistics, entry };
}

/**
 * Reads a segment's current figures; undefined if the API can't say. `at`: milliseconds since 1970.
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
