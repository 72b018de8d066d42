import { present } from '../../../common/records';
import { readSize, segmentSize, type SegmentSize } from '../../../upload/segmentSize';
import type { AccountHandle } from '../../accounts/account';
import { changesInHistory } from '../changesInHistory';
import type { History } from '../history';
import { lookUpStatistics } from '../statistics';

/** The size of a segment by its history, now. Sends no request. */
export async function sizeInHistory(
  history: Pick<History, 'of'>,
  account: AccountHandle,
  segmentId: string,
): Promise<SegmentSize> {
  const entries = await history.of(account, segmentId);
  const [earlier] = present(entries.map(readSize)).sort((a, b) => b.at - a.at);
  return segmentSize({ earlier, now: Date.now() }, changesInHistory(entries));
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
