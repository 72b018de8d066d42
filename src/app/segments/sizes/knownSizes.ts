import type { SegmentSize } from '../../../upload/segmentSize';
import type { AccountHandle } from '../../accounts/account';
import type { History } from '../history';
import { lookUpStatistics } from '../statistics';
import { sizeByEntries } from './historySizes';

/** The size of a segment by its history, now. Sends no request. */
export async function sizeInHistory(
  history: Pick<History, 'of'>,
  account: AccountHandle,
  segmentId: string,
): Promise<SegmentSize> {
  return sizeByEntries(await history.of(account, segmentId), Date.now());
}

/** The same, read from Criteo if it never was. Rejects if cancelled. */
export async function sizeReadOnce(
  history: Pick<History, 'of' | 'add'>,
  account: AccountHandle,
  segmentId: string,
): Promise<SegmentSize> {
  const known = await sizeInHistory(history, account, segmentId);
  if (known.read) return known;
  const read = await lookUpStatistics(account, segmentId);
  if (read === undefined) return known;
  await history.add(account, segmentId, { kind: 'reading', ...read });
  return sizeInHistory(history, account, segmentId);
}
